import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanAbsoluteError, seasonalNaive } from '../../src/model/accuracy.ts';

test('unknown values do not count in the mean absolute error', () => {
  assert.equal(meanAbsoluteError([1, NaN, 3], [2, 5, 6]), 2);
  assert.equal(meanAbsoluteError([NaN], [1]), null);
});

test('the seasonal naive forecast repeats the last season', () => {
  assert.deepEqual([...seasonalNaive(Float64Array.of(9, 1, 2, 3), 3, 7)], [1, 2, 3, 1, 2, 3, 1]);
});

test('with less than a season of history the whole history is repeated', () => {
  assert.deepEqual([...seasonalNaive(Float64Array.of(1, 2), 52, 3)], [1, 2, 1]);
});
