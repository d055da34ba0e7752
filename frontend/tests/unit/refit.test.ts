import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flushSync } from 'svelte';
import { fit as fitHere } from '../../wasm/forecast_wasm.js';
import type { ModelBody, ModelSpec } from '../../src/artifacts/types.ts';
import type { Fit } from '../../src/model/fit.ts';
import { Refit } from '../../src/state/refit.svelte.ts';
import { Selection } from '../../src/state/selection.svelte.ts';
import { calendar, deferred, hotspot, loadedOf, settle, slowLoads, sums } from './svelte/models.ts';
import { Reader, rooted } from './svelte/root.svelte.ts';

const [one, two] = [hotspot(1), hotspot(2)];

function start() {
  const reader = new Reader([one, two]);
  const { load, loads } = slowLoads();
  const { ask, asked } = deferred<{ values: Float64Array; spec: ModelSpec }, Fit>();
  let stops = 0;
  const fitter = {
    fit: (values: Float64Array, spec: ModelSpec) => ask({ values, spec }),
    stop() {
      stops++;
      for (const { fail } of asked) fail(new Error('the fit was stopped'));
    },
  };
  const { made, end } = rooted(() => {
    const selection = new Selection(reader, load, sums);
    return { selection, refit: new Refit(calendar, selection, fitter) };
  });
  async function show(of: typeof one) {
    reader.selected = of;
    flushSync();
    loads.at(-1)?.arrive(loadedOf(of));
    await settle();
  }
  return { ...made, reader, asked, show, end, stops: () => stops };
}

/** The real fit of what was asked for. */
function fitted({ values, spec }: { values: Float64Array; spec: ModelSpec }): Fit {
  const model = fitHere(values, JSON.stringify(spec), new Float64Array());
  return { body: JSON.parse(model.toJson()) as ModelBody, elapsedMs: 1 };
}

test('a fit that ends after another hotspot was selected is not shown there, and neither is its failure', async () => {
  for (const ends of ['well', 'badly'] as const) {
    const { selection, refit, asked, show, end } = start();
    await show(one);
    refit.order = [0, 0, 1];
    refit.seasonal = [0, 0, 0];
    const fitting = refit.fit();
    assert.equal(refit.busy, 'Fitting');
    await show(two);
    assert.equal(refit.busy, undefined);
    const [job] = asked;
    assert.ok(job);
    if (ends === 'well') job.arrive(fitted(job.question));
    else job.fail(new Error('too short'));
    await fitting;
    await settle();
    assert.deepEqual([refit.busy, refit.error, refit.result, selection.refitted], Array(4).fill(undefined));
    assert.equal(selection.forecast?.total, 80);
    end();
  }
});

test('selecting another hotspot stops the fit that is under way', async () => {
  const { refit, show, stops, end } = start();
  await show(one);
  const fitting = refit.fit();
  await show(two);
  await fitting;
  assert.equal(stops(), 1);
  assert.equal(refit.error, undefined);
  end();
});

test('a fit is shown beside its hotspot until the published model is asked for', async () => {
  const { selection, refit, asked, show, end } = start();
  await show(one);
  refit.order = [0, 0, 1];
  refit.seasonal = [0, 0, 0];
  refit.constant = 'mean';
  const fitting = refit.fit();
  await settle();
  const [job] = asked;
  assert.ok(job);
  assert.equal(job.question.spec.constant, 'mean');
  job.arrive(fitted(job.question));
  await fitting;
  assert.equal(refit.error, undefined);
  assert.equal(refit.result?.label, 'SARIMA (0,0,1)');
  assert.equal(selection.body?.method, 'sarima');
  refit.leave();
  assert.equal(selection.body?.method, 'mean');
  assert.equal(refit.result, undefined);
  end();
});

test('a constant that the differences do not allow is not asked for', () => {
  const { refit, end } = start();
  refit.order = [0, 0, 1];
  refit.seasonal = [0, 0, 0];
  refit.constant = 'mean';
  assert.equal(refit.spec.constant, 'mean');
  refit.order = [0, 1, 1];
  assert.equal(refit.spec.constant, 'none');
  refit.constant = 'drift';
  assert.equal(refit.spec.constant, 'drift');
  refit.seasonal = [0, 1, 0];
  assert.equal(refit.spec.constant, 'none');
  end();
});
