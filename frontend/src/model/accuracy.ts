/** Mean absolute error of `forecast` over the known values of `actual`; `null` when there is none. */
export function meanAbsoluteError(actual: ArrayLike<number>, forecast: ArrayLike<number>): number | null {
  let sum = 0;
  let n = 0;
  for (let i = 0; i < actual.length; i++) {
    const error = Math.abs((actual[i] ?? NaN) - (forecast[i] ?? NaN));
    if (Number.isNaN(error)) continue;
    sum += error;
    n++;
  }
  return n === 0 ? null : sum / n;
}

/** The last season repeated over `horizon` periods after `values`. */
export function seasonalNaive(values: Float64Array, seasonLength: number, horizon: number): Float64Array {
  const start = Math.max(0, values.length - seasonLength);
  const season = values.length - start;
  return Float64Array.from({ length: horizon }, (_, h) => values[start + (h % season)] ?? NaN);
}
