import type { BBox } from '../artifacts/types.ts';
import { unrolled } from './longitude.ts';

/**
 * The visible part of the map, in an equirectangular projection true to scale at the data's middle latitude. A city
 * needs no more, and the density grid stays a plain image in it.
 */
export interface View {
  readonly lon: number;
  readonly lat: number;
  /** Pixels per degree of latitude. */
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const MAX_SCALE = 600_000;
export const METRES_PER_DEGREE = 111_195;

export class Projection {
  /** Pixels of a degree of longitude per pixels of a degree of latitude. */
  readonly aspect: number;
  /** East is beyond 180 where the data lies across 180°. */
  readonly bbox: BBox;

  constructor(bbox: BBox) {
    this.bbox = unrolled(bbox);
    this.aspect = Math.cos((((bbox[1] + bbox[3]) / 2) * Math.PI) / 180);
  }

  x(view: View, size: Size, lon: number): number {
    return (lon - view.lon) * this.aspect * view.scale + size.width / 2;
  }

  y(view: View, size: Size, lat: number): number {
    return (view.lat - lat) * view.scale + size.height / 2;
  }

  lon(view: View, size: Size, x: number): number {
    return view.lon + (x - size.width / 2) / (this.aspect * view.scale);
  }

  lat(view: View, size: Size, y: number): number {
    return view.lat - (y - size.height / 2) / view.scale;
  }

  /** The view that shows the whole data with `padding` pixels around it. */
  fit(size: Size, padding: number): View {
    const [west, south, east, north] = this.bbox;
    const width = Math.max((east - west) * this.aspect, 1e-4);
    const height = Math.max(north - south, 1e-4);
    const scale = Math.min(
      Math.max(size.width - 2 * padding, 40) / width,
      Math.max(size.height - 2 * padding, 40) / height,
    );
    return { lon: (west + east) / 2, lat: (south + north) / 2, scale: Math.min(scale, MAX_SCALE) };
  }

  /** Keeps the centre inside the data and the scale within reason. */
  clamp(view: View, size: Size): View {
    const [west, south, east, north] = this.bbox;
    const smallest = this.fit(size, 0).scale * 0.6;
    return {
      lon: Math.min(Math.max(view.lon, west), east),
      lat: Math.min(Math.max(view.lat, south), north),
      scale: Math.min(Math.max(view.scale, smallest), MAX_SCALE),
    };
  }

  pan(view: View, dx: number, dy: number): View {
    return { ...view, lon: view.lon - dx / (this.aspect * view.scale), lat: view.lat + dy / view.scale };
  }

  /** Zooms by `factor` so that the place under the pixel (x, y) stays there. */
  zoomAt(view: View, size: Size, factor: number, x: number, y: number): View {
    const limits = this.clamp({ ...view, scale: view.scale * factor }, size);
    const lon = this.lon(view, size, x);
    const lat = this.lat(view, size, y);
    return {
      scale: limits.scale,
      lon: lon - (x - size.width / 2) / (this.aspect * limits.scale),
      lat: lat + (y - size.height / 2) / limits.scale,
    };
  }
}
