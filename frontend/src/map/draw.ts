import type { Density } from './density.ts';
import { dotRadius, showsOutline, type Shape } from './shapes.ts';
import type { MapStyle } from './style.ts';
import { METRES_PER_DEGREE, type Projection, type Size, type View } from './view.ts';

export interface Frame {
  readonly context: CanvasRenderingContext2D;
  readonly projection: Projection;
  readonly view: View;
  readonly size: Size;
  /** The magnification relative to the view of the whole data. */
  readonly zoom: number;
  readonly style: MapStyle;
}

export interface Ground {
  readonly density: Density;
  readonly image: CanvasImageSource;
}

const FULL_TURN = 2 * Math.PI;
const FADED = 0.12;

/** 1, 2 or 5 times a power of ten, at most `value`. */
export function niceBelow(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return (value >= 5 * unit ? 5 : value >= 2 * unit ? 2 : 1) * unit;
}

/** The ground, the density of all incidents and a graticule. */
export function drawGround(frame: Frame, ground: Ground | undefined): void {
  const { context, projection, view, size, style } = frame;
  context.fillStyle = style.ground;
  context.fillRect(0, 0, size.width, size.height);
  if (ground !== undefined) {
    const { density, image } = ground;
    const pixels = density.cellDeg * view.scale;
    context.imageSmoothingEnabled = pixels < 12;
    context.drawImage(
      image,
      projection.x(view, size, density.west),
      projection.y(view, size, density.north),
      density.columns * pixels * projection.aspect,
      density.rows * pixels,
    );
  }
  drawGraticule(frame);
}

function drawGraticule({ context, projection, view, size, style }: Frame): void {
  const step = niceBelow(180 / view.scale);
  context.strokeStyle = style.grid;
  context.lineWidth = 1;
  context.beginPath();
  const south = projection.lat(view, size, size.height);
  const north = projection.lat(view, size, 0);
  for (let k = Math.ceil(south / step); k * step <= north; k++) {
    const y = Math.round(projection.y(view, size, k * step)) + 0.5;
    context.moveTo(0, y);
    context.lineTo(size.width, y);
  }
  const west = projection.lon(view, size, 0);
  const east = projection.lon(view, size, size.width);
  for (let k = Math.ceil(west / step); k * step <= east; k++) {
    const x = Math.round(projection.x(view, size, k * step)) + 0.5;
    context.moveTo(x, 0);
    context.lineTo(x, size.height);
  }
  context.stroke();
}

function trace({ context, projection, view, size }: Frame, shape: Shape): void {
  for (const ring of shape.hotspot.rings) {
    for (let i = 0; i + 1 < ring.length; i += 2) {
      const x = projection.x(view, size, ring[i] ?? 0);
      const y = projection.y(view, size, ring[i + 1] ?? 0);
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.closePath();
  }
}

/** Adds the hotspot to the current path: its outline where that is large enough to see, else a dot. */
function place(frame: Frame, shape: Shape, grown: number): void {
  const radius = dotRadius(shape, frame.zoom);
  if (showsOutline(shape, radius, frame.view)) {
    trace(frame, shape);
    return;
  }
  const x = frame.projection.x(frame.view, frame.size, shape.hotspot.lon);
  const y = frame.projection.y(frame.view, frame.size, shape.hotspot.lat);
  frame.context.moveTo(x + radius + grown, y);
  frame.context.arc(x, y, radius + grown, 0, FULL_TURN);
}

function visible({ projection, view, size }: Frame, shape: Shape): boolean {
  const margin = 20;
  return (
    projection.x(view, size, shape.east) > -margin &&
    projection.x(view, size, shape.west) < size.width + margin &&
    projection.y(view, size, shape.south) > -margin &&
    projection.y(view, size, shape.north) < size.height + margin
  );
}

/** All hotspots in their colours; those that `shown` leaves out are faded. */
export function drawHotspots(
  frame: Frame,
  shapes: readonly Shape[],
  colourOf: (shape: Shape) => string | undefined,
  shown: ReadonlySet<number> | undefined,
): void {
  const { context, style } = frame;
  context.lineWidth = 0.6;
  context.strokeStyle = style.outline;
  for (const shape of shapes) {
    if (!visible(frame, shape)) continue;
    context.globalAlpha = shown === undefined || shown.has(shape.hotspot.id) ? 0.92 : FADED;
    context.fillStyle = colourOf(shape) ?? style.noValue;
    context.beginPath();
    place(frame, shape, 0);
    context.fill('evenodd');
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** A ring around a hotspot, so that it stands out from its neighbours. */
export function drawMark(frame: Frame, shape: Shape, colour: string, width: number): void {
  const { context, style } = frame;
  for (const [stroke, lineWidth] of [
    [style.halo, width + 3],
    [colour, width],
  ] as const) {
    context.strokeStyle = stroke;
    context.lineWidth = lineWidth;
    context.beginPath();
    place(frame, shape, 3);
    context.stroke();
  }
}

/** A scale bar's length in pixels and what it stands for. */
export function scaleBar(view: View): { width: number; label: string } {
  const metres = niceBelow((110 / view.scale) * METRES_PER_DEGREE);
  return {
    width: (metres / METRES_PER_DEGREE) * view.scale,
    label: metres >= 1000 ? `${metres / 1000} km` : `${metres} m`,
  };
}
