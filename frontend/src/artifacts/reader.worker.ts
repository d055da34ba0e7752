/** Reads Parquet away from the page's thread. One request, one answer, matched by `request`. */
import { parquetMetadata, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { get } from './fetch.ts';

export interface ReadRequest {
  request: number;
  url: string;
  /** Numeric columns; nulls come back as NaN. */
  columns: string[];
}

export type ReadAnswer =
  | { request: number; columns: Record<string, Float64Array> }
  | { request: number; error: string };

async function read({ url, columns }: ReadRequest): Promise<Record<string, Float64Array>> {
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

self.addEventListener('message', async ({ data }: MessageEvent<ReadRequest>) => {
  let answer: ReadAnswer;
  try {
    answer = { request: data.request, columns: await read(data) };
  } catch (error) {
    answer = { request: data.request, error: error instanceof Error ? error.message : String(error) };
  }
  const transfer = 'columns' in answer ? Object.values(answer.columns).map((column) => column.buffer as ArrayBuffer) : [];
  self.postMessage(answer, { transfer });
});
