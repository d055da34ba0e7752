import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Calendar, toSeconds } from '../../src/artifacts/calendar.ts';

const weeks = ['2018-12-10', '2018-12-17', '2018-12-24', '2018-12-31', '2019-01-07'];
const calendar = new Calendar({
  schema_version: 1,
  freq: 'week',
  season_length: 52,
  first: '2018-12-10',
  last_observed: '2018-12-24',
  periods: weeks,
  n_observed: 3,
  regressors: { holidays: [0, 0, 1, 1, 0], other: [1, 2, 3, 4, 5] },
  holidays: [
    { date: '2018-12-25', name: 'Christmas Day' },
    { date: '2019-01-01', name: "New Year's Day" },
    { date: '2030-01-01', name: 'outside' },
  ],
  gaps: [],
});

test('a moment belongs to the period that starts at or before it', () => {
  assert.equal(calendar.indexAt(toSeconds('2018-12-10')), 0);
  assert.equal(calendar.indexAt(toSeconds('2018-12-16')), 0);
  assert.equal(calendar.indexAt(toSeconds('2018-12-17')), 1);
  assert.equal(calendar.indexAt(toSeconds('2019-01-13')), 4);
});

test('moments outside the calendar belong to no period', () => {
  assert.equal(calendar.indexAt(toSeconds('2018-12-09')), undefined);
  assert.equal(calendar.indexAt(toSeconds('2019-01-14')), undefined);
});

test('holidays are found in the period that holds their day', () => {
  assert.deepEqual(calendar.holidaysIn(2), ['Christmas Day']);
  assert.deepEqual(calendar.holidaysIn(3), ["New Year's Day"]);
  assert.deepEqual(calendar.holidaysIn(4), []);
});

test('regressors come one after the other over the asked periods', () => {
  assert.deepEqual([...calendar.regressors(['other', 'holidays'], 3, 5)], [4, 5, 1, 0]);
});

test('an unknown regressor and one too short are refused by name', () => {
  assert.throws(() => calendar.regressors(['rain'], 0, 1), /`rain`/);
  assert.throws(() => calendar.regressors(['other'], 3, 6), /`other`/);
});
