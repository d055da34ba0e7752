/**
 * Calls `start` once and hands out its promise from then on. A promise that fails is forgotten: whoever asks next starts anew, which
 * is what makes a failed load worth trying again.
 */
export function kept<T>(start: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  return () => {
    if (current === undefined) {
      const started = start();
      current = started;
      started.catch(() => {
        if (current === started) current = undefined;
      });
    }
    return current;
  };
}
