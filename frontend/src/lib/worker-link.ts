import { LoadError } from '../artifacts/load-error.ts';
import type { Answer, Question } from './worker-serve.ts';

interface Pending<A> {
  readonly resolve: (answer: A) => void;
  readonly reject: (error: Error) => void;
}

/** The part of `Worker` that a link uses. */
export type WorkerPort = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

/**
 * Asks a worker, which starts with the first question. One that cannot be loaded, or breaks, fails the questions that wait and is
 * dropped, so that the next question starts another.
 */
export class WorkerLink<Q, A> {
  readonly #name: string;
  readonly #open: () => WorkerPort;
  readonly #pending = new Map<number, Pending<A>>();
  #worker: WorkerPort | undefined;
  #asked = 0;

  /** `name` is what a message calls the worker's file. */
  constructor(name: string, open: () => WorkerPort) {
    this.#name = name;
    this.#open = open;
  }

  ask(question: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      const request = ++this.#asked;
      this.#pending.set(request, { resolve, reject });
      try {
        this.#worker ??= this.#start();
        this.#worker.postMessage({ request, question } satisfies Question<Q>);
      } catch (error) {
        this.#drop(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  /** Ends the worker; what was asked and is not answered fails with `reason`. */
  stop(reason: string): void {
    this.#drop(new Error(reason));
  }

  #start(): WorkerPort {
    const worker = this.#open();
    worker.addEventListener('message', ({ data }: MessageEvent<Answer<A>>) => {
      const waiting = this.#pending.get(data.request);
      this.#pending.delete(data.request);
      if ('answer' in data) waiting?.resolve(data.answer);
      else waiting?.reject(data.hint === undefined ? new Error(data.error) : new LoadError(data.error, data.hint));
    });
    const broken = (event: Event) => {
      if (worker !== this.#worker) return;
      // The failure is told to whoever asked; it is not one of the page as a whole.
      event.preventDefault();
      const why = 'message' in event && typeof event.message === 'string' && event.message !== '' ? `: ${event.message}` : '';
      this.#drop(new LoadError(`\`${this.#name}\` cannot be loaded or has stopped${why}`, 'Is the server running, and is this device online?'));
    };
    worker.addEventListener('error', broken);
    worker.addEventListener('messageerror', broken);
    return worker;
  }

  #drop(error: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(error);
  }
}
