import type { ModelBody, ModelSpec } from '../artifacts/types.ts';
import type { FitAnswer, FitRequest } from './fit.worker.ts';

export interface Fit {
  readonly body: ModelBody;
  readonly elapsedMs: number;
}

let worker: Worker | undefined;
let requests = 0;
let stop: (() => void) | undefined;

/** Ends a fit that is under way; its promise is rejected. */
export function cancelFit(): void {
  worker?.terminate();
  worker = undefined;
  stop?.();
}

/** Fits `spec`, or with a `budget` searches for orders with at most so many fits, in a worker. */
export function fitInWorker(values: Float64Array, spec: ModelSpec, exog: Float64Array, budget: number | null = null): Promise<Fit> {
  worker ??= new Worker(new URL('./fit.worker.ts', import.meta.url), { type: 'module' });
  const fitter = worker;
  const request: FitRequest = { request: ++requests, values, spec, exog, budget };
  return new Promise((resolve, reject) => {
    stop = () => reject(new Error('the fit was stopped'));
    const onMessage = ({ data }: MessageEvent<FitAnswer>) => {
      if (data.request !== request.request) return;
      fitter.removeEventListener('message', onMessage);
      if ('error' in data) reject(new Error(data.error));
      else resolve(data);
    };
    fitter.addEventListener('message', onMessage);
    fitter.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true });
    fitter.postMessage(request);
  });
}
