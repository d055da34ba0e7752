/** The share of the outcomes in the middle of the forecasts, beside the share that belongs there. */
export interface Reliability {
  /** Levels of central intervals, ascending from 0 to 1. */
  readonly stated: readonly number[];
  /** The share of the outcomes inside the interval of each level. */
  readonly held: readonly number[];
  /** The share of the outcomes below the medians of the forecasts. */
  readonly below: number;
}

/** Standard errors on both sides of zero within which 95 % of a normal distribution lies. */
const Z = 1.96;

/**
 * Reads the histogram of the probability integral transform (Czado, Gneiting, Held 2009) from its middle: of 20 shares, the two in the
 * middle are the outcomes inside the intervals of 10 %, four of them those of 20 %. `undefined` unless its parts pair up.
 */
export function reliability(pit: readonly number[] | undefined): Reliability | undefined {
  if (pit === undefined || pit.length < 2 || pit.length % 2 !== 0) return undefined;
  const all = pit.reduce((sum, share) => sum + share, 0);
  if (!(all > 0)) return undefined;
  const half = pit.length / 2;
  const held = [0];
  for (let i = 1; i <= half; i++) held.push((held[i - 1] ?? 0) + ((pit[half - i] ?? 0) + (pit[half + i - 1] ?? 0)) / all);
  return {
    stated: held.map((_, i) => i / half),
    held,
    below: pit.slice(0, half).reduce((sum, share) => sum + share, 0) / all,
  };
}

/** The distance from `level` within which chance leaves 95 % of the shares among `n` independent outcomes of calibrated forecasts. */
export function chanceOf(level: number, n: number): number {
  return n > 0 ? Z * Math.sqrt((level * (1 - level)) / n) : 0;
}

export type Width = 'as stated' | 'too narrow' | 'too wide';

/** A smaller difference is of no consequence, however well it is measured. */
const NEGLIGIBLE = 0.01;

/** The sense of a share `held` by intervals of `level`, judged on `n` outcomes. */
export function widthOf(held: number, level: number, n: number): Width {
  if (Math.abs(held - level) <= Math.max(chanceOf(level, n), NEGLIGIBLE)) return 'as stated';
  return held < level ? 'too narrow' : 'too wide';
}
