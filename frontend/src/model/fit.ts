import type { ModelBody, ModelSpec } from '../artifacts/types.ts';
import { WorkerLink } from '../lib/worker-link.ts';
import type { FitQuestion } from './fit.worker.ts';

export interface Fit {
  readonly body: ModelBody;
  readonly elapsedMs: number;
}

/** Fits models: `fit` one at a time, `stop` ends what is under way. */
export interface Fitter {
  /** Fits `spec`, or with a `budget` searches for orders with at most so many fits. */
  fit(values: Float64Array, spec: ModelSpec, exog: Float64Array, budget: number | null): Promise<Fit>;
  /** Ends a fit that is under way; its promise is rejected. */
  stop(): void;
}

/** Fits in a worker. */
export function workerFitter(): Fitter {
  const link = new WorkerLink<FitQuestion, Fit>('fit.worker', () => new Worker(new URL('./fit.worker.ts', import.meta.url), { type: 'module' }));
  return {
    fit: (values, spec, exog, budget) => link.ask({ values, spec, exog, budget }),
    stop: () => link.stop('the fit was stopped'),
  };
}
