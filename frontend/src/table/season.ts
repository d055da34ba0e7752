/** As many points as a season is drawn with. */
export const POINTS = 13;

/** The mean season of `values` at no more than `POINTS` points, scaled to mean 0 and spread 1; nothing for a series without one. */
export function seasonShape(values: Float64Array, seasonLength: number): Float64Array | undefined {
  const points = Math.min(seasonLength, POINTS);
  const sums = new Float64Array(points);
  const counts = new Float64Array(points);
  for (let t = 0; t < values.length; t++) {
    const value = values[t] ?? NaN;
    if (Number.isNaN(value)) continue;
    const at = Math.floor(((t % seasonLength) * points) / seasonLength);
    sums[at] = (sums[at] ?? 0) + value;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const means = sums.map((sum, i) => sum / (counts[i] ?? 0));
  const mean = means.reduce((sum, value) => sum + value, 0) / points;
  const spread = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / points);
  return spread > 1e-9 && Number.isFinite(spread) ? means.map((value) => (value - mean) / spread) : undefined;
}

/** The point by point mean of shapes of the same length. */
export function meanShape(shapes: readonly Float64Array[]): number[] {
  const points = shapes[0]?.length ?? 0;
  return Array.from({ length: points }, (_, i) => shapes.reduce((sum, shape) => sum + (shape[i] ?? 0), 0) / shapes.length);
}
