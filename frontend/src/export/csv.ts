import type { Forecast } from '../../wasm/forecast_wasm.js';
import type { Calendar } from '../artifacts/calendar.ts';
import type { Hotspot } from '../artifacts/hotspots.ts';
import type { NextPlace } from '../artifacts/next.ts';

type Cell = string | number | null | undefined;

/** RFC 4180: commas, CRLF, quotes where a field needs them. */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const field = (cell: Cell): string => {
    if (cell === null || cell === undefined || (typeof cell === 'number' && !Number.isFinite(cell))) return '';
    const text = String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [header, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** History and forecast of one hotspot, one row a period. */
export function forecastCsv(calendar: Calendar, values: Float64Array, fitted: Float64Array | undefined, forecast: Forecast): string {
  const bounds = forecast.intervals.flatMap(({ level }) => {
    const percent = Math.round(level * 100);
    return [`lower_${percent}`, `upper_${percent}`];
  });
  const header = ['period', 'observed', 'fitted', 'forecast', 'se', ...bounds, 'holidays'];
  const n = calendar.nObserved;
  const rows = calendar.periods.slice(0, n + forecast.mean.length).map((period, i) => [
    period,
    values[i],
    fitted?.[i],
    forecast.mean[i - n],
    forecast.se[i - n],
    ...forecast.intervals.flatMap(({ lower, upper }) => [lower[i - n], upper[i - n]]),
    calendar.holidaysIn(i).join('; '),
  ]);
  return toCsv(header, rows);
}

/** The hotspots as listed, one row each. */
export function hotspotsCsv(hotspots: readonly Hotspot[]): string {
  const header = ['id', 'rank', 'lon', 'lat', 'incident_count', 'share', 'area_m2', 'density_per_km2', 'trend', 'trend_class', 'gi_star_z', 'expected_change', 'category', 'method'];
  return toCsv(
    header,
    hotspots.map((h) => [h.id, h.rank, h.lon, h.lat, h.incident_count, h.share, h.area_m2, h.density_per_km2, h.trend, h.trend_class, h.gi_star_z, h.expected_change, h.category, h.method]),
  );
}

/** The places where most incidents are to be expected from `from` on, one row each. */
export function nextCsv(from: string, places: readonly NextPlace[]): string {
  const header = ['rank', 'id', 'category', 'lon', 'lat', 'from', 'until', 'periods', 'expected', 'lower', 'upper', 'probability', 'at_least_one', 'rank_by_history'];
  return toCsv(
    header,
    places.map(({ hotspot: h, ...p }) => [p.rank, h.id, h.category, h.lon, h.lat, from, p.until, p.periods, p.expected, p.lower, p.upper, p.probability, p.at_least_one, p.rankByHistory]),
  );
}
