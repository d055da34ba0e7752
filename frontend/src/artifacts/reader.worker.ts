/** Reads large files away from the page's thread. One request, one answer, matched by `request`. */
import { parquetMetadata, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { get, getJson } from './fetch.ts';
import type { ModelCollection } from './types.ts';

export interface ReadRequest {
  request: number;
  url: string;
  /** Numeric columns of a Parquet file, nulls as NaN; without them `url` has models, whose shape groups come back. */
  columns?: string[];
}

export type ReadAnswer =
  | { request: number; columns: Record<string, Float64Array> }
  | { request: number; groups: ReadonlyMap<number, number> }
  | { request: number; error: string };

async function readColumns(url: string, columns: string[]): Promise<Record<string, Float64Array>> {
  const file = await (await get(url)).arrayBuffer();
  const metadata = parquetMetadata(file);
  const rows = Number(metadata.num_rows);
  const out = Object.fromEntries(columns.map((name) => [name, new Float64Array(rows)]));
  await parquetRead({
    file,
    metadata,
    columns,
    compressors,
    onChunk({ columnName, columnData, rowStart }) {
      const target = out[columnName];
      if (target === undefined) return;
      for (let i = 0; i < columnData.length; i++) {
        const value: unknown = columnData[i];
        target[rowStart + i] = value === null || value === undefined ? NaN : Number(value);
      }
    },
  });
  return out;
}

async function readGroups(url: string): Promise<ReadonlyMap<number, number>> {
  const { models } = await getJson<ModelCollection>(url);
  return new Map(
    Object.values(models).flatMap(({ hotspot_id: id, shape_group: group }) =>
      group === undefined || group === null ? [] : [[id, group] as const],
    ),
  );
}

self.addEventListener('message', async ({ data }: MessageEvent<ReadRequest>) => {
  let answer: ReadAnswer;
  try {
    const { request, url, columns } = data;
    answer = columns === undefined ? { request, groups: await readGroups(url) } : { request, columns: await readColumns(url, columns) };
  } catch (error) {
    answer = { request: data.request, error: error instanceof Error ? error.message : String(error) };
  }
  const transfer = 'columns' in answer ? Object.values(answer.columns).map((column) => column.buffer as ArrayBuffer) : [];
  self.postMessage(answer, { transfer });
});
