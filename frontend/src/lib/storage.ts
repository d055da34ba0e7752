/**
 * A choice of the reader that the browser has kept. Merely naming `localStorage` throws if storage is blocked; a choice then
 * lasts as long as the page.
 */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a choice; `false` if the browser does not allow it. */
export function remember(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
