import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hotspot } from '../../src/artifacts/hotspots.ts';
import { classes, significance } from '../../src/colour/classes.ts';

const hotspot = (values: Partial<Hotspot>) => ({ incident_count: 1, expected_change: null, trend_class: null, gi_star_z: null, density_per_km2: 1, method: null, ...values }) as Hotspot;

test('expected changes fall into classes around zero, and a missing one into none', () => {
  const changes = [-0.3, -0.1, 0, 0.1, 0.3].map((expected_change) => hotspot({ expected_change }));
  const { classOf, entries } = classes('change', changes, 'light');
  assert.equal(entries.length, 7);
  const found = changes.map(classOf);
  assert.equal(found[2], 3);
  assert.deepEqual(found, [...found].sort((a, b) => a - b));
  assert.equal((found[0] ?? 0) + (found[4] ?? 0), 6);
  assert.equal(classOf(hotspot({})), -1);
});

test('hotspots that are all alike share one class', () => {
  const alike = [hotspot({ incident_count: 5 }), hotspot({ incident_count: 5 })];
  const { classOf, entries } = classes('incidents', alike, 'dark');
  assert.equal(classOf(alike[0] as Hotspot), classOf(alike[1] as Hotspot));
  assert.ok(entries[classOf(alike[0] as Hotspot)] !== undefined);
});

test('every class has a colour of its own', () => {
  const many = Array.from({ length: 500 }, (_, i) => hotspot({ incident_count: i * i }));
  const { entries } = classes('incidents', many, 'light');
  assert.equal(new Set(entries.map(({ colour }) => colour)).size, entries.length);
});

test('however much the changes spread, no limit lies at a fall by everything', () => {
  const wild = [-1, -0.9, 2, 5, 9].map((expected_change) => hotspot({ expected_change }));
  const { classOf, entries } = classes('change', wild, 'light');
  assert.equal(classOf(wild[0] as Hotspot), 0);
  assert.equal(entries[0]?.label, 'below −75%');
});

test('a Gi* score is significant beyond the limits of the normal distribution, and its class says the same', () => {
  const scores: [number, string][] = [[-3, 'cold, 99 %'], [0, 'not significant'], [1.64, 'not significant'], [1.65, 'hot, 90 %'], [1.97, 'hot, 95 %'], [2.6, 'hot, 99 %']];
  const { classOf, entries } = classes('gi', [], 'light');
  for (const [gi_star_z, words] of scores) {
    assert.equal(significance(gi_star_z), words);
    assert.equal(entries[classOf(hotspot({ gi_star_z }))]?.label, words);
  }
  assert.equal(classOf(hotspot({})), -1);
});

test('methods are classes, the most frequent first, and a hotspot without one has none', () => {
  const found = ['ets', 'sarima', 'ets', null].map((method) => hotspot({ method }));
  const { classOf, entries } = classes('method', found, 'dark');
  assert.deepEqual(entries.map(({ label }) => label), ['ETS', 'SARIMA']);
  assert.deepEqual(found.map(classOf), [0, 1, 0, -1]);
});

test('shape groups are classes, the largest first, those without a colour of their own together', () => {
  const few = new Map([[1, 4], [2, 9], [3, 9]]);
  const two = classes('shape', [], 'light', few);
  assert.deepEqual(two.entries.map(({ label }) => label), ['group 9', 'group 4']);
  assert.deepEqual([1, 2, 5].map((id) => two.classOf(hotspot({ id }))), [1, 0, -1]);
  const many = classes('shape', [], 'light', new Map(Array.from({ length: 9 }, (_, i) => [i, i])));
  assert.equal(many.entries.at(-1)?.label, '4 smaller groups');
  assert.equal(new Set(many.entries.map(({ colour }) => colour)).size, 6);
  assert.equal(many.classOf(hotspot({ id: 8 })), 5);
});

test('limits below 1 and close to each other have labels of their own', () => {
  const close = [0.0011, 0.0012, 0.0013, 0.0101, 0.0102, 0.4, 0.41, 0.42];
  for (const scale of [1e-6, 1e-3, 1, 1e3, 1e7]) {
    const hotspots = close.flatMap((density) => Array.from({ length: 9 }, () => hotspot({ density_per_km2: density * scale })));
    const { classOf, entries } = classes('density', hotspots, 'light');
    assert.ok(entries.length >= 3, `${entries.length} classes`);
    assert.equal(new Set(entries.map(({ label }) => label)).size, entries.length, entries.map(({ label }) => label).join(' | '));
    for (const { label } of entries) assert.doesNotMatch(label, /^(below )?0( to|$)/);
    for (const one of hotspots) assert.ok(entries[classOf(one)] !== undefined);
  }
});

test('limits that round to the same number are one', () => {
  const alike = [100.1, 100.2, 100.3, 100.4].map((density_per_km2) => hotspot({ density_per_km2 }));
  assert.deepEqual(classes('density', alike, 'light').entries.map(({ label }) => label), ['below 100', '100 and more']);
});
