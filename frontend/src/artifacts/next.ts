import { check, isNumber, isObject } from './check.ts';
import type { Dataset } from './dataset.ts';
import { getJson } from './fetch.ts';
import { hasFile, type Generation } from './generation.ts';
import type { Hotspot } from './hotspots.ts';
import type { Expected, NextCollection } from './types.ts';

const FILE = 'next.geojson';

/** A hotspot with the incidents to expect there over some periods. */
export interface NextPlace extends Expected {
  readonly hotspot: Hotspot;
  readonly rankByHistory: number;
}

/** The expectations over one number of periods. */
export interface Ahead {
  readonly periods: number;
  /** The last day. */
  readonly until: string;
  /** The hotspots with an expectation so far ahead, by rank. */
  readonly places: readonly NextPlace[];
  /** The number of incidents to expect in all of them together. */
  readonly total: number;
}

/** The incidents to expect, by horizon and place. */
export interface Next {
  /** The first day. */
  readonly from: string;
  /** The level that intervals have at least. */
  readonly level: number;
  /** By the number of periods. */
  readonly ahead: readonly Ahead[];
}

/** `true` if the generation says where to expect how many incidents. */
export function hasNext(generation: Generation): boolean {
  return hasFile(generation, FILE);
}

const NUMBERS = ['at_least_one', 'expected', 'lower', 'periods', 'probability', 'rank', 'upper'] as const;

/** Refuses a collection of which the list could not show a row. */
export function checkNext(collection: NextCollection): NextCollection {
  const { features, from, level } = collection;
  check(Array.isArray(features), '`features` is missing');
  check(typeof from === 'string' && isNumber(level), '`from` or `level` is missing');
  features.forEach((feature, i) => {
    const where = `feature ${i}`;
    check(isObject(feature) && isObject(feature['properties']), `${where} has no properties`);
    const { id, rank_by_history: rank, ahead } = feature['properties'];
    check(isNumber(id) && isNumber(rank) && Array.isArray(ahead), `${where} has no \`id\`, \`rank_by_history\` or \`ahead\``);
    for (const expected of ahead) {
      check(isObject(expected) && typeof expected['until'] === 'string', `${where} has an expectation without \`until\``);
      for (const name of NUMBERS) check(isNumber(expected[name]), `${where} has an expectation without a number \`${name}\``);
    }
  });
  return collection;
}

/** The expectations by horizon; of a place that is not one of `hotspots` there is nothing to show. */
export function toNext({ features, from, level }: NextCollection, hotspots: ReadonlyMap<number, Hotspot>): Next {
  const byPeriods = new Map<number, NextPlace[]>();
  for (const { properties } of features) {
    const hotspot = hotspots.get(properties.id);
    if (hotspot === undefined) continue;
    for (const expected of properties.ahead) {
      const places = byPeriods.get(expected.periods) ?? [];
      byPeriods.set(expected.periods, places);
      places.push({ ...expected, hotspot, rankByHistory: properties.rank_by_history });
    }
  }
  const ahead = [...byPeriods].sort(([a], [b]) => a - b).map(([periods, places]) => ({
    periods,
    until: places[0]?.until ?? from,
    places: places.sort((a, b) => a.rank - b.rank),
    total: places.reduce((sum, { expected }) => sum + expected, 0),
  }));
  return { from, level, ahead };
}

export function loadNext({ generation, byId }: Dataset): Promise<Next> {
  return getJson(`${generation.base}/${FILE}`, (collection: NextCollection) => toNext(checkNext(collection), byId));
}
