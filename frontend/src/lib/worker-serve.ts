import { hintOf, messageOf } from './message.ts';

export interface Question<Q> {
  readonly request: number;
  readonly question: Q;
}

export type Answer<A> =
  | { readonly request: number; readonly answer: A }
  | { readonly request: number; readonly error: string; readonly hint: string | undefined };

/** Answers every question that a `WorkerLink` asks this worker; what `answer` throws is told with its hint. */
export function serve<Q, A>(answer: (question: Q) => Promise<A>, transfer: (answer: A) => Transferable[] = () => []): void {
  self.addEventListener('message', async ({ data: { request, question } }: MessageEvent<Question<Q>>) => {
    try {
      const found = await answer(question);
      self.postMessage({ request, answer: found } satisfies Answer<A>, { transfer: transfer(found) });
    } catch (error) {
      self.postMessage({ request, error: messageOf(error), hint: hintOf(error) } satisfies Answer<A>);
    }
  });
}
