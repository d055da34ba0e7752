/**
 * The mean of the last `window` values at each place; NaN until there are that many, and where more than half of them
 * are unknown.
 */
export function rollingMean(values: ArrayLike<number>, window: number): Float64Array {
  const out = new Float64Array(values.length).fill(NaN);
  let sum = 0;
  let known = 0;
  const add = (value: number | undefined, sign: 1 | -1) => {
    if (value === undefined || Number.isNaN(value)) return;
    sum += sign * value;
    known += sign;
  };
  for (let i = 0; i < values.length; i++) {
    add(values[i], 1);
    if (i >= window) add(values[i - window], -1);
    if (i + 1 >= window && known * 2 > window) out[i] = sum / known;
  }
  return out;
}
