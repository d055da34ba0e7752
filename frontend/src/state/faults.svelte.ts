import { messageOf } from '../lib/message.ts';

/** Faults that nobody was waiting for: the page says the last one instead of standing still without a word. */
class Faults {
  last = $state<string>();

  report(error: unknown): void {
    this.last = messageOf(error);
  }

  dismiss(): void {
    this.last = undefined;
  }
}

export const faults = new Faults();

/** Reports whatever nobody catches. */
export function watchFaults(): void {
  window.addEventListener('error', (event) => {
    // A chart that changes its size while sizes are told is told of it a frame later; that is no fault.
    if (typeof event.message === 'string' && event.message.startsWith('ResizeObserver loop')) return;
    faults.report(event.error ?? event.message);
  });
  window.addEventListener('unhandledrejection', ({ reason }) => faults.report(reason));
}
