/** Against a real server, whose answers go wrong in every way. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { getJson, getList } from '../../src/artifacts/fetch.ts';
import { LoadError } from '../../src/artifacts/load-error.ts';

let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
const server = createServer((request, response) => answer(request, response));
let url = '';

before(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/generations/a/calendar.json`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const says = (text: string, status = 200) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
};
const good = '{"schema_version":1,"n":3}';
const read = () => getJson(url, ({ n }: { schema_version: number; n: number }) => n);

test('whatever goes wrong is said with the name of the file and something to do, and the next try is a new one', async () => {
  const failures: [string, typeof answer, RegExp][] = [
    ['status', says('{"detail":"the disk is full"}', 500), /calendar\.json`: the disk is full/],
    ['absent', says('nothing', 404), /calendar\.json`: 404 Not Found/],
    ['corrupt', says('{"schema_version":1,'), /calendar\.json` is not valid JSON/],
    ['page', says('<!doctype html>'), /calendar\.json` is not valid JSON/],
    ['empty', says(''), /calendar\.json` is not valid JSON/],
    ['null', says('null'), /calendar\.json` cannot be read: it is not an object/],
    ['newer', says('{"schema_version":2}'), /calendar\.json` has schema version `2`; this page reads version 1/],
    ['unversioned', says('{}'), /calendar\.json` has schema version `undefined`/],
    ['cut off', (_, response) => { response.writeHead(200, { 'content-length': '999' }).write('{"schema'); setTimeout(() => response.destroy(), 20); }, /calendar\.json` cannot be read/],
    ['no answer', (request) => request.socket.destroy(), /calendar\.json` cannot be reached/],
  ];
  for (const [name, how, message] of failures) {
    answer = how;
    await assert.rejects(read(), (error) => error instanceof LoadError && message.test(error.message) && error.hint !== '', name);
    answer = says(good);
    assert.equal(await read(), 3, name);
  }
});

test('what its reader refuses is said with the name of the file', async () => {
  answer = says(good);
  const refuse = getJson(url, () => {
    throw new Error('`periods` is missing');
  });
  await assert.rejects(refuse, /calendar\.json` cannot be read: `periods` is missing/);
  answer = says('{}');
  await assert.rejects(getList(url, (items) => items), /it is not a list/);
});

test('a file of no use is asked for past every cache, one of use is not', async () => {
  const asked: (string | undefined)[] = [];
  const other = url.replace('calendar', 'manifest');
  const read = () => getJson(other, ({ n }: { schema_version: number; n: number }) => n);
  answer = (request, response) => {
    asked.push(request.headers['cache-control']);
    says(asked.length === 1 ? '{"cut' : good)(request, response);
  };
  await assert.rejects(read());
  assert.equal(await read(), 3);
  assert.equal(await read(), 3);
  assert.deepEqual(asked, [undefined, 'no-cache', undefined]);
});
