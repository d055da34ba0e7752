import assert from 'node:assert/strict';
import { test } from 'node:test';
import { niceBelow } from '../../src/map/draw.ts';
import type { BBox } from '../../src/artifacts/types.ts';
import { onMap } from '../../src/map/longitude.ts';
import { Projection } from '../../src/map/view.ts';

const projection = new Projection([-87.94, 41.64, -87.52, 42.03]);
const size = { width: 800, height: 600 };
const close = (actual: number, expected: number, within = 1e-9) => assert.ok(Math.abs(actual - expected) < within, `${actual} is not ${expected}`);

test('pixels and degrees are inverse to each other', () => {
  const view = projection.fit(size, 20);
  close(projection.x(view, size, projection.lon(view, size, 123)), 123);
  close(projection.y(view, size, projection.lat(view, size, 456)), 456);
});

test('the whole data fits, with the padding', () => {
  const view = projection.fit(size, 20);
  close(projection.y(view, size, 42.03), 20);
  close(projection.y(view, size, 41.64), 580);
  assert.ok(projection.x(view, size, -87.94) >= 20);
});

test('zooming keeps the place under the pointer', () => {
  const view = projection.fit(size, 20);
  const lon = projection.lon(view, size, 300);
  const lat = projection.lat(view, size, 200);
  const closer = projection.zoomAt(view, size, 3, 300, 200);
  close(closer.scale, view.scale * 3);
  close(projection.x(closer, size, lon), 300, 1e-6);
  close(projection.y(closer, size, lat), 200, 1e-6);
});

test('zooming out ends at a little more than the whole data', () => {
  const view = projection.zoomAt(projection.fit(size, 20), size, 1e-9, 400, 300);
  close(view.scale, projection.fit(size, 0).scale * 0.6);
});

test('a map across 180° is as narrow as its data, and both sides lie next to each other', () => {
  const fiji: BBox = [179.9, -17.1, -179.9, -16.9];
  const map = new Projection(fiji);
  const view = map.fit(size, 20);
  close(view.lon, 180);
  assert.ok(view.scale > 2000, `${view.scale}`);
  const x = (lon: number) => map.x(view, size, onMap(lon, fiji));
  close(x(179.95) + x(-179.95), size.width, 1e-6);
  assert.ok(x(179.95) < x(180) && x(-180) < x(-179.95));
  close(x(180), x(-180), 1e-6);
  assert.equal(onMap(-87.63, [-87.94, 41.64, -87.52, 42.03]), -87.63);
});

test('a scale bar has a round length', () => {
  assert.deepEqual([0.7, 1, 3, 9.9, 1234].map(niceBelow), [0.5, 1, 2, 5, 1000]);
});
