/** Models of the method `counts`, which the small module lacks. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { ModelBody } from '../../src/artifacts/types.ts';
import { Forecaster, loadReader } from '../../src/model/forecaster.ts';
import { modelLabel } from '../../src/model/order.ts';
import { body, calendar, OBSERVED, sums } from './svelte/models.ts';

const six = (value: number) => Array<number>(6).fill(value);
const counts = {
  schema_version: 1,
  method: 'counts',
  counts: {
    half_lives_weeks: [8, 26, 104],
    overdispersions: [0, 0.2],
    prior_weights: six(1),
    forgetting: 0.995,
    period_weeks: 1 / 7,
    prior: { rate: 1.5, strength: 2 },
    exog: [],
    nobs: OBSERVED,
    a: six(6),
    b: six(4),
    evidence: six(0),
  },
} as ModelBody;

const { fetch } = globalThis;
const fetched: string[] = [];

before(() => {
  globalThis.fetch = (url) => {
    fetched.push(String(url));
    return Promise.resolve(new Response(readFileSync(String(url)), { headers: { 'content-type': 'application/wasm' } }));
  };
});
after(() => {
  globalThis.fetch = fetch;
});

test('the module `analysis` is loaded for a model of counts, and for no other', async () => {
  Forecaster.read(body(3), calendar, await loadReader('mean')).free();
  assert.ok(fetched.every((path) => !path.includes('/analysis/')), fetched.join());
  assert.throws(() => Forecaster.read(counts, calendar), /module `analysis` reads it/);
  const forecaster = Forecaster.read(counts, calendar, await loadReader('counts'));
  assert.ok(fetched.some((path) => path.endsWith('/analysis/forecast_wasm_bg.wasm')), fetched.join());
  const { mean, intervals } = forecaster.forecast(7, [0.8]);
  assert.ok(mean.every((x) => Math.abs(x - 1.5) < 1e-9), mean.join());
  const [interval] = intervals;
  assert.ok(interval !== undefined && [...interval.lower, ...interval.upper].every(Number.isInteger));
  assert.ok(interval.probability?.every((p) => p >= 0.8));
  const total = await sums.ask({ ...forecaster.job(7), level: 0.8 });
  assert.ok(total.lower < 10.5 && 10.5 < total.upper && Number.isInteger(total.upper));
  assert.ok(forecaster.inSample(new Float64Array(OBSERVED).fill(1)).fitted.every(Number.isFinite));
  forecaster.free();
});

test('a model of counts has a title', () => {
  assert.equal(modelLabel(counts), 'Counts');
});
