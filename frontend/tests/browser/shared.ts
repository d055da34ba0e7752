/** The one city that all tests of a run look at. */
import { after, before } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { closeBrowser } from './browser.ts';
import { startCity, type City } from './city.ts';

let city: City | undefined;

before(
  async () => {
    city = await startCity();
  },
  { timeout: 600_000 },
);

after(async () => {
  await closeBrowser();
  await city?.stop();
});

export function cityUrl(path = '/'): string {
  if (city === undefined) throw new Error('the city is not open yet');
  return `${city.url}${path}`;
}

interface Listed {
  id: number;
  rank: number;
  lon: number;
  lat: number;
}

/** The hotspots by rank, as the server lists them. */
export async function hotspots(): Promise<Listed[]> {
  const response = await fetch(cityUrl('/api/hotspots?format=geojson'));
  const { features } = (await response.json()) as { features: { properties: Listed }[] };
  return features.map(({ properties }) => properties).sort((a, b) => a.rank - b.rank);
}

export async function hotspotOfRank(rank: number): Promise<Listed> {
  const found = (await hotspots()).find((hotspot) => hotspot.rank === rank);
  if (found === undefined) throw new Error(`no hotspot has rank ${rank}`);
  return found;
}

/** A JSON file of the published generation. */
export async function published<T>(path: string): Promise<T> {
  const [workflow] = (await (await fetch(cityUrl('/api/workflows'))).json()) as { files: string }[];
  if (workflow === undefined) throw new Error('nothing is published');
  return (await (await fetch(cityUrl(`${workflow.files}${path}`))).json()) as T;
}

/** Waits until the selected hotspot's forecast is drawn, and says which hotspot it is. */
export async function shownHotspot(page: Page): Promise<string> {
  await page.getByTestId('total').waitFor();
  return (await page.locator('.panel h2').textContent()) ?? '';
}

export async function total(page: Page): Promise<number> {
  const text = (await page.getByTestId('total').textContent()) ?? '';
  return Number(text.replaceAll(',', ''));
}

/** The interval of the total, once it is computed. */
export async function totalInterval(page: Page): Promise<{ lower: number; upper: number }> {
  const shown = page.getByTestId('total-interval').filter({ hasNotText: '…' });
  const [, lower = NaN, upper = NaN] = /between ([\d.,]+) and ([\d.,]+)/.exec((await shown.textContent()) ?? '')?.map((text) => Number(text.replaceAll(',', ''))) ?? [];
  return { lower, upper };
}

/** Answers every request for `pattern` with the JSON that `change` makes of the real one. */
export async function changeJson(page: Page, pattern: string, change: (document: never) => unknown): Promise<void> {
  await page.route(pattern, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change((await response.json()) as never) });
  });
}

/** A manifest's files. */
export interface Files {
  files: { path: string }[];
}

/** Publishes what to expect: most incidents in the hotspots that have had fewest. */
export async function withNext(page: Page): Promise<void> {
  const listed = await hotspots();
  const { last_period: last } = await published<{ last_period: string }>('manifest.json');
  const [year = NaN, month = NaN] = last.split('-').map(Number);
  const day = (after: number, date: number) => new Date(Date.UTC(year, month - 1 + after, date)).toISOString().slice(0, 10);
  const features = listed.map(({ id, lon, lat, rank }) => {
    const place = listed.length + 1 - rank;
    const ahead = [1, 4, 13].map((periods) => ({
      periods,
      rank: place,
      expected: (periods * 100) / place,
      lower: periods,
      upper: 100 * periods,
      probability: 0.834,
      at_least_one: 0.9999,
      until: day(periods + 1, 0),
    }));
    return { type: 'Feature', id, geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { id, lon, lat, rank_by_history: rank, ahead } };
  });
  await changeJson(page, '**/manifest.json', (manifest: Files) => ({ ...manifest, files: [...manifest.files.filter(({ path }) => path !== 'next.geojson'), { path: 'next.geojson', bytes: 1, blake3: '' }] }));
  await page.route('**/next.geojson', (route) => route.fulfill({ json: { type: 'FeatureCollection', schema_version: 1, from: day(1, 1), level: 0.8, features } }));
}

/** The map's canvas that takes clicks and keys. */
export function mapOf(page: Page): Locator {
  return page.getByRole('application', { name: /^Map of hotspots/ });
}

/** Selects the first hotspot of the table and waits for its forecast. */
export async function selectFirst(page: Page): Promise<string> {
  await page.locator('tbody tr[aria-rowindex="2"] td.col-category').click();
  return shownHotspot(page);
}

/** Drags the slider's knob to a share of its way. */
export async function drag(page: Page, slider: Locator, share: number): Promise<void> {
  const box = await slider.boundingBox();
  if (box === null) throw new Error('the slider is not on the page');
  const { value, min, max } = await slider.evaluate((element) => {
    const { valueAsNumber, min, max } = element as HTMLInputElement;
    return { value: valueAsNumber, min: Number(min), max: Number(max) };
  });
  const knob = 16;
  const x = (part: number) => box.x + knob / 2 + part * (box.width - knob);
  const y = box.y + box.height / 2;
  await page.mouse.move(x((value - min) / (max - min)), y);
  await page.mouse.down();
  await page.mouse.move(x(share), y, { steps: 12 });
  await page.mouse.up();
}
