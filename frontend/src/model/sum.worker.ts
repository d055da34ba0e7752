/** Totals over a horizon by simulated paths, away from the page's thread. */
import init, { Model } from '../../wasm/analysis/forecast_wasm.js';

export interface SumRequest {
  /** The model document; absent when it is the one of the request before. */
  model?: string;
  horizon: number;
  level: number;
  exog: Float64Array;
}

export interface SumAnswer {
  lower: number;
  upper: number;
}

const PATHS = 1000;
const SEED = 1;

const ready = init();
let model: Model | undefined;

self.addEventListener('message', async ({ data }: MessageEvent<SumRequest>) => {
  let answer: SumAnswer | null = null;
  try {
    await ready;
    if (data.model !== undefined) {
      model?.free();
      model = undefined;
      model = new Model(data.model);
    }
    answer = model?.forecastSum(data.horizon, Float64Array.of(data.level), PATHS, SEED, data.exog).intervals[0] ?? null;
  } catch {
    // A total without an interval is shown as such.
  }
  self.postMessage(answer);
});
