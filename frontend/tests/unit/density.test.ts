import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toDensity } from '../../src/map/density.ts';

test('cells lie on the grid by their centres, from the north-west', () => {
  const density = toDensity(Float64Array.of(0.5, 2.5), Float64Array.of(10.5, 11.5), Float64Array.of(1, 100), 1);
  assert.ok(density !== null);
  assert.deepEqual([density.columns, density.rows, density.west, density.north], [3, 2, 0, 12]);
  const opaque = [...density.alpha].map((alpha) => alpha > 0);
  assert.deepEqual(opaque, [false, false, true, true, false, false]);
  assert.ok((density.alpha[2] ?? 0) > (density.alpha[3] ?? 0));
});

test('no cells are no grid, and neither are too many', () => {
  const none = new Float64Array();
  assert.equal(toDensity(none, none, none, 1), null);
  assert.equal(toDensity(Float64Array.of(0, 1), Float64Array.of(0, 1), Float64Array.of(1, 1), 1e-6), null);
});
