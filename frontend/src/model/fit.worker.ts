/** Fits models away from the page's thread, so that a long search never holds up a slider. */
import initAnalysis, { fitAuto } from '../../wasm/analysis/forecast_wasm.js';
import init, { fit } from '../../wasm/forecast_wasm.js';
import type { ModelBody, ModelSpec } from '../artifacts/types.ts';

export interface FitRequest {
  request: number;
  values: Float64Array;
  spec: ModelSpec;
  exog: Float64Array;
  /** At most so many fits in a search for orders; `null` fits the orders of `spec`. */
  budget: number | null;
}

export type FitAnswer = { request: number; body: ModelBody; elapsedMs: number } | { request: number; error: string };

self.addEventListener('message', async ({ data }: MessageEvent<FitRequest>) => {
  const { request, values, spec, exog, budget } = data;
  let answer: FitAnswer;
  try {
    // The module that searches is the larger: it is loaded for a search only. Loading again is free.
    await (budget === null ? init() : initAnalysis());
    const start = performance.now();
    const text = JSON.stringify(spec);
    const model = budget === null ? fit(values, text, exog) : fitAuto(values, text, budget, exog);
    const elapsedMs = performance.now() - start;
    answer = { request, body: JSON.parse(model.toJson()) as ModelBody, elapsedMs };
    model.free();
  } catch (error) {
    answer = { request, error: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(answer);
});
