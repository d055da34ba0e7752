import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkHotspots, toHotspots } from '../../src/artifacts/hotspots.ts';
import type { EvaluationDocument, HotspotFeature } from '../../src/artifacts/types.ts';

const feature = (id: number) =>
  ({ id, geometry: { type: 'Polygon', coordinates: [] }, properties: { id, rank: id, categories: [], trend_class: null } }) as unknown as HotspotFeature;

test('a hotspot has the method that was chosen for it, else the best one, else none', () => {
  const evaluation = {
    hotspots: [
      { id: 1, best: 'ets', chosen: 'sarima', metrics: {} },
      { id: 2, best: 'ets', metrics: {} },
      { id: 3, best: null, metrics: {} },
    ],
  } as unknown as EvaluationDocument;
  const collection = { schema_version: 1, type: 'FeatureCollection', features: [4, 3, 2, 1].map(feature) };
  assert.deepEqual(toHotspots(collection, evaluation).map(({ method }) => method), ['sarima', 'ets', null, null]);
  assert.deepEqual(toHotspots(collection, null).map(({ method }) => method), [null, null, null, null]);
});

test('a collection that cannot be shown is refused by the feature and what it lacks', () => {
  const properties = { id: 1, rank: 1, lon: 0, lat: 0, incident_count: 1, area_m2: 1, share: 1, density_per_km2: 0.01, categories: [] };
  const whole = { id: 1, geometry: { type: 'Polygon', coordinates: [] }, properties };
  const collection = (...features: unknown[]) => ({ schema_version: 1, type: 'FeatureCollection', features }) as never;
  assert.doesNotThrow(() => checkHotspots(collection(whole)));
  assert.doesNotThrow(() => checkHotspots(collection()));
  const bad: [unknown, RegExp][] = [
    [collection(whole, whole), /the id `1` is there twice/],
    [collection(null), /feature 0 has no properties/],
    [collection({ ...whole, properties: { ...properties, lat: null } }), /feature 0 has no number `lat`/],
    [collection({ ...whole, geometry: { type: 'Point', coordinates: [0, 0] } }), /feature 0 is not a polygon/],
    [collection({ ...whole, properties: { ...properties, categories: null } }), /no `categories`/],
    [{ schema_version: 1 }, /`features` is missing/],
  ];
  for (const [document, message] of bad) assert.throws(() => checkHotspots(document as never), message);
});
