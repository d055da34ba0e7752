import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flushSync } from 'svelte';
import { Comparison } from '../../src/state/comparison.svelte.ts';
import { hotspot, loadedOf, settle, slowLoads } from './svelte/models.ts';
import { Reader, rooted } from './svelte/root.svelte.ts';

const [one, two, three] = [hotspot(1), hotspot(2), hotspot(3)];

test('hotspots are loaded once each and listed in the order they were added', async () => {
  const reader = new Reader([one, two, three]);
  const { load, loads } = slowLoads();
  const { made: comparison, end } = rooted(() => new Comparison(reader, load));
  reader.compared = [2, 1];
  flushSync();
  assert.equal(comparison.loading, true);
  loads[1]?.arrive(loadedOf(one));
  await settle();
  loads[0]?.arrive(loadedOf(two));
  await settle();
  const shown = () => comparison.loaded.map(({ place, entry }) => [place, entry.hotspot.id]);
  assert.deepEqual(shown(), [[0, 2], [1, 1]]);
  reader.compared = [1];
  assert.deepEqual(shown(), [[0, 1]]);
  flushSync();
  assert.equal(loads.length, 2);
  assert.equal(comparison.loading, false);
  end();
});

test('one that fails is said, the others are shown, and a second try loads only what is missing', async () => {
  const reader = new Reader([one, two, three]);
  const { load, loads } = slowLoads();
  const { made: comparison, end } = rooted(() => new Comparison(reader, load));
  reader.compared = [1, 2];
  flushSync();
  loads[0]?.arrive(loadedOf(one));
  loads[1]?.fail(new Error('`models/2.json` cannot be reached'));
  await settle();
  assert.equal(comparison.loaded.length, 1);
  assert.match(String(comparison.errors[0]), /models\/2\.json/);
  comparison.retry();
  flushSync();
  assert.deepEqual(comparison.errors, []);
  assert.deepEqual(loads.map(({ question }) => question.id), [1, 2, 2]);
  loads[2]?.arrive(loadedOf(two));
  await settle();
  assert.equal(comparison.loaded.length, 2);
  end();
});

test('the error of a hotspot goes when it is not compared any more', async () => {
  const reader = new Reader([one, two, three]);
  const { load, loads } = slowLoads();
  const { made: comparison, end } = rooted(() => new Comparison(reader, load));
  reader.compared = [1];
  flushSync();
  loads[0]?.fail(new Error('gone'));
  await settle();
  reader.compared = [];
  assert.deepEqual(comparison.errors, []);
  end();
});
