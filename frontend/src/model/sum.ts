import { WorkerLink } from '../lib/worker-link.ts';
import type { SumAnswer, SumQuestion } from './sum.worker.ts';

/** The answer to a question about a total, or the reason for having none. */
export type SumOutcome = { readonly interval: SumAnswer } | { readonly error: unknown };

interface Job {
  readonly question: SumQuestion;
  readonly done: (outcome: SumOutcome) => void;
}

/** Answers questions, until it is stopped. */
export interface SumSource {
  ask(question: SumQuestion): Promise<SumAnswer>;
  stop(reason: string): void;
}

export function sumWorker(): SumSource {
  return new WorkerLink<SumQuestion, SumAnswer>('sum.worker', () => new Worker(new URL('./sum.worker.ts', import.meta.url), { type: 'module' }));
}

/** Asks for intervals of totals one at a time; of the questions that wait, only the newest is ever asked. */
export class Totals {
  readonly #source: SumSource;
  #busy = false;
  #waiting: Job | undefined;
  #stopped = false;

  constructor(source: SumSource) {
    this.#source = source;
  }

  ask(question: SumQuestion, done: (outcome: SumOutcome) => void): void {
    const job = { question, done };
    if (this.#busy) this.#waiting = job;
    else void this.#run(job);
  }

  /** Ends what is under way; nobody hears of it any more. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = undefined;
    this.#source.stop('the total is not needed any more');
  }

  async #run(job: Job): Promise<void> {
    this.#busy = true;
    let outcome: SumOutcome;
    try {
      outcome = { interval: await this.#source.ask(job.question) };
    } catch (error) {
      outcome = { error };
    }
    this.#busy = false;
    const next = this.#waiting;
    this.#waiting = undefined;
    if (this.#stopped) return;
    // An answer that a newer question has overtaken would only flicker.
    if (next === undefined) job.done(outcome);
    else void this.#run(next);
  }
}
