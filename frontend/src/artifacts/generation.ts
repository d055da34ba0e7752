import { get, getJson } from './fetch.ts';
import type { Manifest } from './types.ts';

/** A workflow that the server has artifacts of, as `/api/workflows` lists it. */
export interface Published {
  name: string;
  generation: string;
  /** Where the current generation's files are, with a slash at the end; they never change. */
  files: string;
}

/** One published generation; everything the page reads comes from it, so a new publication never mixes two. */
export interface Generation {
  readonly name: string;
  readonly manifest: Manifest;
  /** Where the generation's files are, without a slash at the end. */
  readonly base: string;
}

/** The workflows that have published, in alphabetical order. */
export async function listPublished(signal?: AbortSignal): Promise<Published[]> {
  return (await (await get('/api/workflows', signal)).json()) as Published[];
}

export async function openGeneration({ name, files }: Published, signal?: AbortSignal): Promise<Generation> {
  const base = files.replace(/\/$/, '');
  return { name, base, manifest: await getJson<Manifest>(`${base}/manifest.json`, signal) };
}

/** Whether the generation has the file at `path`. */
export function hasFile(generation: Generation, path: string): boolean {
  return generation.manifest.files.some((file) => file.path === path);
}
