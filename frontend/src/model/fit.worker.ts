/** Fits models away from the page's thread, so that a long search never holds up a slider. */
import { fit } from '../../wasm/forecast_wasm.js';
import type { ModelBody, ModelSpec } from '../artifacts/types.ts';
import { serve } from '../lib/worker-serve.ts';
import { loadAnalysis } from './analysis.ts';
import type { Fit } from './fit.ts';
import { loadModule } from './module.ts';

export interface FitQuestion {
  values: Float64Array;
  spec: ModelSpec;
  exog: Float64Array;
  /** At most so many fits in a search for orders; `null` fits the orders of `spec`. */
  budget: number | null;
}

serve<FitQuestion, Fit>(async ({ values, spec, exog, budget }) => {
  const text = JSON.stringify(spec);
  // The module that searches is the larger: it is loaded for a search only.
  const search = budget === null ? (await loadModule(), null) : await loadAnalysis();
  const start = performance.now();
  const model = search === null || budget === null ? fit(values, text, exog) : search.fitAuto(values, text, budget, exog);
  const elapsedMs = performance.now() - start;
  const body = JSON.parse(model.toJson()) as ModelBody;
  model.free();
  return { body, elapsedMs };
});
