import type { ReadAnswer, ReadRequest } from './reader.worker.ts';

let worker: Worker | undefined;
let requests = 0;

function start(): Worker {
  worker ??= new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' });
  return worker;
}

/** Numeric columns of the Parquet file at `url`, nulls as NaN, read in a worker. */
export function readColumns<Name extends string>(url: string, columns: Name[]): Promise<Record<Name, Float64Array>> {
  const reader = start();
  const request: ReadRequest = { request: ++requests, url, columns };
  return new Promise((resolve, reject) => {
    const onMessage = ({ data }: MessageEvent<ReadAnswer>) => {
      if (data.request !== request.request) return;
      reader.removeEventListener('message', onMessage);
      if ('error' in data) reject(new Error(data.error));
      else resolve(data.columns);
    };
    reader.addEventListener('message', onMessage);
    reader.postMessage(request);
  });
}
