/** Real models in the real modules, and loads that a test lets arrive when it wants to. */
import { readFileSync } from 'node:fs';
import { initSync } from '../../../wasm/forecast_wasm.js';
import { initSync as initAnalysis, Model } from '../../../wasm/analysis/forecast_wasm.js';
import { Calendar } from '../../../src/artifacts/calendar.ts';
import type { Hotspot } from '../../../src/artifacts/hotspots.ts';
import type { ModelBody, ModelDocument } from '../../../src/artifacts/types.ts';
import { Forecaster } from '../../../src/model/forecaster.ts';
import type { SumSource } from '../../../src/model/sum.ts';
import { inSampleOf, type Loaded, type LoadHotspot } from '../../../src/state/loaded.ts';

initSync({ module: readFileSync(new URL('../../../wasm/forecast_wasm_bg.wasm', import.meta.url)) });
initAnalysis({ module: readFileSync(new URL('../../../wasm/analysis/forecast_wasm_bg.wasm', import.meta.url)) });

const day = (t: number) => new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10);

export const OBSERVED = 40;
export const calendar = new Calendar({
  schema_version: 1,
  freq: 'day',
  week_start: 'monday',
  season_length: 7,
  first: day(0),
  last_observed: day(OBSERVED - 1),
  periods: Array.from({ length: OBSERVED + 30 }, (_, t) => day(t)),
  n_observed: OBSERVED,
  regressors: {},
  holidays: [],
  gaps: [],
});

export const hotspot = (id: number) => ({ id, rank: id, category: '' }) as Hotspot;

/** A model that expects `level` in every period. */
export const body = (level: number) =>
  ({ schema_version: 1, method: 'mean', non_negative: true, mean: { level, sigma2: 1, nobs: OBSERVED } }) as ModelBody;

/** Everything about a hotspot whose counts are near `10 · id`. */
export function loadedOf(of: Hotspot, model: ModelBody = body(10 * of.id)): Loaded {
  const values = Float64Array.from({ length: OBSERVED }, (_, t) => 10 * of.id + (t % 3));
  const forecaster = Forecaster.read(model, calendar);
  const document = { schema_version: 1, hotspot_id: of.id, model } as ModelDocument;
  return { hotspot: of, values, document, forecaster, inSample: inSampleOf(forecaster, values) };
}

export interface Deferred<Q, A> {
  readonly question: Q;
  readonly arrive: (answer: A) => void;
  readonly fail: (error: Error) => void;
}

/** A function whose answers arrive when the test says so. */
export function deferred<Q, A>(): { ask: (question: Q) => Promise<A>; asked: Deferred<Q, A>[] } {
  const asked: Deferred<Q, A>[] = [];
  const ask = (question: Q) => new Promise<A>((arrive, fail) => asked.push({ question, arrive, fail }));
  return { ask, asked };
}

export function slowLoads(): { load: LoadHotspot; loads: Deferred<Hotspot, Loaded>[] } {
  const { ask, asked } = deferred<Hotspot, Loaded>();
  return { load: (of) => ask(of), loads: asked };
}

/** Totals as the worker answers them, at once. */
export const sums: SumSource = {
  async ask({ model, horizon, level, exog }) {
    const read = new Model(model);
    const [interval] = read.forecastSum(horizon, Float64Array.of(level), undefined, undefined, exog).intervals;
    read.free();
    if (interval === undefined) throw new Error('no interval');
    return interval;
  },
  stop: () => undefined,
};

/** Lets promises settle and effects run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
