import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeriesStore } from '../../src/artifacts/series.ts';

test('series are found by id, whatever the order of the ids', () => {
  const store = new SeriesStore(Float64Array.of(1, 2, 3, 4, 5, 6), [30, 10, 20], 2);
  assert.deepEqual([...store.of(10)], [1, 2]);
  assert.deepEqual([...store.of(30)], [5, 6]);
  assert.throws(() => store.of(11), /`11`/);
});

test('a file of another length is refused', () => {
  assert.throws(() => new SeriesStore(Float64Array.of(1, 2, 3), [1, 2], 2), /3 rows, not 2 hotspots × 2 periods/);
});
