import type { Hotspot } from '../artifacts/hotspots.ts';
import type { BBox } from '../artifacts/types.ts';
import { onMap } from './longitude.ts';
import type { Projection, Size, View } from './view.ts';

/** A hotspot prepared for drawing and for finding it under the pointer. */
export interface Shape {
  readonly hotspot: Hotspot;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
  /** Share of the largest hotspot's incidents, as a radius: its square root. */
  readonly weight: number;
}

const SMALLEST_PX = 1.6;
const LARGEST_PX = 7;
/** A dot grows with the zoom, up to this factor, until the outline itself is large enough to see. */
const MOST_GROWTH = 2.2;
const REACH_PX = 7;

/** The hotspot with its longitudes as the map of `bbox` counts them. */
function placed(hotspot: Hotspot, bbox: BBox): Hotspot {
  const rings = hotspot.rings.map((ring) => ring.map((value, i) => (i % 2 === 0 ? onMap(value, bbox) : value)));
  return { ...hotspot, lon: onMap(hotspot.lon, bbox), rings };
}

/** Most incidents last, so that the strongest hotspots lie on top. */
export function toShapes(hotspots: readonly Hotspot[], bbox: BBox): Shape[] {
  const most = hotspots.reduce((max, { incident_count: n }) => Math.max(max, n), 1);
  return hotspots
    .map((original) => {
      const hotspot = placed(original, bbox);
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
      for (const ring of hotspot.rings) {
        for (let i = 0; i + 1 < ring.length; i += 2) {
          const lon = ring[i] ?? 0;
          const lat = ring[i + 1] ?? 0;
          west = Math.min(west, lon);
          east = Math.max(east, lon);
          south = Math.min(south, lat);
          north = Math.max(north, lat);
        }
      }
      return { hotspot, west, south, east, north, weight: Math.sqrt(hotspot.incident_count / most) };
    })
    .sort((a, b) => a.weight - b.weight);
}

/** The radius of a hotspot's dot, in pixels, `zoom` times closer than the whole data. */
export function dotRadius(shape: Shape, zoom: number): number {
  const growth = Math.min(MOST_GROWTH, Math.max(0.8, zoom ** 0.35));
  return (SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * shape.weight) * growth;
}

/** `true` once the outline is at least as large as the dot that stands for it, and is drawn instead. */
export function showsOutline(shape: Shape, radius: number, view: View): boolean {
  return (shape.north - shape.south) * view.scale >= radius * 2;
}

function insideRing(ring: Float64Array, lon: number, lat: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 2; i + 1 < ring.length; j = i, i += 2) {
    const [xi = 0, yi = 0, xj = 0, yj = 0] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
    if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Even-odd over all rings, so that holes are outside. */
function inside({ hotspot, west, south, east, north }: Shape, lon: number, lat: number): boolean {
  if (lon < west || lon > east || lat < south || lat > north) return false;
  return hotspot.rings.reduce((odd, ring) => odd !== insideRing(ring, lon, lat), false);
}

/** The topmost hotspot at the pixel (x, y): one whose outline holds it, else the nearest dot in reach. */
export function shapeAt(
  shapes: readonly Shape[],
  projection: Projection,
  view: View,
  size: Size,
  zoom: number,
  x: number,
  y: number,
): Shape | undefined {
  const lon = projection.lon(view, size, x);
  const lat = projection.lat(view, size, y);
  let nearest: Shape | undefined;
  let shortest = Infinity;
  for (let i = shapes.length - 1; i >= 0; i--) {
    const shape = shapes[i];
    if (shape === undefined) continue;
    if (inside(shape, lon, lat)) return shape;
    const dx = projection.x(view, size, shape.hotspot.lon) - x;
    const dy = projection.y(view, size, shape.hotspot.lat) - y;
    const distance = Math.hypot(dx, dy) - dotRadius(shape, zoom);
    if (distance < Math.min(shortest, REACH_PX)) {
      nearest = shape;
      shortest = distance;
    }
  }
  return nearest;
}

const DIRECTIONS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] } as const;
export type Direction = keyof typeof DIRECTIONS;

export function isDirection(key: string): key is Direction {
  return key in DIRECTIONS;
}

/** The hotspot one goes to from `from` by an arrow key: near, and well inside a quarter turn of the direction. */
export function neighbour(
  shapes: readonly Shape[],
  aspect: number,
  from: { lon: number; lat: number; id?: number },
  direction: Direction,
): Shape | undefined {
  const [ux, uy] = DIRECTIONS[direction];
  let best: Shape | undefined;
  let bestCost = Infinity;
  for (const shape of shapes) {
    if (shape.hotspot.id === from.id) continue;
    const dx = (shape.hotspot.lon - from.lon) * aspect;
    const dy = shape.hotspot.lat - from.lat;
    const along = dx * ux + dy * uy;
    const across = Math.abs(dx * uy - dy * ux);
    if (along <= 0 || across > along) continue;
    const cost = along + 2 * across;
    if (cost < bestCost) {
      best = shape;
      bestCost = cost;
    }
  }
  return best;
}
