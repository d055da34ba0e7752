import uPlot from 'uplot';
import { percent, points } from '../lib/format.ts';
import { lineData, lineOptions, type Line } from './line-chart.ts';
import { symmetricRange, type ChartStyle } from './style.ts';

/** The difference to both sides that is always in sight, so that chance does not look like a fault. */
const LEAST = 0.05;

/** The bounds of chance at each level, the same to both sides, and a line for each method. */
export interface ReliabilityLines {
  readonly stated: readonly number[];
  readonly chance: readonly number[];
  readonly lines: readonly Line[];
}

/** Words in the corners: the meaning of a line above the middle, and below. */
function annotate({ ctx, bbox }: uPlot, style: ChartStyle): void {
  const ratio = uPlot.pxRatio;
  const x = bbox.left + 6 * ratio;
  ctx.save();
  ctx.fillStyle = style.text;
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText('↑ intervals too wide', x, bbox.top + 4 * ratio);
  ctx.textBaseline = 'bottom';
  ctx.fillText('↓ intervals too narrow', x, bbox.top + bbox.height - 4 * ratio);
  ctx.restore();
}

/**
 * A reliability diagram turned so that its diagonal lies flat: the share that intervals held, less the share that they stated, at each
 * level. What matters are a few points, which a line beside a diagonal from 0 to 100 % does not show.
 */
export function reliabilityChart(style: ChartStyle, { stated, chance, lines }: ReliabilityLines): { options: Omit<uPlot.Options, 'width' | 'height'>; data: uPlot.AlignedData } {
  const bound = (sign: 1 | -1): Line => ({ values: chance.map((width) => sign * width), stroke: 'transparent' });
  const asStated: Line = { values: stated.map(() => 0), stroke: style.now, dash: [3, 3] };
  const all = [bound(1), bound(-1), asStated, ...lines];
  const range = symmetricRange(LEAST);
  const options = lineOptions(style, all, range);
  const [x, y] = options.axes ?? [];
  return {
    options: {
      ...options,
      padding: [8, 18, 0, 0],
      scales: { x: { time: false }, y: { range } },
      axes: [
        { ...x, values: (_, levels) => levels.map(percent) },
        { ...y, values: (_, differences) => differences.map(points) },
      ],
      bands: [{ series: [1, 2], fill: style.gap }],
      hooks: { draw: [(chart) => annotate(chart, style)] },
    },
    data: lineData(stated, all),
  };
}
