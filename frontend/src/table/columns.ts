import type { Hotspot } from '../artifacts/hotspots.ts';
import { change, fixed, integer, MISSING } from '../lib/format.ts';
import type { AppState, SortKey } from '../state/app.svelte.ts';

export interface Column {
  readonly key: SortKey;
  readonly label: string;
  readonly title: string;
  readonly numeric: boolean;
  readonly text: (hotspot: Hotspot, app: AppState) => string;
}

export const COLUMNS: readonly Column[] = [
  { key: 'rank', label: 'Rank', title: '1 has the most incidents', numeric: true, text: ({ rank }) => String(rank) },
  { key: 'category', label: 'Most frequent', title: 'Most frequent category', numeric: false, text: ({ category }) => category || MISSING },
  { key: 'incident_count', label: 'Incidents', title: 'Incidents, whole data', numeric: true, text: ({ incident_count: n }) => integer(n) },
  { key: 'trend', label: 'Trend / year', title: 'Relative change per year over the data', numeric: true, text: ({ trend }) => change(trend) },
  { key: 'expected_change', label: 'Expected', title: 'Forecast of the next 4 periods against a season earlier', numeric: true, text: ({ expected_change: c }) => change(c) },
  { key: 'trend_class', label: 'Class', title: 'How the hotspot has developed', numeric: false, text: ({ trend_class: c }) => c ?? MISSING },
  { key: 'mase', label: 'MASE', title: 'Error of the model out of sample; below 1 beats the naive forecast', numeric: true, text: ({ id }, app) => fixed(app.mase.get(id), 2) },
];
