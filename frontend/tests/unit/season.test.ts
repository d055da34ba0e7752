import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanShape, POINTS, seasonShape } from '../../src/table/season.ts';

test('the shape of a season does not know its level, its spread or its gaps', () => {
  const season = [1, 2, 9, 2];
  const values = Float64Array.from({ length: 40 }, (_, t) => season[t % 4] ?? 0);
  const other = values.map((value, t) => (t === 5 ? NaN : 7 + 3 * value));
  const shape = seasonShape(values, 4);
  assert.ok(shape);
  assert.ok(Math.abs(shape.reduce((sum, value) => sum + value, 0)) < 1e-12);
  assert.ok(Math.abs(shape.reduce((sum, value) => sum + value * value, 0) - 4) < 1e-12);
  assert.equal(shape.indexOf(Math.max(...shape)), 2);
  const again = seasonShape(other, 4);
  shape.forEach((value, i) => assert.ok(Math.abs(value - (again?.[i] ?? NaN)) < 1e-12));
});

test('a long season is drawn with few points, a series without a season not at all', () => {
  assert.equal(seasonShape(Float64Array.from({ length: 104 }, (_, t) => t % 52), 52)?.length, POINTS);
  assert.equal(seasonShape(new Float64Array(24).fill(3), 12), undefined);
  assert.equal(seasonShape(new Float64Array(5).fill(3), 12), undefined);
});

test('the mean of shapes is taken point by point', () => {
  assert.deepEqual(meanShape([Float64Array.of(1, 2), Float64Array.of(3, 6)]), [2, 4]);
  assert.deepEqual(meanShape([]), []);
});
