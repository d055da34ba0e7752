import type { Dataset } from '../artifacts/dataset.ts';
import type { Hotspot } from '../artifacts/hotspots.ts';
import { hasNext, loadNext, type NextPlace } from '../artifacts/next.ts';
import { classes, type ColourMode } from '../colour/classes.ts';
import { loadShapeGroups } from '../artifacts/shape-groups.ts';
import { loadDensity } from '../map/density.ts';
import type { View } from '../map/view.ts';
import { Resource } from './resource.svelte.ts';
import { theme } from './theme.svelte.ts';

export type Tab = 'forecast' | 'compare' | 'diagnostics' | 'refit' | 'accuracy';
export const TABS: readonly { tab: Tab; label: string }[] = [
  { tab: 'forecast', label: 'Forecast' },
  { tab: 'compare', label: 'Compare' },
  { tab: 'diagnostics', label: 'Diagnostics' },
  { tab: 'refit', label: 'Refit' },
  { tab: 'accuracy', label: 'Accuracy' },
];

/** The lists beside the map: of all hotspots, or of those where most incidents are to be expected. */
export type List = 'hotspots' | 'next';
export const TOPS: readonly number[] = [10, 20, 50];
export const DEFAULT_AHEAD = 4;
export const DEFAULT_TOP = 20;

export type SortKey = 'rank' | 'incident_count' | 'trend' | 'expected_change' | 'density_per_km2' | 'category' | 'trend_class' | 'gi_star_z' | 'method' | 'mase';
export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

export const MOST_COMPARED = 6;
export const DEFAULT_LEVEL = 0.9;

