import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Calendar, toSeconds } from '../../src/artifacts/calendar.ts';
import type { CalendarDocument } from '../../src/artifacts/types.ts';

const weeks = ['2018-12-10', '2018-12-17', '2018-12-24', '2018-12-31', '2019-01-07'];
const document: CalendarDocument = {
  schema_version: 1,
  freq: 'week',
  week_start: 'monday',
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
};
const calendar = new Calendar(document);

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

test('a forecast ends with the regressor that ends first, and says so', () => {
  const limited = new Calendar({
    ...document,
    regressors: { ...document.regressors, rain: [1, 2, 3, 4], mild: [1, 1, 1, 1, 1] },
    reach: { rain: { last: '2018-12-31', then: 'refuse' }, mild: { last: '2018-12-24', then: 'seasonal_mean' } },
  });
  const ahead = 5 - limited.nObserved;
  assert.equal(limited.horizonOf([]), ahead);
  assert.equal(limited.horizonOf(['mild', 'other']), ahead);
  assert.equal(limited.horizonOf(['mild', 'rain']), ahead - 1);
  assert.deepEqual(limited.endOf(['mild', 'rain']), { name: 'rain', last: '2018-12-31' });
  assert.equal(limited.endOf(['mild']), undefined);
  assert.deepEqual(limited.assumed(['rain', 'mild']), [{ name: 'mild', last: '2018-12-24' }]);
  assert.throws(() => limited.regressors(['rain'], 3, 5), /`rain` is known up to the period `2018-12-31` only/);
});

test('regressors come one after the other over the asked periods', () => {
  assert.deepEqual([...calendar.regressors(['other', 'holidays'], 3, 5)], [4, 5, 1, 0]);
});

test('an unknown regressor and one too short are refused by name', () => {
  assert.throws(() => calendar.regressors(['rain'], 0, 1), /`rain`/);
  assert.throws(() => calendar.regressors(['other'], 3, 6), /`other`/);
});

test('a calendar that does not hold together is refused by what is wrong', () => {
  const good = { schema_version: 1, freq: 'week' as const, season_length: 52, first: '', last_observed: '', periods: weeks, n_observed: 3, regressors: {}, holidays: [], gaps: [] };
  const bad: [Record<string, unknown>, RegExp][] = [
    [{ freq: 'year' }, /`freq` is `year`/],
    [{ periods: undefined }, /`periods` is missing/],
    [{ periods: ['2018-12-10', 'soon'] }, /period 1 is not a date: `soon`/],
    [{ periods: ['2018-12-10', '2018-12-10'] }, /period 1, `2018-12-10`, is not after/],
    [{ n_observed: 6 }, /`n_observed` is `6` of 5 periods/],
    [{ season_length: 0 }, /`season_length` is `0`/],
    [{ regressors: { holidays: 'all' } }, /`regressors`/],
    [{ holidays: null }, /`holidays` is missing/],
  ];
  for (const [fields, message] of bad) assert.throws(() => new Calendar({ ...good, ...fields } as never), message);
});

test('the exposure of counts is a regressor of models, but none that a refit may take', () => {
  const exposed = new Calendar({ ...document, regressors: { ...document.regressors, exposure: [1, 1.2, 0.8, 0.9, 1.1] } });
  assert.deepEqual(exposed.regressorNames, ['holidays', 'other']);
  assert.deepEqual([...exposed.regressors(['exposure'], 3, 5)], [0.9, 1.1]);
});
