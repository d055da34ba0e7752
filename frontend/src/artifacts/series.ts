import { LoadError } from './load-error.ts';
import { readColumns } from './parquet.ts';

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
