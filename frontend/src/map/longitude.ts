import type { BBox } from '../artifacts/types.ts';

/** The box with its east beyond 180 where it lies across 180°, that is, where its west is greater than its east. */
export function unrolled([west, south, east, north]: BBox): BBox {
  return [west, south, west > east ? east + 360 : east, north];
}

/**
 * The meridian of `lon` as the map of `bbox` counts it: within half a turn of the box's middle, so that both sides of
 * 180° lie next to each other on it.
 */
export function onMap(lon: number, bbox: BBox): number {
  const [west, , east] = unrolled(bbox);
  return lon + 360 * Math.round(((west + east) / 2 - lon) / 360);
}
