import { WorkerLink } from '../lib/worker-link.ts';
import type { Read, ReadQuestion } from './reader.worker.ts';

const reader = new WorkerLink<ReadQuestion, Read>('reader.worker', () => new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' }));

/** Numeric columns of the Parquet file at `url`, nulls as NaN, read in a worker. */
export async function readColumns<Name extends string>(url: string, columns: Name[]): Promise<Record<Name, Float64Array>> {
  return (await reader.ask({ url, columns })).columns as Record<Name, Float64Array>;
}

/** The shape group of each hotspot that belongs to one, out of the file of all models at `url`, read in a worker. */
export async function readGroups(url: string): Promise<ReadonlyMap<number, number>> {
  return (await reader.ask({ url })).groups;
}
