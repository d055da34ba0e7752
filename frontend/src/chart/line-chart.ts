import uPlot from 'uplot';
import { axes, countRange, type ChartStyle } from './style.ts';

export interface Line {
  readonly values: ArrayLike<number>;
  readonly stroke: string;
  readonly width?: number;
  readonly dash?: number[];
}

/** Rows over `times`, unknown values as gaps. */
export function lineData(times: readonly number[], lines: readonly Line[]): uPlot.AlignedData {
  return [
    times as number[],
    ...lines.map(({ values }) => Array.from(times, (_, i) => (Number.isFinite(values[i]) ? (values[i] as number) : null))),
  ];
}

/** Plain lines over time. `range` sets the y axis; without it counts start at zero. */
export function lineOptions(
  style: ChartStyle,
  lines: readonly Line[],
  range: uPlot.Scale.Range = countRange,
): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    tzDate: (time) => uPlot.tzDate(new Date(time * 1000), 'Etc/UTC'),
    padding: [8, 8, 0, 0],
    scales: { x: { time: true }, y: { range } },
    axes: axes(style, 24),
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    series: [
      {},
      ...lines.map(({ stroke, width, dash }): uPlot.Series => ({
        stroke,
        width: width ?? 1.25,
        points: { show: false },
        ...(dash === undefined ? {} : { dash }),
      })),
    ],
  };
}
