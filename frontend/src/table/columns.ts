import type { Hotspot } from '../artifacts/hotspots.ts';
import { significance } from '../colour/classes.ts';
import { change, fixed, integer, method, MISSING } from '../lib/format.ts';
import type { AppState, SortKey } from '../state/app.svelte.ts';

export interface Column {
  readonly key: SortKey;
  readonly label: string;
  readonly title: string;
  readonly numeric: boolean;
  readonly text: (hotspot: Hotspot, app: AppState) => string;
  /** The meaning of a cell's text, if it does not explain itself. */
  readonly hint?: (hotspot: Hotspot) => string | undefined;
  /** `true` if this dataset has something to show in the column. */
  readonly has?: (app: AppState) => boolean;
}

export const COLUMNS: readonly Column[] = [
  { key: 'rank', label: 'Rank', title: '1 has the most incidents, recent ones counting for more', numeric: true, text: ({ rank }) => String(rank) },
  { key: 'category', label: 'Most frequent', title: 'Most frequent category', numeric: false, text: ({ category }) => category || MISSING },
  { key: 'incident_count', label: 'Incidents', title: 'Incidents, whole data', numeric: true, text: ({ incident_count: n }) => integer(n) },
  { key: 'trend', label: 'Trend', title: 'Relative change per year over the data', numeric: true, text: ({ trend }) => change(trend) },
  { key: 'expected_change', label: 'Expected', title: 'Forecast of the next 4 periods against a season earlier', numeric: true, text: ({ expected_change: c }) => change(c) },
  { key: 'trend_class', label: 'Class', title: 'How the hotspot has developed', numeric: false, text: ({ trend_class: c }) => c ?? MISSING },
  {
    key: 'gi_star_z',
    label: 'Gi*',
    title: 'Getis-Ord Gi* z-score: above 1.96 more than chance explains at 5 %',
    numeric: true,
    text: ({ gi_star_z: z }) => fixed(z, 1),
    hint: ({ gi_star_z: z }) => (z === null ? undefined : significance(z)),
    has: ({ dataset }) => dataset.hotspots.some(({ gi_star_z }) => gi_star_z !== null),
  },
  {
    key: 'method',
    label: 'Method',
    title: 'The method chosen, or the one with the smallest error on held-out periods where nothing was to be chosen',
    numeric: false,
    text: ({ method: name }) => (name === null ? MISSING : method(name)),
    has: ({ dataset }) => dataset.hotspots.some(({ method: name }) => name !== null),
  },
  { key: 'mase', label: 'MASE', title: 'Error of the model out of sample; below 1 beats the naive forecast', numeric: true, text: ({ id }, app) => fixed(app.mase.get(id), 2), has: ({ mase }) => mase.size > 0 },
];
