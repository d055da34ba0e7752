import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hotspot } from '../../src/artifacts/hotspots.ts';
import { checkNext, toNext } from '../../src/artifacts/next.ts';
import type { Expected, NextCollection } from '../../src/artifacts/types.ts';
import { nextCsv } from '../../src/export/csv.ts';
import { chance, days } from '../../src/lib/format.ts';

const hotspots = new Map([1, 2, 3].map((id) => [id, { id, rank: id, category: id === 1 ? 'THEFT, SMALL' : '', lon: -87, lat: 41 } as Hotspot]));

const expected = (periods: number, rank: number): Expected => ({
  periods,
  rank,
  expected: 10 / rank,
  lower: 2,
  upper: 7,
  probability: 0.84,
  at_least_one: 0.99,
  until: periods === 1 ? '2018-11-18' : '2018-12-09',
});

const feature = (id: number, history: number, ahead: Expected[]) => ({ properties: { id, rank_by_history: history, ahead } });

const collection = (...features: ReturnType<typeof feature>[]): NextCollection => ({ schema_version: 1, from: '2018-11-12', level: 0.8, features });

test('places are by horizon and rank, without those that are not hotspots', () => {
  const next = toNext(collection(feature(1, 3, [expected(4, 2), expected(1, 1)]), feature(2, 1, [expected(4, 1)]), feature(9, 2, [expected(4, 3)])), hotspots);
  assert.deepEqual(next.ahead.map(({ periods, until, places }) => [periods, until, ...places.map(({ hotspot }) => hotspot.id)]), [[1, '2018-11-18', 1], [4, '2018-12-09', 2, 1]]);
  assert.equal(next.ahead[1]?.total, 15);
  assert.equal(next.ahead[1]?.places[1]?.rankByHistory, 3);
});

test('a collection of which a row could not be shown is refused by what is missing', () => {
  const good = collection(feature(1, 1, [expected(1, 1)]));
  assert.equal(checkNext(good), good);
  const bad: [unknown, RegExp][] = [
    [{ ...good, features: undefined }, /`features` is missing/],
    [{ ...good, from: 3 }, /`from` or `level`/],
    [{ ...good, features: [null] }, /feature 0 has no properties/],
    [{ ...good, features: [{ properties: { id: 1 } }] }, /feature 0 has no `id`/],
    [{ ...good, features: [feature(1, 1, [{ ...expected(1, 1), upper: null as unknown as number }])] }, /without a number `upper`/],
    [{ ...good, features: [feature(1, 1, [{ ...expected(1, 1), until: undefined as unknown as string }])] }, /without `until`/],
  ];
  for (const [document, message] of bad) assert.throws(() => checkNext(document as NextCollection), message);
});

test('a saved place has its dates, its interval with the real probability and both ranks', () => {
  const [ahead] = toNext(collection(feature(1, 3, [expected(4, 2)])), hotspots).ahead;
  assert.ok(ahead);
  const [header, row] = nextCsv('2018-11-12', ahead.places).split('\r\n');
  assert.equal(header, 'rank,id,category,lon,lat,from,until,periods,expected,lower,upper,probability,at_least_one,rank_by_history');
  assert.equal(row, '2,1,"THEFT, SMALL",-87,41,2018-11-12,2018-12-09,4,5,2,7,0.84,0.99,3');
});

test('days are written out, and what is not a date stays as it is', () => {
  const plain = (from: string, until: string) => days(from, until).replaceAll(/\s/g, ' ');
  assert.equal(plain('2018-10-29', '2018-11-25'), 'October 29 – November 25, 2018');
  assert.equal(plain('2018-12-31', '2019-01-06'), 'December 31, 2018 – January 6, 2019');
  assert.equal(plain('soon', '2019-01-06'), 'soon – 2019-01-06');
});

test('a probability is neither certain nor impossible unless it is', () => {
  assert.deepEqual([0, 0.0004, 0.004, 0.824, 0.996, 0.99996, 1].map(chance), ['0%', '< 0.1%', '0.4%', '82%', '99.6%', '> 99.9%', '100%']);
});
