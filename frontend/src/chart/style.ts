import type uPlot from 'uplot';
import type { Theme } from '../colour/palettes.ts';

export interface ChartStyle {
  readonly text: string;
  readonly grid: string;
  readonly observed: string;
  readonly fitted: string;
  readonly forecast: string;
  /** Narrowest interval first. */
  readonly bands: readonly [string, string, string];
  readonly holiday: string;
  readonly gap: string;
  readonly now: string;
  readonly surface: string;
}

export const CHART_STYLE: Record<Theme, ChartStyle> = {
  light: {
    text: '#565d6a',
    grid: '#ecebe7',
    observed: '#2a2f39',
    fitted: '#d07a1f',
    forecast: '#3a4fc4',
    bands: ['rgba(58, 79, 196, 0.30)', 'rgba(58, 79, 196, 0.17)', 'rgba(58, 79, 196, 0.10)'],
    holiday: '#a8327d',
    gap: 'rgba(120, 120, 110, 0.12)',
    now: '#a5a9b2',
    surface: '#ffffff',
  },
  dark: {
    text: '#9aa5b4',
    grid: '#20262f',
    observed: '#d3d9e2',
    fitted: '#f0a35a',
    forecast: '#97a8ff',
    bands: ['rgba(151, 168, 255, 0.34)', 'rgba(151, 168, 255, 0.20)', 'rgba(151, 168, 255, 0.12)'],
    holiday: '#f07fc0',
    gap: 'rgba(190, 200, 220, 0.10)',
    now: '#566070',
    surface: '#14181e',
  },
};

const FONT = '11px system-ui, sans-serif';

/**
 * Axes that all charts share: dates in UTC below, in `height` pixels (two lines need 40, years alone 24), counts at the
 * left, light grid.
 */
export function axes(style: ChartStyle, height: number): uPlot.Axis[] {
  const common = { stroke: style.text, font: FONT, ticks: { show: false } };
  return [
    { ...common, grid: { show: false }, space: 62, size: height, gap: 4 },
    { ...common, grid: { stroke: style.grid, width: 1 }, size: 44, space: 34, gap: 6 },
  ];
}

/** A y range from zero, or around zero where values are negative, with a little air. */
export function countRange(_chart: uPlot, low: number | null, high: number | null): [number, number] {
  const top = high === null || high <= 0 ? 1 : high * 1.06;
  return [low !== null && low < 0 ? low * 1.06 : 0, top];
}

/** A y range of the same extent to both sides of zero, at least `least` to each. */
export function symmetricRange(least: number): (chart: uPlot, low: number | null, high: number | null) => [number, number] {
  return (_chart, low, high) => {
    const extent = Math.max(least, Math.abs(low ?? 0), Math.abs(high ?? 0), 1e-9) * 1.08;
    return [-extent, extent];
  };
}
