import { check, isNumber, isObject } from './check.ts';
import type { EvaluationDocument, HotspotCollection, HotspotFeature, HotspotProperties, Position } from './types.ts';

/** A hotspot as the page uses it: its properties and its outline as flat rings `[lon, lat, lon, lat, …]`. */
export interface Hotspot extends HotspotProperties {
  readonly rings: readonly Float64Array[];
  /** The most frequent category, or an empty string. */
  readonly category: string;
  /** The method that forecasts best out of sample, or the one that was chosen where there was a choice. */
  readonly method: string | null;
  /** The text that is searched, in lower case. */
  readonly text: string;
}

function flatten(ring: readonly Position[]): Float64Array {
  const flat = new Float64Array(ring.length * 2);
  ring.forEach(([lon, lat], i) => {
    flat[2 * i] = lon;
    flat[2 * i + 1] = lat;
  });
  return flat;
}

function rings({ geometry }: HotspotFeature): Float64Array[] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.flatMap((polygon) => polygon.map(flatten));
}

const FORMS: readonly unknown[] = ['Polygon', 'MultiPolygon'];

/** Refuses a collection that the map and the table could not show; what they can do without is not looked at. */
export function checkHotspots(collection: HotspotCollection): HotspotCollection {
  const { features } = collection;
  check(Array.isArray(features), '`features` is missing');
  const seen = new Set<number>();
  features.forEach((feature, i) => {
    const where = `feature ${i}`;
    check(isObject(feature) && isObject(feature.properties), `${where} has no properties`);
    const { properties, geometry } = feature;
    for (const name of ['id', 'rank', 'lon', 'lat', 'incident_count', 'area_m2', 'share', 'density_per_km2'] as const) {
      check(isNumber(properties[name]), `${where} has no number \`${name}\``);
    }
    check(isObject(geometry) && FORMS.includes(geometry.type) && Array.isArray(geometry.coordinates), `${where} is not a polygon`);
    check(Array.isArray(properties.categories), `${where} has no \`categories\``);
    check(!seen.has(properties.id), `the id \`${properties.id}\` is there twice`);
    seen.add(properties.id);
  });
  return collection;
}

/** The hotspots by rank, each with its method out of `evaluation`. */
export function toHotspots(collection: HotspotCollection, evaluation: EvaluationDocument | null): Hotspot[] {
  const methods = new Map(evaluation?.hotspots.map(({ id, best, chosen }) => [id, chosen ?? best]));
  return collection.features
    .map((feature) => {
      const properties = feature.properties;
      const category = properties.categories.find(({ name }) => name !== 'other')?.name ?? '';
      return {
        ...properties,
        rings: rings(feature),
        category,
        method: methods.get(properties.id) ?? null,
        text: [properties.id, `#${properties.rank}`, properties.trend_class ?? '', category].join(' ').toLowerCase(),
      };
    })
    .sort((a, b) => a.rank - b.rank);
}
