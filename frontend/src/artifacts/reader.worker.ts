/** Reads large files away from the page's thread. */
import { parquetMetadata, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { serve } from '../lib/worker-serve.ts';
import { check, isObject } from './check.ts';
import { getJson, load } from './fetch.ts';
import type { ModelCollection } from './types.ts';

export interface ReadQuestion {
  url: string;
  /** Numeric columns of a Parquet file, nulls as NaN; without them `url` has models, whose shape groups come back. */
  columns?: string[];
}

export interface Read {
  readonly columns: Record<string, Float64Array>;
  readonly groups: ReadonlyMap<number, number>;
}

async function parseColumns(file: ArrayBuffer, columns: string[]): Promise<Record<string, Float64Array>> {
  const metadata = parquetMetadata(file);
  const rows = Number(metadata.num_rows);
  for (const name of columns) check(metadata.schema.some((element) => element.name === name), `it has no column \`${name}\``);
  const out = Object.fromEntries(columns.map((name) => [name, new Float64Array(rows)]));
  const read = new Map(columns.map((name) => [name, 0]));
  await parquetRead({
    file,
    metadata,
    columns,
    compressors,
    onChunk({ columnName, columnData, rowStart }) {
      const target = out[columnName];
      if (target === undefined) return;
      read.set(columnName, (read.get(columnName) ?? 0) + columnData.length);
      for (let i = 0; i < columnData.length; i++) {
        const value: unknown = columnData[i];
        target[rowStart + i] = value === null || value === undefined ? NaN : Number(value);
      }
    },
  });
  for (const [name, n] of read) check(n === rows, `column \`${name}\` has ${n} of ${rows} rows`);
  return out;
}

function readGroups(url: string): Promise<ReadonlyMap<number, number>> {
  return getJson(url, ({ models }: ModelCollection) => {
    check(isObject(models), '`models` is missing');
    return new Map(
      Object.values(models).flatMap(({ hotspot_id: id, shape_group: group }) =>
        group === undefined || group === null ? [] : [[id, group] as const],
      ),
    );
  });
}

serve<ReadQuestion, Read>(
  async ({ url, columns }) =>
    columns === undefined
      ? { columns: {}, groups: await readGroups(url) }
      : { columns: await load(url, async (response) => parseColumns(await response.arrayBuffer(), columns)), groups: new Map() },
  ({ columns }) => Object.values(columns).map((column) => column.buffer as ArrayBuffer),
);
