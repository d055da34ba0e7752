/** Fits models away from the page's thread, so that a long search never holds up a slider. */
import init, { fit, fitAuto } from '../../wasm/forecast_wasm.js';
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

const ready = init();

self.addEventListener('message', async ({ data }: MessageEvent<FitRequest>) => {
  const { request, values, spec, exog, budget } = data;
  let answer: FitAnswer;
  try {
    await ready;
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
