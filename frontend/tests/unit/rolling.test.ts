import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rollingMean } from '../../src/chart/rolling.ts';

test('each value is the mean of the window that ends there', () => {
  assert.deepEqual([...rollingMean([1, 2, 3, 4, 5], 3)], [NaN, NaN, 2, 3, 4]);
});

test('unknown values are left out, and a window of mostly unknown ones is unknown', () => {
  assert.deepEqual([...rollingMean([1, NaN, 3, NaN, NaN, NaN, 7], 3)], [NaN, NaN, 2, NaN, NaN, NaN, NaN]);
});

test('a window of one is the series itself', () => {
  assert.deepEqual([...rollingMean([4, NaN, 6], 1)], [4, NaN, 6]);
});
