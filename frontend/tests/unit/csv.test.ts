import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv } from '../../src/export/csv.ts';

test('fields with commas, quotes and line ends are quoted, unknown numbers are empty', () => {
  const rows = [
    ['a,b', 'say "x"', NaN, null],
    ['two\nlines', 1.5, undefined, -0.25],
  ];
  assert.equal(toCsv(['p', 'q', 'r', 's'], rows), 'p,q,r,s\r\n"a,b","say ""x""",,\r\n"two\nlines",1.5,,-0.25\r\n');
});
