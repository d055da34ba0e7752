import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHotspots } from '../../src/artifacts/hotspots.ts';
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
  const collection = { schema_version: 1, name: 'test', features: [4, 3, 2, 1].map(feature) };
  assert.deepEqual(toHotspots(collection, evaluation).map(({ method }) => method), ['sarima', 'ets', null, null]);
  assert.deepEqual(toHotspots(collection, null).map(({ method }) => method), [null, null, null, null]);
});
