import type { SumAnswer, SumRequest } from './sum.worker.ts';

interface Job {
  readonly model: string;
  readonly horizon: number;
  readonly level: number;
  readonly exog: Float64Array;
  readonly done: (interval: SumAnswer | null) => void;
}

/** Computes intervals of totals in a worker; of the jobs that wait, only the newest is ever done. */
export class Totals {
  readonly #worker = new Worker(new URL('./sum.worker.ts', import.meta.url), { type: 'module' });
  #running: Job | undefined;
  #waiting: Job | undefined;
  #loaded: string | undefined;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<SumAnswer | null>) => {
      const finished = this.#running;
      const next = this.#waiting;
      this.#running = undefined;
      this.#waiting = undefined;
      if (next !== undefined) this.#start(next);
      // An answer that a newer question has overtaken would only flicker.
      else finished?.done(data);
    });
  }

  ask(job: Job): void {
    if (this.#running === undefined) this.#start(job);
    else this.#waiting = job;
  }

  #start(job: Job): void {
    const { model, horizon, level, exog } = job;
    const request: SumRequest = { horizon, level, exog, ...(model === this.#loaded ? {} : { model }) };
    this.#loaded = model;
    this.#running = job;
    this.#worker.postMessage(request);
  }

  stop(): void {
    this.#worker.terminate();
  }
}
