import { check, isNumber, isObject } from './check.ts';
import { getJson, getList } from './fetch.ts';
import type { Manifest } from './types.ts';

/** A workflow that the server has artifacts of, as `/api/workflows` lists it. */
export interface Published {
  name: string;
  generation: string;
  /** When it was published, RFC 3339. */
  created: string;
  /** The URL of the current generation's files, which never change; with a slash at the end. */
  files: string;
}

/** One published generation; everything the page reads comes from it, so a new publication never mixes two. */
export interface Generation {
  readonly name: string;
  /** When it was published, RFC 3339. */
  readonly created: string;
  readonly manifest: Manifest;
  /** The URL of the generation's files, without a slash at the end. */
  readonly base: string;
}

/** The workflows that have published, in alphabetical order. */
export function listPublished(signal?: AbortSignal): Promise<readonly Published[]> {
  return getList(
    '/api/workflows',
    (items: readonly Published[]) => {
      check(items.every((item) => isObject(item) && ['name', 'created', 'files'].every((key) => typeof item[key as keyof Published] === 'string')), 'an entry has no `name`, `created` or `files`');
      return items;
    },
    signal,
  );
}

export async function openGeneration({ name, created, files }: Published, signal?: AbortSignal): Promise<Generation> {
  const base = files.replace(/\/$/, '');
  const manifest = await getJson(
    `${base}/manifest.json`,
    (document: Manifest) => {
      check(Array.isArray(document.files) && document.files.every(isObject), '`files` is missing');
      check(Array.isArray(document.bbox) && document.bbox.length === 4 && document.bbox.every(isNumber), '`bbox` is not four numbers');
      check(isObject(document.counts), '`counts` is missing');
      check(['freq', 'first_period', 'last_period'].every((key) => typeof document[key as keyof Manifest] === 'string'), '`freq` or a period is missing');
      return document;
    },
    signal,
  );
  return { name, created, base, manifest };
}

/** `true` if the generation has the file at `path`. */
export function hasFile(generation: Generation, path: string): boolean {
  return generation.manifest.files.some((file) => file.path === path);
}
