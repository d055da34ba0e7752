import type { Hotspot } from '../artifacts/hotspots.ts';
import type { TrendClass } from '../artifacts/types.ts';
import { change, method, short } from '../lib/format.ts';
import { CATEGORICAL, DIVERGING, LINES, SEQUENTIAL, type Theme } from './palettes.ts';

/** The quantity that the colour of a hotspot shows. */
export type ColourMode = 'change' | 'incidents' | 'density' | 'class' | 'gi' | 'method' | 'shape';

export const COLOUR_MODES: readonly { mode: ColourMode; label: string; title: string }[] = [
  { mode: 'change', label: 'Expected change', title: 'Expected change, next 4 periods against a season earlier' },
  { mode: 'incidents', label: 'Incidents', title: 'Incidents, whole data' },
  { mode: 'density', label: 'Density', title: 'Incidents per km²' },
  { mode: 'class', label: 'Trend class', title: 'How the hotspot has developed' },
  { mode: 'gi', label: 'Significance', title: 'Getis-Ord Gi*: a denser place than chance explains, at this confidence' },
  { mode: 'method', label: 'Method', title: 'The method chosen, else that with the smallest error on held-out periods' },
  { mode: 'shape', label: 'Season’s shape', title: 'Hotspots whose seasons have the same shape' },
];

export const TREND_CLASSES: readonly TrendClass[] = ['emerging', 'persistent', 'diminishing', 'sporadic'];

/** A partition of the hotspots into a few colours with a name each. */
export interface Classes {
  readonly title: string;
  readonly entries: readonly { colour: string; label: string }[];
  /** The index into `entries`, or -1 where the hotspot has no value. */
  readonly classOf: (hotspot: Hotspot) => number;
}

/** Even percentages, so that the limits at their halves are whole ones; none so large that a fall by all would be a limit. */
const STEPS = [0.02, 0.04, 0.06, 0.1, 0.2, 0.3];

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** The number of ascending `limits` at or below `value`, which is the index of its class. */
function classIn(limits: readonly number[], value: number): number {
  return limits.reduce((below, limit) => below + (value >= limit ? 1 : 0), 0);
}

function byLimits(
  title: string,
  limits: readonly number[],
  colours: readonly string[],
  label: (value: number) => string,
  value: (hotspot: Hotspot) => number | null,
): Classes {
  const entries = colours.slice(0, limits.length + 1).map((colour, i) => {
    const low = limits[i - 1];
    const high = limits[i];
    if (low === undefined) return { colour, label: `below ${label(high ?? 0)}` };
    return { colour, label: high === undefined ? `${label(low)} and more` : `${label(low)} to ${label(high)}` };
  });
  return {
    title,
    entries,
    classOf(hotspot) {
      const v = value(hotspot);
      return v === null ? -1 : classIn(limits, v);
    },
  };
}

function changes(hotspots: readonly Hotspot[], theme: Theme, title: string): Classes {
  const sizes = hotspots.flatMap(({ expected_change: c }) => (c === null ? [] : [Math.abs(c)])).sort((a, b) => a - b);
  const wanted = quantile(sizes, 0.9) / 3;
  const step = STEPS.find((s) => s >= wanted) ?? 0.3;
  const limits = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5].map((k) => k * step);
  return byLimits(title, limits, DIVERGING[theme], change, (hotspot) => hotspot.expected_change);
}

/** Two significant digits, so that a legend reads well and `short` tells any two limits apart, however small. */
function rounded(value: number): number {
  return Number(value.toPrecision(2));
}

function quantiles(
  hotspots: readonly Hotspot[],
  theme: Theme,
  title: string,
  value: (hotspot: Hotspot) => number,
): Classes {
  const sorted = hotspots.map(value).sort((a, b) => a - b);
  const shares = [0.25, 0.5, 0.7, 0.85, 0.94, 0.985];
  const limits = [...new Set(shares.map((share) => rounded(quantile(sorted, share))))];
  const colours = SEQUENTIAL[theme].slice(SEQUENTIAL[theme].length - limits.length - 1);
  return byLimits(title, limits, colours, short, value);
}

function trendClasses(theme: Theme, title: string): Classes {
  return {
    title,
    entries: TREND_CLASSES.map((name, i) => ({ colour: CATEGORICAL[theme][i] ?? '', label: name })),
    classOf: ({ trend_class }) => (trend_class === null ? -1 : TREND_CLASSES.indexOf(trend_class)),
  };
}

/** The groups of `groups`, the largest first, as many as have a colour of their own, and the others as one. */
function shapes(groups: ReadonlyMap<number, number>, theme: Theme, title: string): Classes {
  const sizes = new Map<number, number>();
  for (const group of groups.values()) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const order = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([group]) => group);
  const lines = LINES[theme];
  const named = order.length <= lines.length ? order.length : lines.length - 1;
  const entries = order.slice(0, named).map((group, i) => ({ colour: lines[i] ?? '', label: `group ${group}` }));
  if (named < order.length) entries.push({ colour: CATEGORICAL[theme].at(-1) ?? '', label: `${order.length - named} smaller groups` });
  const index = new Map(order.map((group, i) => [group, Math.min(i, named)]));
  return {
    title,
    entries,
    classOf({ id }) {
      const group = groups.get(id);
      return group === undefined ? -1 : (index.get(group) ?? -1);
    },
  };
}

/** The limits are the usual two-sided 90, 95 and 99 % points of the normal distribution. */
const Z_LIMITS = [-2.576, -1.96, -1.645, 1.645, 1.96, 2.576];
const SIGNIFICANCES = ['cold, 99 %', 'cold, 95 %', 'cold, 90 %', 'not significant', 'hot, 90 %', 'hot, 95 %', 'hot, 99 %'];

/** The meaning of a Gi* z-score, in words. */
export function significance(z: number): string {
  return SIGNIFICANCES[classIn(Z_LIMITS, z)] ?? '';
}

function significances(theme: Theme, title: string): Classes {
  return {
    title,
    entries: SIGNIFICANCES.map((label, i) => ({ colour: DIVERGING[theme][i] ?? '', label })),
    classOf: ({ gi_star_z: z }) => (z === null ? -1 : classIn(Z_LIMITS, z)),
  };
}

/** The methods that occur, the most frequent first. */
function methods(hotspots: readonly Hotspot[], theme: Theme, title: string): Classes {
  const counts = new Map<string, number>();
  for (const { method: name } of hotspots) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => name);
  return {
    title,
    entries: names.map((name, i) => ({ colour: LINES[theme][i % LINES[theme].length] ?? '', label: method(name) })),
    classOf: ({ method: name }) => (name === null ? -1 : names.indexOf(name)),
  };
}

/** `groups`: the shape group of each hotspot that has one. */
export function classes(
  mode: ColourMode,
  hotspots: readonly Hotspot[],
  theme: Theme,
  groups: ReadonlyMap<number, number> = new Map(),
): Classes {
  const title = COLOUR_MODES.find((entry) => entry.mode === mode)?.title ?? '';
  switch (mode) {
    case 'change':
      return changes(hotspots, theme, title);
    case 'incidents':
      return quantiles(hotspots, theme, title, (hotspot) => hotspot.incident_count);
    case 'density':
      return quantiles(hotspots, theme, title, (hotspot) => hotspot.density_per_km2);
    case 'class':
      return trendClasses(theme, title);
    case 'gi':
      return significances(theme, title);
    case 'method':
      return methods(hotspots, theme, title);
    case 'shape':
      return shapes(groups, theme, title);
  }
}
