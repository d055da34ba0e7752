import { readColumns } from '../artifacts/reader.ts';
import type { Generation } from '../artifacts/generation.ts';
import { hasFile } from '../artifacts/generation.ts';
import { onMap } from './longitude.ts';

/** All incidents on a fine grid: the streets, without a tile server. */
export interface Density {
  readonly west: number;
  readonly north: number;
  readonly cellDeg: number;
  readonly columns: number;
  readonly rows: number;
  /** Opacity of each cell, row by row from the north. */
  readonly alpha: Uint8ClampedArray;
}

const FILE = 'density.parquet';
const FAINTEST = 26;
const STRONGEST = 215;
/** A canvas larger than this is refused by some browsers; such a grid is not drawn. */
const MAX_SIDE = 8192;

/** Spreads the cells over a grid; opacity grows with the logarithm of the count and is full at the 99th percentile. */
export function toDensity(lon: Float64Array, lat: Float64Array, count: Float64Array, cellDeg: number): Density | null {
  if (count.length === 0) return null;
  const extent = (values: Float64Array): [number, number] => {
    let low = Infinity;
    let high = -Infinity;
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return [low, high];
  };
  const [west, east] = extent(lon);
  const [south, north] = extent(lat);
  const columns = Math.round((east - west) / cellDeg) + 1;
  const rows = Math.round((north - south) / cellDeg) + 1;
  if (!(columns <= MAX_SIDE && rows <= MAX_SIDE)) return null;
  const top = Math.log1p(Float64Array.from(count).sort()[Math.floor(count.length * 0.99)] ?? 1);
  const alpha = new Uint8ClampedArray(columns * rows);
  for (let i = 0; i < count.length; i++) {
    const column = Math.round(((lon[i] ?? west) - west) / cellDeg);
    const row = Math.round((north - (lat[i] ?? north)) / cellDeg);
    const strength = Math.min(1, Math.log1p(count[i] ?? 0) / top);
    alpha[row * columns + column] = FAINTEST + (STRONGEST - FAINTEST) * strength ** 1.6;
  }
  return { west: west - cellDeg / 2, north: north + cellDeg / 2, cellDeg, columns, rows, alpha };
}

/** The generation's density grid, or `null` where it has none. */
export async function loadDensity(generation: Generation): Promise<Density | null> {
  const cellDeg = generation.manifest.density_cell_deg;
  if (cellDeg === undefined || cellDeg === null || !hasFile(generation, FILE)) return null;
  const { lon, lat, count } = await readColumns(`${generation.base}/${FILE}`, ['lon', 'lat', 'count']);
  const { bbox } = generation.manifest;
  return toDensity(lon.map((value) => onMap(value, bbox)), lat, count, cellDeg);
}

/** The grid as an image in one colour, one pixel a cell. */
export function densityImage(density: Density, [red, green, blue]: readonly [number, number, number]): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = density.columns;
  canvas.height = density.rows;
  const context = canvas.getContext('2d');
  if (context !== null) {
    const image = context.createImageData(density.columns, density.rows);
    density.alpha.forEach((alpha, i) => {
      image.data.set([red, green, blue, alpha], 4 * i);
    });
    context.putImageData(image, 0, 0);
  }
  return canvas;
}
