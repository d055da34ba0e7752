import uPlot from 'uplot';
import type { Calendar } from '../artifacts/calendar.ts';
import type { Forecast, InSample } from '../../wasm/forecast_wasm.js';
import { axes, countRange, type ChartStyle } from './style.ts';

/** The rows of the chart's data; three intervals, narrowest first, each as upper then lower bound. */
const OBSERVED = 1;
const FITTED = 2;
const MEAN = 3;
const FIRST_BOUND = 4;
const BANDS = 3;

type Row = (number | null)[];

/**
 * Observed, fitted, forecast mean and interval bounds over one time axis. The forecast's rows start at the last
 * observation, so that the fan opens where the history ends. Up to three intervals; missing ones stay empty.
 */
export function forecastRows(
  calendar: Calendar,
  values: Float64Array,
  inSample: InSample | undefined,
  forecast: Forecast,
): uPlot.AlignedData {
  const n = calendar.nObserved;
  const length = n + forecast.mean.length;
  const empty = (): Row => new Array<number | null>(length).fill(null);
  const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
  const history = (source: Float64Array): Row => {
    const row = empty();
    source.forEach((value, i) => (row[i] = finite(value)));
    return row;
  };
  const last = finite(values[n - 1]);
  const ahead = (source: Float64Array): Row => {
    const row = empty();
    row[n - 1] = last;
    source.forEach((value, i) => (row[n + i] = finite(value)));
    return row;
  };
  const bounds: Row[] = [];
  for (let k = 0; k < BANDS; k++) {
    const interval = forecast.intervals[k];
    bounds.push(interval ? ahead(interval.upper) : empty(), interval ? ahead(interval.lower) : empty());
  }
  return [
    calendar.times.slice(0, length),
    history(values),
    inSample ? history(inSample.fitted) : empty(),
    ahead(forecast.mean),
    ...bounds,
  ] as uPlot.AlignedData;
}

/** Marks holidays along the bottom and shades the source's gaps. */
function annotate(chart: uPlot, calendar: Calendar, style: ChartStyle): void {
  const { ctx, bbox } = chart;
  const ratio = uPlot.pxRatio;
  const times = calendar.times;
  const [from, to] = [chart.scales['x']?.min ?? 0, chart.scales['x']?.max ?? 0];
  const shown = times.filter((time) => time >= from && time <= to).length;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = style.now;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  ctx.lineWidth = ratio;
  const now = chart.valToPos(times[calendar.nObserved - 1] ?? 0, 'x', true);
  ctx.beginPath();
  ctx.moveTo(now, bbox.top);
  ctx.lineTo(now, bbox.top + bbox.height);
  ctx.stroke();
  ctx.fillStyle = style.holiday;
  const last = (chart.data[0] as number[]).length;
  // With many periods in sight the marks would run together into a line that says nothing.
  if (shown <= bbox.width / ratio / 2) {
    for (let i = 0; i < last; i++) {
      const time = times[i] ?? 0;
      if (time < from || time > to || calendar.holidaysIn(i).length === 0) continue;
      ctx.beginPath();
      ctx.arc(chart.valToPos(time, 'x', true), bbox.top + bbox.height - 5 * ratio, 2 * ratio, 0, 2 * Math.PI);
      ctx.fill();
    }
  }
  ctx.restore();
}

function shadeGaps(chart: uPlot, calendar: Calendar, style: ChartStyle): void {
  const observed = chart.data[OBSERVED];
  if (observed === undefined) return;
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.fillStyle = style.gap;
  for (let i = 0; i < calendar.nObserved; i++) {
    if (observed[i] !== null) continue;
    const left = Math.max(chart.valToPos(calendar.times[i] ?? 0, 'x', true), bbox.left);
    const right = Math.min(chart.valToPos(calendar.times[i + 1] ?? 0, 'x', true), bbox.left + bbox.width);
    if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

export function forecastOptions(calendar: Calendar, style: ChartStyle): Omit<uPlot.Options, 'width' | 'height'> {
  const points = { show: false };
  const bound: uPlot.Series = { points };
  const bands = Array.from({ length: BANDS }, (_, k): uPlot.Band => ({
    series: [FIRST_BOUND + 2 * k, FIRST_BOUND + 2 * k + 1],
    fill: style.bands[k] ?? '',
  }));
  return {
    tzDate: (time) => uPlot.tzDate(new Date(time * 1000), 'Etc/UTC'),
    padding: [8, 16, 0, 0],
    scales: { x: { time: true }, y: { range: countRange } },
    axes: axes(style, 40),
    cursor: { y: false, drag: { x: true, y: false }, points: { size: 6 } },
    series: [
      {},
      { stroke: style.observed, width: 1.25, points },
      { stroke: style.fitted, width: 1, points },
      { stroke: style.forecast, width: 2, points },
      ...Array.from({ length: 2 * BANDS }, () => ({ ...bound })),
    ],
    bands: bands.reverse(),
    hooks: {
      drawClear: [(chart) => shadeGaps(chart, calendar, style)],
      draw: [(chart) => annotate(chart, calendar, style)],
    },
  };
}

export const ROWS = { OBSERVED, FITTED, MEAN } as const;
