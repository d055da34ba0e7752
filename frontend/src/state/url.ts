import { COLOUR_MODES } from '../colour/classes.ts';
import { unrolled } from '../map/longitude.ts';
import { DEFAULT_AHEAD, DEFAULT_LEVEL, DEFAULT_TOP, MOST_COMPARED, TABS, TOPS, type AppState, type SortKey } from './app.svelte.ts';

const SORT_KEYS: readonly SortKey[] = ['rank', 'incident_count', 'trend', 'expected_change', 'density_per_km2', 'category', 'trend_class', 'gi_star_z', 'method', 'mase'];

function numbers(text: string | null): number[] {
  return (text ?? '').split(',').filter(Boolean).map(Number).filter(Number.isFinite);
}

/** Takes from the address what is valid for this dataset and leaves the rest as it is. */
export function readUrl(app: AppState, search: string): void {
  const query = new URLSearchParams(search);
  const { byId, calendar, generation } = app.dataset;
  const known = (id: number) => byId.has(id);
  app.selectedId = numbers(query.get('hotspot')).find(known);
  app.compared = [...new Set(numbers(query.get('compare')))].filter(known).slice(0, MOST_COMPARED);
  const [horizon] = numbers(query.get('horizon'));
  if (horizon !== undefined) app.horizon = Math.min(Math.max(1, Math.round(horizon)), calendar.maxHorizon);
  const [level] = numbers(query.get('level'));
  if (level !== undefined && level >= 50 && level <= 99) app.level = Math.round(level) / 100;
  app.colour = COLOUR_MODES.find(({ mode }) => mode === query.get('colour'))?.mode ?? app.colour;
  app.tab = TABS.find(({ tab }) => tab === query.get('tab'))?.tab ?? app.tab;
  if (app.hasNext && query.get('list') === 'next') app.show('next');
  const [ahead] = numbers(query.get('ahead'));
  if (ahead !== undefined && ahead >= 1) app.ahead = Math.round(ahead);
  app.top = TOPS.find((top) => String(top) === query.get('top')) ?? app.top;
  app.query = query.get('q') ?? '';
  const [, descending, key] = /^(-?)(.+)$/.exec(query.get('sort') ?? '') ?? [];
  const sortKey = SORT_KEYS.find((candidate) => candidate === key);
  if (sortKey !== undefined) app.sort = { key: sortKey, descending: descending === '-' };
  const [lon, lat, scale] = numbers(query.get('view'));
  const [west, south, east, north] = unrolled(generation.manifest.bbox);
  if (lon !== undefined && lat !== undefined && scale !== undefined && scale > 0 && lon >= west && lon <= east && lat >= south && lat <= north) {
    app.view = { lon, lat, scale };
  }
}

/** The address of what is shown; what is as it is by default is left out. */
export function toUrl(app: AppState, initial: { horizon: number }, workflow: string | undefined): string {
  const query = new URLSearchParams();
  if (workflow !== undefined) query.set('workflow', workflow);
  if (app.selectedId !== undefined) query.set('hotspot', String(app.selectedId));
  if (app.compared.length > 0) query.set('compare', app.compared.join(','));
  if (app.horizon !== initial.horizon) query.set('horizon', String(app.horizon));
  if (app.level !== DEFAULT_LEVEL) query.set('level', String(Math.round(app.level * 100)));
  if (app.colour !== 'change') query.set('colour', app.colour);
  if (app.tab !== 'forecast') query.set('tab', app.tab);
  if (app.list !== 'hotspots') query.set('list', app.list);
  if (app.ahead !== DEFAULT_AHEAD) query.set('ahead', String(app.ahead));
  if (app.top !== DEFAULT_TOP) query.set('top', String(app.top));
  if (app.query !== '') query.set('q', app.query);
  if (app.sort.key !== 'rank' || app.sort.descending) query.set('sort', `${app.sort.descending ? '-' : ''}${app.sort.key}`);
  if (app.view !== undefined) {
    const { lon, lat, scale } = app.view;
    query.set('view', `${lon.toFixed(5)},${lat.toFixed(5)},${Math.round(scale)}`);
  }
  const text = query.toString().replaceAll('%2C', ',');
  return text === '' ? location.pathname : `${location.pathname}?${text}`;
}