/** The choices of the reader; the page is a function of them and of the dataset. */
export class AppState {
  readonly dataset: Dataset;
  selectedId = $state<number>();
  compared = $state.raw<readonly number[]>([]);
  horizon = $state(26);
  level = $state(DEFAULT_LEVEL);
  colour = $state<ColourMode>('change');
  /** The class of the legend that the map and the table are narrowed to. */
  onlyClass = $state<number>();
  tab = $state<Tab>('forecast');
  query = $state('');
  /** `true` while the text on what the numbers mean is open. */
  meaningShown = $state(false);
  list = $state<List>('hotspots');
  /** Periods that the list of places to expect is about, and its length. */
  ahead = $state(DEFAULT_AHEAD);
  top = $state(DEFAULT_TOP);
  sort = $state.raw<Sort>({ key: 'rank', descending: false });
  /** `undefined`: the whole data. */
  view = $state.raw<View>();
  /** Optional parts of the page, shown once they are read: the map's ground, the table's pictures, the groups. */
  readonly density = new Resource(() => loadDensity(this.dataset.generation));
  readonly series = new Resource(() => this.dataset.series.all());
  /** The incidents to expect, read when the list of them is first opened. */
  readonly next = new Resource(() => loadNext(this.dataset));
  readonly #groups = new Resource(() => loadShapeGroups(this.dataset));
  readonly resources: readonly Resource<unknown>[] = [this.density, this.series, this.#groups];
  /** The shape group of each hotspot that has one; empty until they are read, and where there are none. */
  readonly shapeGroups: ReadonlyMap<number, number> = $derived.by(() => this.#groups.value ?? new Map());

  readonly selected: Hotspot | undefined = $derived.by(() =>
    this.selectedId === undefined ? undefined : this.dataset.byId.get(this.selectedId),
  );
  readonly classes = $derived.by(() => classes(this.colour, this.dataset.hotspots, theme.current, this.shapeGroups));
  /** Model error against the naive forecast of each hotspot, where it was evaluated. */
  readonly mase: ReadonlyMap<number, number>;
  /** `true` if there is a list of where to expect how many incidents. */
  readonly hasNext: boolean;
  /** `true` if training chose a method for each hotspot; otherwise a hotspot's method is the one that did best there. */
  readonly methodChosen: boolean;

  constructor(dataset: Dataset) {
    this.dataset = dataset;
    const { evaluation, calendar } = dataset;
    this.horizon = Math.min(calendar.freq === 'month' ? 12 : 26, calendar.maxHorizon);
    this.hasNext = hasNext(dataset.generation);
    this.methodChosen = evaluation?.hotspots.some(({ chosen }) => chosen !== undefined && chosen !== null) ?? false;
    const method = evaluation?.verdict?.method;
    this.mase = new Map(
      (evaluation?.hotspots ?? []).flatMap(({ id, metrics }) => {
        const mase = method === undefined ? null : metrics[method]?.mase;
        return mase === null || mase === undefined ? [] : [[id, mase] as const];
      }),
    );
  }

  /** Reads what the page is complete without, the file of all models when the others are there. */
  async loadResources(): Promise<void> {
    await Promise.all([this.density.load(), this.series.load()]);
    await this.#groups.load();
  }

  #value(hotspot: Hotspot, key: SortKey): number | string | null {
    return key === 'mase' ? (this.mase.get(hotspot.id) ?? null) : hotspot[key];
  }

  /** The expectations over the chosen periods, or over the fewest if nobody published those. */
  readonly expected = $derived.by(() => {
    const ahead = this.next.value?.ahead;
    return ahead?.find(({ periods }) => periods === this.ahead) ?? ahead?.[0];
  });

  /** The first places of the chosen class where most incidents are to be expected, while they are looked at. */
  readonly nextPlaces: readonly NextPlace[] | undefined = $derived.by(() => {
    if (this.list !== 'next' || this.expected === undefined) return undefined;
    const { onlyClass, classes: legend } = this;
    return this.expected.places.filter(({ hotspot }) => onlyClass === undefined || legend.classOf(hotspot) === onlyClass).slice(0, this.top);
  });

  /** The hotspots of the list that is shown, in its order. */
  readonly listed: readonly Hotspot[] = $derived.by(() => this.nextPlaces?.map(({ hotspot }) => hotspot) ?? this.#found);

  /** The hotspots that the search leaves, in the table's order. */
  readonly #found: readonly Hotspot[] = $derived.by(() => {
    const words = this.query.toLowerCase().split(/\s+/).filter(Boolean);
    const { onlyClass, classes: legend } = this;
    const found = this.dataset.hotspots.filter(
      (hotspot) =>
        words.every((word) => hotspot.text.includes(word)) &&
        (onlyClass === undefined || legend.classOf(hotspot) === onlyClass),
    );
    const { key, descending } = this.sort;
    if (key === 'rank') return descending ? found.reverse() : found;
    const sign = descending ? -1 : 1;
    return found.sort((a, b) => {
      const x = this.#value(a, key);
      const y = this.#value(b, key);
      // Hotspots without a value come last either way.
      if (x === null || y === null) return x === y ? a.rank - b.rank : x === null ? 1 : -1;
      return sign * (typeof x === 'string' ? x.localeCompare(String(y)) : x - Number(y)) || a.rank - b.rank;
    });
  });

  /** The ids of `listed`, or `undefined` when nothing is left out. */
  readonly listedIds: ReadonlySet<number> | undefined = $derived.by(() =>
    this.listed.length === this.dataset.hotspots.length ? undefined : new Set(this.listed.map(({ id }) => id)),
  );

  /** Shows one of the lists, and reads what it needs. */
  show(list: List): void {
    this.list = list;
    if (list === 'next') void this.next.load();
  }

  select(id: number | undefined): void {
    this.selectedId = id;
  }

  isCompared(id: number): boolean {
    return this.compared.includes(id);
  }

  toggleCompared(id: number): void {
    this.compared = this.isCompared(id)
      ? this.compared.filter((other) => other !== id)
      : [...this.compared, id].slice(-MOST_COMPARED);
  }

  /** Colours the map by another quantity; a narrowing by the old one ends. */
  colourBy(mode: ColourMode): void {
    this.colour = mode;
    this.onlyClass = undefined;
  }

  /** Narrows the map and the table to class `i` of the colours' `mode`, or ends that narrowing. */
  narrow(mode: ColourMode, i: number): void {
    const on = this.colour === mode && this.onlyClass === i;
    if (this.colour !== mode) this.colourBy(mode);
    this.onlyClass = on ? undefined : i;
  }

  sortBy(key: SortKey): void {
    const first = key !== 'rank' && key !== 'category' && key !== 'trend_class' && key !== 'method' && key !== 'mase';
    this.sort = { key, descending: this.sort.key === key ? !this.sort.descending : first };
  }
}
