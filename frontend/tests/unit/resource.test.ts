import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kept } from '../../src/lib/kept.ts';
import { Resource } from '../../src/state/resource.svelte.ts';

test('a promise is kept while it stands, and a failed one is not', async () => {
  let calls = 0;
  const answers = [() => Promise.reject(new Error('offline')), () => Promise.resolve('there')];
  const ask = kept(() => (answers[calls++] ?? (() => Promise.reject(new Error('asked too often'))))());
  const [first, same] = [ask(), ask()];
  assert.equal(first, same);
  await assert.rejects(first, /offline/);
  assert.equal(await ask(), 'there');
  assert.equal(await ask(), 'there');
  assert.equal(calls, 2);
});

test('a resource says why it is missing until it is loaded', async () => {
  let broken = true;
  let calls = 0;
  const resource = new Resource(async () => {
    calls++;
    if (broken) throw new Error('`density.parquet` cannot be reached');
    return 7;
  });
  const [loading, again] = [resource.load(), resource.load()];
  assert.equal(resource.busy, true);
  await Promise.all([loading, again]);
  assert.match(String(resource.error), /density\.parquet/);
  assert.equal(resource.busy, false);
  broken = false;
  await resource.load();
  await resource.load();
  assert.deepEqual([resource.value, resource.error, calls], [7, undefined, 2]);
});
