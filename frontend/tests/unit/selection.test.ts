import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flushSync } from 'svelte';
import { Selection } from '../../src/state/selection.svelte.ts';
import { Forecaster } from '../../src/model/forecaster.ts';
import type { SumAnswer, SumQuestion } from '../../src/model/sum.worker.ts';
import { body, calendar, deferred, hotspot, loadedOf, settle, slowLoads, sums } from './svelte/models.ts';
import { Reader, rooted } from './svelte/root.svelte.ts';

const [one, two] = [hotspot(1), hotspot(2)];

function start(source = sums) {
  const reader = new Reader([one, two]);
  const { load, loads } = slowLoads();
  const { made: selection, end } = rooted(() => new Selection(reader, load, source));
  const select = (of: typeof one | undefined) => {
    reader.selected = of;
  };
  return { reader, loads, selection, end, select };
}

function nothingOfAnother(selection: Selection): void {
  const { loaded, forecast, body, inSample, totalInterval, refitted, error } = selection;
  assert.deepEqual([loaded, forecast, body, inSample, totalInterval, refitted, error], Array(7).fill(undefined));
}

test('nothing of the old hotspot is there once another is selected, even before its load has begun', async () => {
  const { loads, selection, end, select } = start();
  select(one);
  flushSync();
  loads[0]?.arrive(loadedOf(one));
  await settle();
  assert.equal(selection.loaded?.hotspot, one);
  assert.equal(selection.forecast?.total, 40);
  assert.ok(selection.totalInterval !== undefined && selection.totalInterval.lower < 40);
  select(two);
  // Nothing has run yet but the choice itself.
  nothingOfAnother(selection);
  assert.equal(selection.loading, true);
  flushSync();
  nothingOfAnother(selection);
  loads[1]?.arrive(loadedOf(two));
  await settle();
  assert.equal(selection.forecast?.total, 80);
  end();
});

test('a load that arrives after another hotspot was selected is dropped, whichever comes first', async () => {
  const { loads, selection, end, select } = start();
  select(one);
  flushSync();
  select(two);
  flushSync();
  loads[1]?.arrive(loadedOf(two));
  await settle();
  loads[0]?.arrive(loadedOf(one));
  await settle();
  assert.equal(selection.loaded?.hotspot, two);
  assert.equal(selection.forecast?.total, 80);
  select(undefined);
  flushSync();
  nothingOfAnother(selection);
  assert.equal(selection.loading, false);
  end();
});

test('a load that fails says why, for its own hotspot only, and is tried again', async () => {
  const { loads, selection, end, select } = start();
  select(one);
  flushSync();
  loads[0]?.fail(new Error('`models/1.json` cannot be reached'));
  await settle();
  assert.match(String(selection.error), /models\/1\.json/);
  assert.equal(selection.loading, false);
  select(two);
  nothingOfAnother(selection);
  flushSync();
  select(one);
  flushSync();
  nothingOfAnother(selection);
  loads.at(-1)?.fail(new Error('again'));
  await settle();
  selection.retry();
  flushSync();
  nothingOfAnother(selection);
  loads.at(-1)?.arrive(loadedOf(one));
  await settle();
  assert.equal(selection.loaded?.hotspot, one);
  assert.equal(selection.error, undefined);
  end();
});

test('a refit belongs to its hotspot: it goes with it, and one that comes late is not shown', async () => {
  const { loads, selection, end, select } = start();
  const refit = () => ({ body: body(7), forecaster: Forecaster.read(body(7), calendar), inSample: undefined });
  select(one);
  flushSync();
  const loaded = loadedOf(one);
  loads[0]?.arrive(loaded);
  await settle();
  selection.use(loaded, refit());
  assert.equal(selection.forecast?.total, 28);
  select(two);
  nothingOfAnother(selection);
  flushSync();
  selection.use(loaded, refit());
  nothingOfAnother(selection);
  loads[1]?.arrive(loadedOf(two));
  await settle();
  selection.use(loaded, refit());
  assert.equal(selection.refitted, undefined);
  assert.equal(selection.forecast?.total, 80);
  select(one);
  flushSync();
  loads[2]?.arrive(loadedOf(one));
  await settle();
  assert.equal(selection.refitted, undefined);
  assert.equal(selection.forecast?.total, 40);
  end();
});

test('the interval of a total is that of the horizon, the level and the model shown, or not there', async () => {
  const { ask, asked } = deferred<SumQuestion, SumAnswer>();
  const { reader, loads, selection, end, select } = start({ ask, stop: () => undefined });
  select(one);
  flushSync();
  loads[0]?.arrive(loadedOf(one));
  await settle();
  reader.horizon = 5;
  flushSync();
  reader.level = 0.8;
  flushSync();
  asked[0]?.arrive({ lower: 1, upper: 2 });
  await settle();
  assert.equal(selection.totalInterval, undefined);
  // Of the two that waited only the newest is asked.
  assert.deepEqual(asked.map(({ question: { horizon, level } }) => [horizon, level]), [[4, 0.9], [5, 0.8]]);
  asked[1]?.arrive({ lower: 3, upper: 4 });
  await settle();
  assert.deepEqual(selection.totalInterval, { lower: 3, upper: 4 });
  reader.horizon = 6;
  assert.equal(selection.totalInterval, undefined);
  flushSync();
  asked[2]?.fail(new Error('`sum.worker` has stopped'));
  await settle();
  assert.match(String(selection.totalError), /sum\.worker/);
  selection.retryTotal();
  flushSync();
  asked[3]?.arrive({ lower: 5, upper: 6 });
  await settle();
  assert.deepEqual(selection.totalInterval, { lower: 5, upper: 6 });
  assert.equal(selection.totalError, undefined);
  end();
});

test('a forecast that cannot be made is an error beside the hotspot, not the end of the page', async () => {
  const { reader, loads, selection, end, select } = start();
  select(one);
  flushSync();
  loads[0]?.arrive(loadedOf(one));
  await settle();
  reader.horizon = 20_000;
  flushSync();
  const total = () => selection.forecast?.total;
  assert.equal(total(), undefined);
  assert.ok(selection.forecastError instanceof Error);
  assert.equal(selection.loaded?.hotspot, one);
  reader.horizon = 30;
  assert.equal(total(), 300);
  assert.equal(selection.forecastError, undefined);
  end();
});

test('a forecast ends with a regressor that is known for some periods only, and names it', async () => {
  const { reader, loads, selection, end, select } = start();
  select(one);
  flushSync();
  const of = loadedOf(one);
  Object.defineProperty(of.forecaster, 'end', { value: { name: 'rain', last: '2024-02-14' } });
  Object.defineProperty(of.forecaster, 'maxHorizon', { value: 5 });
  loads[0]?.arrive(of);
  await settle();
  reader.horizon = 12;
  flushSync();
  assert.equal(selection.horizon, 5);
  assert.equal(selection.forecast?.mean.length, 5);
  assert.equal(selection.end?.name, 'rain');
  reader.horizon = 3;
  assert.equal(selection.forecast?.mean.length, 3);
  assert.equal(selection.end, undefined);
  end();
});
