import { kept } from '../lib/kept.ts';
import { check, isObject } from './check.ts';
import { load } from './fetch.ts';
import { LoadError } from './load-error.ts';
import { readColumns } from './reader.ts';

/** Every hotspot's counts, from `series.parquet`: sorted by id, then period, every hotspot with every period. */
export class SeriesStore {
  readonly #counts: Float64Array;
  readonly #row = new Map<number, number>();
  readonly length: number;

  /** `length`: observed periods per hotspot. */
  constructor(counts: Float64Array, ids: readonly number[], length: number) {
    if (counts.length !== ids.length * length) {
      throw new LoadError(
        `\`series.parquet\` has ${counts.length} rows, not ${ids.length} hotspots × ${length} periods`,
        'Publish the workflow again: the files of this generation do not belong together.',
      );
    }
    this.#counts = counts;
    this.length = length;
    [...ids].sort((a, b) => a - b).forEach((id, row) => this.#row.set(id, row));
  }

  static async load(base: string, ids: readonly number[], length: number): Promise<SeriesStore> {
    const { count } = await readColumns(`${base}/series.parquet`, ['count']);
    return new SeriesStore(count, ids, length);
  }

  /** The counts of a hotspot over the observed periods; NaN where the source has a gap. */
  of(id: number): Float64Array {
    const row = this.#row.get(id);
    if (row === undefined) throw new Error(`no series of hotspot \`${id}\``);
    return this.#counts.subarray(row * this.length, (row + 1) * this.length);
  }
}

function askServer(workflow: string, id: number, length: number): Promise<Float64Array> {
  return load(`/api/hotspots/${id}/series?workflow=${encodeURIComponent(workflow)}`, async (response) => {
    const answer: unknown = await response.json();
    check(isObject(answer) && Array.isArray(answer['counts']), '`counts` is missing');
    const counts = answer['counts'] as (number | null)[];
    if (counts.length !== length) throw new LoadError('the server has published a newer generation', 'Reload the page.');
    return Float64Array.from(counts, (count) => count ?? NaN);
  });
}

/** Series by hotspot: one by one from the server until the whole file has been read, from memory after that. */
export class SeriesSource {
  readonly #workflow: string;
  readonly #length: number;
  /** The whole of `series.parquet`, read once; a reading that failed is tried again by the next call. */
  readonly all: () => Promise<SeriesStore>;
  #store: SeriesStore | undefined;

  constructor(workflow: string, read: () => Promise<SeriesStore>, length: number) {
    this.#workflow = workflow;
    this.#length = length;
    this.all = kept(async () => (this.#store = await read()));
  }

  /** The counts of a hotspot over the observed periods; NaN where the source has a gap. */
  async of(id: number): Promise<Float64Array> {
    if (this.#store !== undefined) return this.#store.of(id);
    try {
      return await Promise.any([
        askServer(this.#workflow, id, this.#length),
        this.all().then((store) => store.of(id)),
      ]);
    } catch (error) {
      throw error instanceof AggregateError ? error.errors[0] : error;
    }
  }
}
