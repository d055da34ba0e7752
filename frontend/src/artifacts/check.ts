/** Refuses a document that is not what its reader takes it for; `load` puts the file's name before `what`. */
export function check(ok: boolean, what: string): asserts ok {
  if (!ok) throw new Error(what);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
