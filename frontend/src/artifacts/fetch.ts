import { LoadError } from './load-error.ts';
import { SCHEMA_VERSION } from './types.ts';

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

/** `GET url`, or a `LoadError` that names it. */
export async function get(url: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, signal ? { signal } : {});
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new LoadError(`\`${url}\` cannot be reached`, 'Is the server running, and is this device online?');
  }
  if (!response.ok) {
    throw new LoadError(
      `\`${url}\`: ${await problem(response)}`,
      response.status === 404 || response.status === 503
        ? 'Run a workflow that ends with an export step, then reload.'
        : 'Reload the page; the server log has the details.',
    );
  }
  return response;
}

/** A JSON artifact, refused when its `schema_version` is not the one this page reads. */
export async function getJson<T extends { schema_version: number }>(url: string, signal?: AbortSignal): Promise<T> {
  const document = (await (await get(url, signal)).json()) as T;
  if (document.schema_version !== SCHEMA_VERSION) {
    throw new LoadError(
      `\`${url}\` has schema version \`${document.schema_version}\`; this page reads version ${SCHEMA_VERSION}`,
      'Use a page and a pipeline of the same release.',
    );
  }
  return document;
}
