import { messageOf } from '../lib/message.ts';
import { LoadError } from './load-error.ts';
import { SCHEMA_VERSION } from './types.ts';

const REPUBLISH = 'The file is damaged or of another release: publish the workflow again, then try again.';

/** Addresses whose content was of no use: the next request passes over what the browser keeps of them. */
const spoilt = new Set<string>();

/** The `detail` of an RFC 9457 problem document, or the status line where there is none. */
async function problem(response: Response): Promise<string> {
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string') {
      return body.detail;
    }
  } catch {
    // Not JSON: the status says enough.
  }
  return `${response.status} ${response.statusText}`.trim();
}

async function get(url: string, signal: AbortSignal | undefined): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { cache: spoilt.has(url) ? 'reload' : 'default', ...(signal ? { signal } : {}) });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new LoadError(`\`${url}\` cannot be reached`, 'Is the server running, and is this device online?');
  }
  if (!response.ok) {
    throw new LoadError(
      `\`${url}\`: ${await problem(response)}`,
      response.status === 404 || response.status === 503
        ? 'Run a workflow that ends with an export step, then try again.'
        : 'Try again; the server log has the details.',
    );
  }
  return response;
}

/** `GET url`, read by `use`. Whatever goes wrong is a `LoadError` that names the file, and does not stay in a cache. */
export async function load<T>(url: string, use: (response: Response) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const response = await get(url, signal);
  try {
    const used = await use(response);
    spoilt.delete(url);
    return used;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    spoilt.add(url);
    throw cause instanceof LoadError ? cause : new LoadError(`\`${url}\` cannot be read: ${messageOf(cause)}`, REPUBLISH);
  }
}

function parse(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LoadError(`\`${url}\` is not valid JSON: ${messageOf(cause)}`, REPUBLISH);
  }
}

/** A JSON document without a version, made into what is needed of it by `use`. */
export function getList<T, U>(url: string, use: (items: readonly T[]) => U, signal?: AbortSignal): Promise<U> {
  return load(
    url,
    async (response) => {
      const items = parse(url, await response.text());
      if (!Array.isArray(items)) throw new Error('it is not a list');
      return use(items as T[]);
    },
    signal,
  );
}

/** A JSON artifact made into what is needed of it by `use`; refused when its `schema_version` is not the one this page reads. */
export function getJson<T extends { schema_version: number }, U>(url: string, use: (document: T) => U, signal?: AbortSignal): Promise<U> {
  return load(
    url,
    async (response) => {
      const document = parse(url, await response.text());
      if (typeof document !== 'object' || document === null) throw new Error('it is not an object');
      const version = 'schema_version' in document ? document.schema_version : undefined;
      if (version !== SCHEMA_VERSION) {
        throw new LoadError(
          `\`${url}\` has schema version \`${String(version)}\`; this page reads version ${SCHEMA_VERSION}`,
          'Use a page and a pipeline of the same release.',
        );
      }
      return use(document as T);
    },
    signal,
  );
}
