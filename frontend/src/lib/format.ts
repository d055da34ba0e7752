import type { Frequency } from '../artifacts/types.ts';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 2 });
const signedPercent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });
const signedPoints = new Intl.NumberFormat('en', { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const wholePercent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const percentage = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const dayFormat = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const longFormat = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthFormat = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

export const MISSING = '–';
const MINUS = '\u2212';

export const integer = (value: number | null): string => (value === null ? MISSING : whole.format(value));
/** A number of rows; steps between may have kept no account of them. */
export const rows = (value: number | null | undefined): string => (value === null || value === undefined ? 'not known' : whole.format(value));
/** Two significant digits, whatever the size: 0.0042, 1.2, 35K. */
export const short = (value: number): string => compact.format(value);

/** Small expected counts need a decimal, large ones do not. */
export function count(value: number): string {
  return Math.abs(value) < 100 ? one.format(value) : whole.format(value);
}

export function change(value: number | null): string {
  return value === null ? MISSING : signedPercent.format(value).replace('-', MINUS);
}

export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? MISSING : percentage.format(value);
}

/** A difference of shares in percentage points: “+2.5”, “−4”. */
export function points(difference: number): string {
  return signedPoints.format(100 * difference).replace('-', MINUS);
}

export function fixed(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined || !Number.isFinite(value) ? MISSING : value.toFixed(digits).replace('-', MINUS);
}

/** A p-value with its relation: “= 0.042”, “< 0.001”. */
export function probability(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`;
}

/** An area, in the unit that reads best. */
export function area(squareMetres: number): string {
  return squareMetres >= 1e6 ? `${fixed(squareMetres / 1e6, 1)} km²` : `${fixed(squareMetres / 1e4, 1)} ha`;
}

/** A period by its first day (ISO), as a person would say it; what is not a date stays as it is. */
export function period(date: string, freq: Frequency): string {
  const moment = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(moment.getTime())) return date;
  return freq === 'month' ? monthFormat.format(moment) : dayFormat.format(moment);
}

/** The days from `from` to `until`, both ISO and both included: “Oct 29 – Nov 25, 2018”. */
export function days(from: string, until: string): string {
  const [first, last] = [from, until].map((date) => new Date(`${date}T00:00:00Z`));
  if (first === undefined || last === undefined || Number.isNaN(first.getTime()) || Number.isNaN(last.getTime()) || first > last) return `${from} – ${until}`;
  return longFormat.formatRange(first, last);
}

/** A probability in whole per cent, finer near both ends and never rounded to what is certain or impossible. */
export function chance(p: number): string {
  if (p > 0 && p < 0.001) return '< 0.1%';
  if (p < 1 && p > 0.999) return '> 99.9%';
  return p < 0.01 || p > 0.99 ? percentage.format(p) : wholePercent.format(p);
}

/** “1 week”, “26 weeks”. */
export function periods(n: number, freq: Frequency): string {
  return `${n} ${freq}${n === 1 ? '' : 's'}`;
}

/** A position with hemispheres, to about ten metres. */
export function position(lon: number, lat: number): string {
  return `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? 'S' : 'N'}, ${Math.abs(lon).toFixed(4)}° ${lon < 0 ? 'W' : 'E'}`;
}

const METHODS: Record<string, string> = {
  sarima: 'SARIMA',
  ets: 'ETS',
  mstl: 'MSTL',
  seasonal_naive: 'Seasonal naive',
  mean: 'Mean',
  counts: 'Counts',
  best: 'Chosen for each',
};

/** A method's name as the page writes it. */
export function method(name: string): string {
  return METHODS[name] ?? name;
}
