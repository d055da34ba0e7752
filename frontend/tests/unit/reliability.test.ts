import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chanceOf, reliability, widthOf } from '../../src/model/reliability.ts';

const even = Array.from({ length: 20 }, () => 0.05);
const near = (a: number | undefined, b: number) => assert.ok(Math.abs((a ?? NaN) - b) < 1e-12, `${a} is not ${b}`);

test('an even histogram holds what it states at every level', () => {
  const read = reliability(even);
  assert.ok(read);
  assert.equal(read.stated.length, 11);
  read.stated.forEach((level, i) => near(read.held[i], level));
  near(read.below, 0.5);
});

test('the intervals are counted from the middle, and what is below it on its own', () => {
  // Half of the outcomes in the tenth part, half in the last: inside from 10 % on, and outside of all but the whole.
  const read = reliability(even.map((_, i) => (i === 9 || i === 19 ? 0.5 : 0)));
  assert.ok(read);
  near(read.held[0], 0);
  near(read.held[1], 0.5);
  near(read.held[9], 0.5);
  near(read.held[10], 1);
  near(read.below, 0.5);
});

test('shares that do not add up to one are scaled', () => {
  near(reliability(even.map((share) => 7 * share))?.held[8], 0.8);
});

test('a histogram without a middle, an empty one and none are not read', () => {
  for (const pit of [undefined, [], [1], [0.3, 0.3, 0.4], even.map(() => 0), even.map(() => NaN)]) assert.equal(reliability(pit), undefined);
});

test('chance is widest in the middle, nothing at the ends, and smaller with more outcomes', () => {
  near(chanceOf(0.5, 100), 0.098);
  assert.equal(chanceOf(1, 100), 0);
  assert.ok(chanceOf(0.8, 400) < chanceOf(0.8, 100));
  assert.equal(chanceOf(0.5, 0), 0);
});

test('a difference counts beyond chance and beyond a point', () => {
  assert.equal(widthOf(0.75, 0.8, 50), 'as stated');
  assert.equal(widthOf(0.75, 0.8, 5000), 'too narrow');
  assert.equal(widthOf(0.86, 0.8, 5000), 'too wide');
  assert.equal(widthOf(0.795, 0.8, 1e9), 'as stated');
});
