import { check, isNumber, isObject } from './check.ts';
import type { CalendarDocument, Frequency } from './types.ts';

const DAY_S = 86_400;
const LONGEST_DAYS: Record<Frequency, number> = { day: 1, week: 7, month: 31 };

/** Seconds since 1970 of an ISO date at midnight UTC, the x of every chart. */
export function toSeconds(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 1000;
}

function checkCalendar({ freq, periods, n_observed: n, season_length: season, regressors, reach, holidays }: CalendarDocument): void {
  check(Object.hasOwn(LONGEST_DAYS, freq), `\`freq\` is \`${String(freq)}\`, not a day, week or month`);
  check(Array.isArray(periods), '`periods` is missing');
  periods.forEach((period, i) => {
    check(Number.isFinite(toSeconds(period)), `period ${i} is not a date: \`${String(period)}\``);
    check(i === 0 || toSeconds(periods[i - 1] ?? '') < toSeconds(period), `period ${i}, \`${period}\`, is not after the one before`);
  });
  check(Number.isInteger(n) && n >= 1 && n < periods.length, `\`n_observed\` is \`${String(n)}\` of ${periods.length} periods`);
  check(Number.isInteger(season) && season >= 1, `\`season_length\` is \`${String(season)}\``);
  check(isObject(regressors) && Object.values(regressors).every((values) => Array.isArray(values) && values.every(isNumber)), '`regressors` are not lists of numbers');
  check(reach === undefined || (isObject(reach) && Object.values(reach).every(isObject)), '`reach` is not an object');
  check(Array.isArray(holidays) && holidays.every(isObject), '`holidays` is missing');
}

/** The last period in which a regressor is known. */
export interface Known {
  readonly name: string;
  readonly last: string;
}

/** The periods of a workflow with their regressors and holidays; observed first, then three years ahead. */
export class Calendar {
  readonly freq: Frequency;
  readonly seasonLength: number;
  readonly periods: readonly string[];
  /** Each period's first day, in seconds since 1970. */
  readonly times: readonly number[];
  readonly nObserved: number;
  /** The number of periods ahead that the calendar has, and so the longest forecast. */
  readonly maxHorizon: number;
  /** The regressors that a refit may take: all but the exposure, which is for published models of counts. */
  readonly regressorNames: readonly string[];
  readonly #regressors: Record<string, readonly number[]>;
  readonly #reach: NonNullable<CalendarDocument['reach']>;
  readonly #holidays = new Map<number, string[]>();

  constructor(document: CalendarDocument) {
    checkCalendar(document);
    this.freq = document.freq;
    this.seasonLength = document.season_length;
    this.periods = document.periods;
    this.times = document.periods.map(toSeconds);
    this.nObserved = document.n_observed;
    this.maxHorizon = document.periods.length - document.n_observed;
    this.regressorNames = Object.keys(document.regressors).filter((name) => name !== 'exposure');
    this.#regressors = document.regressors;
    this.#reach = document.reach ?? {};
    for (const { date, name } of document.holidays) {
      const i = this.indexAt(toSeconds(date));
      if (i !== undefined) this.#holidays.set(i, [...(this.#holidays.get(i) ?? []), name]);
    }
  }

  /** The period that holds the moment `seconds`, or `undefined` outside the calendar. */
  indexAt(seconds: number): number | undefined {
    const { times } = this;
    const first = times[0];
    const last = times.at(-1);
    if (first === undefined || last === undefined || seconds < first) return undefined;
    if (seconds >= last + LONGEST_DAYS[this.freq] * DAY_S) return undefined;
    let low = 0;
    let high = times.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((times[middle] ?? Infinity) <= seconds) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Names of the holidays in period `i`, oldest first. */
  holidaysIn(i: number): readonly string[] {
    return this.#holidays.get(i) ?? [];
  }

  /** The regressors `names` over the periods `[from, to)`, one after the other, as the forecaster takes them. */
  regressors(names: readonly string[], from: number, to: number): Float64Array {
    const out = new Float64Array(names.length * (to - from));
    names.forEach((name, k) => {
      const values = this.#regressors[name];
      const reach = this.#reach[name];
      if (values !== undefined && values.length < to && reach !== undefined && to <= this.periods.length) {
        throw new Error(
          `regressor \`${name}\` is known up to the period \`${reach.last}\` only; forecast no further, or let the workflow have later ` +
            'rows of it or assume `future: seasonal_mean`',
        );
      }
      if (values === undefined || values.length < to) {
        throw new Error(`\`calendar.json\` has no regressor \`${name}\` up to period ${to}`);
      }
      out.set(values.slice(from, to), k * (to - from));
    });
    return out;
  }

  /** The longest forecast of a model that needs the regressors `names`. */
  horizonOf(names: readonly string[]): number {
    const reach = Math.min(this.periods.length, ...names.map((name) => this.#regressors[name]?.length ?? 0));
    return Math.max(0, reach - this.nObserved);
  }

  /** The one of the regressors `names` that ends first before the calendar does. */
  endOf(names: readonly string[]): Known | undefined {
    const horizon = this.horizonOf(names);
    const name = names.find((name) => horizon < this.maxHorizon && this.horizonOf([name]) === horizon);
    const last = name === undefined ? undefined : this.#reach[name]?.last;
    return name === undefined || last === undefined ? undefined : { name, last };
  }

  /** Those of the regressors `names` that are seasonal means after they are known. */
  assumed(names: readonly string[]): readonly Known[] {
    return names.flatMap((name) => {
      const reach = this.#reach[name];
      return reach?.then === 'seasonal_mean' ? [{ name, last: reach.last }] : [];
    });
  }
}
