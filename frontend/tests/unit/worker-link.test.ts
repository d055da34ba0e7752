import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkerLink, type WorkerPort } from '../../src/lib/worker-link.ts';
import type { Answer, Question } from '../../src/lib/worker-serve.ts';

/** A worker in this thread, which answers when the test says so. */
class Port extends EventTarget {
  readonly asked: Question<string>[] = [];
  ended = false;

  postMessage(message: Question<string>): void {
    this.asked.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  answer(answer: Answer<string>): void {
    this.dispatchEvent(new MessageEvent('message', { data: answer }));
  }
}

function start(): { link: WorkerLink<string, string>; ports: Port[] } {
  const ports: Port[] = [];
  const link = new WorkerLink<string, string>('reader.worker', () => {
    const port = new Port();
    ports.push(port);
    return port as unknown as WorkerPort;
  });
  return { link, ports };
}

test('answers find their questions in any order, and errors keep their hint', async () => {
  const { link, ports } = start();
  const [one, two, three] = [link.ask('one'), link.ask('two'), link.ask('three')];
  const [port] = ports;
  assert.deepEqual(port?.asked.map(({ question }) => question), ['one', 'two', 'three']);
  const [first = 0, second = 0, third = 0] = port?.asked.map(({ request }) => request) ?? [];
  port?.answer({ request: second, answer: '2' });
  port?.answer({ request: third, error: '`series.parquet` is cut off', hint: 'publish again' });
  port?.answer({ request: first, answer: '1' });
  assert.deepEqual(await Promise.all([one, two]), ['1', '2']);
  await assert.rejects(three, { message: '`series.parquet` is cut off', hint: 'publish again' });
  assert.equal(ports.length, 1);
});

test('a worker that breaks fails what waits, by its name, and the next question starts another', async () => {
  const { link, ports } = start();
  const lost = link.ask('lost');
  ports[0]?.dispatchEvent(new Event('error', { cancelable: true }));
  await assert.rejects(lost, /`reader\.worker` cannot be loaded or has stopped/);
  assert.equal(ports[0]?.ended, true);
  const found = link.ask('found');
  assert.equal(ports.length, 2);
  ports[0]?.dispatchEvent(new Event('error'));
  ports[1]?.answer({ request: ports[1].asked[0]?.request ?? 0, answer: 'here' });
  assert.equal(await found, 'here');
});

test('a worker that cannot even be started is an error of the question', async () => {
  const link = new WorkerLink<string, string>('fit.worker', () => {
    throw new Error('workers are refused');
  });
  await assert.rejects(link.ask('x'), /workers are refused/);
});

test('stopping fails what waits with the reason', async () => {
  const { link, ports } = start();
  const fit = link.ask('fit');
  link.stop('the fit was stopped');
  await assert.rejects(fit, /the fit was stopped/);
  assert.equal(ports[0]?.ended, true);
});
