import type { Theme } from '../colour/palettes.ts';

/** The colours of the map, except those of the hotspots. */
export interface MapStyle {
  readonly ground: string;
  readonly density: readonly [red: number, green: number, blue: number];
  readonly grid: string;
  readonly outline: string;
  readonly noValue: string;
  readonly selected: string;
  readonly halo: string;
}

export const MAP_STYLE: Record<Theme, MapStyle> = {
  light: {
    ground: '#f3f2ee',
    density: [124, 130, 142],
    grid: 'rgba(60, 66, 80, 0.10)',
    outline: 'rgba(255, 255, 255, 0.75)',
    noValue: '#d6d5d0',
    selected: '#14181e',
    halo: 'rgba(255, 255, 255, 0.95)',
  },
  dark: {
    ground: '#0f1318',
    density: [132, 150, 178],
    grid: 'rgba(200, 212, 230, 0.09)',
    outline: 'rgba(10, 13, 17, 0.75)',
    noValue: '#3a424d',
    selected: '#ffffff',
    halo: 'rgba(10, 13, 17, 0.9)',
  },
};
