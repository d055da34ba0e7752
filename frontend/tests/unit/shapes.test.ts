import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHotspots } from '../../src/artifacts/hotspots.ts';
import type { BBox, HotspotFeature } from '../../src/artifacts/types.ts';
import { neighbour, shapeAt, toShapes } from '../../src/map/shapes.ts';
import { Projection } from '../../src/map/view.ts';

function square(id: number, lon: number, lat: number, side: number, incident_count = 10): HotspotFeature {
  const ring: [number, number][] = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]];
  return {
    id,
    type: 'Feature',
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: {
      id, rank: id, rank_by_history: id, lon: lon + side / 2, lat: lat + side / 2, incident_count, area_m2: 1, share: 0.1, density_per_km2: 1,
      trend: 0, trend_class: 'persistent', gi_star_z: null, categories: [{ name: 'other', count: 6 }, { name: 'THEFT', count: 4 }], expected_change: null,
    },
  };
}

const shapesOf = (...features: HotspotFeature[]) =>
  toShapes(toHotspots({ schema_version: 1, type: 'FeatureCollection', features }, null), [0, 0, 1, 1]);
const projection = new Projection([0, 0, 1, 1]);
const size = { width: 1000, height: 1000 };

test('the category of a hotspot is its most frequent named one', () => {
  const [hotspot] = toHotspots({ schema_version: 1, type: 'FeatureCollection', features: [square(1, 0, 0, 0.1)] }, null);
  assert.equal(hotspot?.category, 'THEFT');
});

test('the outline under the pointer is found, the stronger hotspot first', () => {
  const shapes = shapesOf(square(1, 0.2, 0.2, 0.4, 5), square(2, 0.3, 0.3, 0.1, 50));
  const view = projection.fit(size, 0);
  const at = (lon: number, lat: number) =>
    shapeAt(shapes, projection, view, size, 1, projection.x(view, size, lon), projection.y(view, size, lat))?.hotspot.id;
  assert.equal(at(0.35, 0.35), 2);
  assert.equal(at(0.25, 0.25), 1);
  assert.equal(at(0.9, 0.9), undefined);
});

test('a hotspot on both sides of 180° is found on both, and nowhere between', () => {
  const fiji: BBox = [179, -17.5, -179, -16.5];
  const map = new Projection(fiji);
  const view = map.fit(size, 0);
  const feature = square(1, 179.9, -17, 0.1);
  const west = square(1, -180, -17, 0.1);
  feature.geometry = { type: 'MultiPolygon', coordinates: [feature, west].flatMap(({ geometry }) => (geometry.type === 'Polygon' ? [geometry.coordinates] : [])) };
  feature.properties.lon = 180;
  const [shape, ...none] = toShapes(toHotspots({ schema_version: 1, type: 'FeatureCollection', features: [feature] }, null), fiji);
  assert.ok(shape !== undefined && none.length === 0);
  assert.ok(shape.east - shape.west < 0.21, `${shape.west} to ${shape.east}`);
  const at = (lon: number) => shapeAt([shape], map, view, size, 1, map.x(view, size, lon), map.y(view, size, -16.95))?.hotspot.id;
  assert.deepEqual([179.95, 180.05, 180.5, 179.2].map(at), [1, 1, undefined, undefined]);
});

test('a hole in an outline is outside', () => {
  const outer = square(1, 0.2, 0.2, 0.6);
  const hole = [[0.3, 0.3], [0.3, 0.7], [0.7, 0.7], [0.7, 0.3], [0.3, 0.3]] as const;
  const ring = outer.geometry.coordinates[0];
  assert.ok(ring !== undefined);
  const feature = { ...outer, geometry: { type: 'Polygon' as const, coordinates: [ring, hole] as never } };
  const shapes = shapesOf(feature);
  const view = projection.fit(size, 0);
  assert.equal(shapeAt(shapes, projection, view, size, 1, 400, 400), undefined);
});

test('a dot too small to hit is found nearby', () => {
  const shapes = shapesOf(square(1, 0.5, 0.5, 0.0001));
  const view = projection.fit(size, 0);
  assert.equal(shapeAt(shapes, projection, view, size, 1, 510, 500)?.hotspot.id, 1);
  assert.equal(shapeAt(shapes, projection, view, size, 1, 540, 500), undefined);
});

test('an arrow key goes to the nearest hotspot in its direction', () => {
  const shapes = shapesOf(square(1, 0.5, 0.5, 0.01), square(2, 0.6, 0.5, 0.01), square(3, 0.9, 0.5, 0.01), square(4, 0.5, 0.9, 0.01));
  const from = { lon: 0.505, lat: 0.505, id: 1 };
  assert.equal(neighbour(shapes, 1, from, 'ArrowRight')?.hotspot.id, 2);
  assert.equal(neighbour(shapes, 1, from, 'ArrowUp')?.hotspot.id, 4);
  assert.equal(neighbour(shapes, 1, from, 'ArrowLeft'), undefined);
});
