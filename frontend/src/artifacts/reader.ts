import type { ReadAnswer, ReadRequest } from './reader.worker.ts';

type Read<Key extends string> = Extract<ReadAnswer, Record<Key, unknown>>;

let worker: Worker | undefined;
let requests = 0;

function start(): Worker {
  worker ??= new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' });
  return worker;
}

function ask<Key extends 'columns' | 'groups'>(key: Key, what: Omit<ReadRequest, 'request'>): Promise<Read<Key>[Key]> {
  const reader = start();
  const request: ReadRequest = { request: ++requests, ...what };
  return new Promise((resolve, reject) => {
    const onMessage = ({ data }: MessageEvent<ReadAnswer>) => {
      if (data.request !== request.request) return;
      reader.removeEventListener('message', onMessage);
      if (key in data) resolve((data as Read<Key>)[key]);
      else reject(new Error('error' in data ? data.error : `\`${what.url}\` was read as something else`));
    };
    reader.addEventListener('message', onMessage);
    reader.postMessage(request);
  });
}

/** Numeric columns of the Parquet file at `url`, nulls as NaN, read in a worker. */
export function readColumns<Name extends string>(url: string, columns: Name[]): Promise<Record<Name, Float64Array>> {
  return ask('columns', { url, columns }) as Promise<Record<Name, Float64Array>>;
}

/** The shape group of each hotspot that belongs to one, out of the file of all models at `url`, read in a worker. */
export function readGroups(url: string): Promise<ReadonlyMap<number, number>> {
  return ask('groups', { url });
}
