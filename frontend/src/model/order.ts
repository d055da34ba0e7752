import type { ModelBody, ModelSpec } from '../artifacts/types.ts';
import { method } from '../lib/format.ts';

/** “(1,1,1)(0,1,1)₅₂”; the seasonal half is left out where there is none. */
export function orderLabel({ order, seasonal_order: [P, D, Q, s] }: ModelSpec): string {
  const seasonal = P + D + Q > 0 ? `(${P},${D},${Q})${subscript(s)}` : '';
  return `(${order.join(',')})${seasonal}`;
}

function subscript(n: number): string {
  return [...String(n)].map((digit) => String.fromCodePoint(0x2080 + Number(digit))).join('');
}

/** A model's method, with its orders where it has some. */
export function modelLabel({ method: name, spec }: ModelBody): string {
  return spec === undefined ? method(name) : `${method(name)} ${orderLabel(spec)}`;
}

/** The number of estimated autoregressive and moving-average coefficients. */
export function estimated(body: ModelBody): number {
  return Object.keys(body.params ?? {}).filter((name) => /^(ar|ma)\./.test(name)).length;
}
