/** What cannot be loaded is said by its file's name and tried again without loading the page anew. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { visit, type Visit } from './browser.ts';
import { cityUrl, hotspotOfRank, selectFirst, shownHotspot, totalInterval } from './shared.ts';

const OFF = { serviceWorkers: 'block' } as const;

/** Marks the page, so that a reload would show. */
const mark = (page: Page) => page.evaluate(() => document.documentElement.setAttribute('data-mark', 'first'));
const marked = (page: Page) => page.evaluate(() => document.documentElement.getAttribute('data-mark'));

/** Waits for a message that names `file`, mends `pattern` and presses the message's button. */
async function tryAgain(page: Page, pattern: string, file: RegExp): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: file });
  await alert.waitFor();
  await mark(page);
  await page.unroute(pattern);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await alert.waitFor({ state: 'detached' });
  assert.equal(await marked(page), 'first');
}

const CUT: [string, RegExp][] = [
  ['**/hotspots.geojson', /hotspots\.geojson/],
  ['**/calendar.json', /calendar\.json/],
  ['**/manifest.json', /manifest\.json/],
  ['**/evaluation.json', /evaluation\.json/],
  ['**/api/workflows', /api\/workflows/],
];

for (const [pattern, file] of CUT) {
  test(`a JSON file that is cut off is named and read again: ${pattern}`, () =>
    visit(cityUrl(), async ({ page }) => {
      await page.route(pattern, async (route) => {
        const response = await route.fetch();
        const text = await response.text();
        await route.fulfill({ response, body: text.slice(0, Math.floor(text.length / 2)) });
      });
      await page.reload();
      await page.getByRole('alert').filter({ hasText: file }).getByText('is not valid JSON').waitFor();
      await tryAgain(page, pattern, file);
      await page.locator('.panel h2', { hasText: 'hotspots hold' }).waitFor();
    }, OFF));
}

test('without its evaluation the page is shown all the same', () =>
  visit(cityUrl(), async ({ page }) => {
    await page.route('**/evaluation.json', (route) => route.fulfill({ body: '{"schema_version":1}', contentType: 'application/json' }));
    await page.reload();
    const alert = page.getByRole('alert').filter({ hasText: 'evaluation.json' });
    await alert.getByText('`hotspots` is missing').waitFor();
    await selectFirst(page);
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await alert.count(), 0);
  }, OFF));

const PARQUET: [string, RegExp][] = [
  ['**/density.parquet', /density\.parquet/],
  ['**/series.parquet', /series\.parquet/],
];

for (const [pattern, file] of PARQUET) {
  test(`a Parquet file that is cut off is named, the page works without it, and it is read again: ${pattern}`, () =>
    visit(cityUrl(), async ({ page }) => {
      await page.route(pattern, async (route) => {
        const response = await route.fetch();
        const body = await response.body();
        await route.fulfill({ response, body: body.subarray(0, body.length - 40) });
      });
      await page.reload();
      await page.getByRole('alert').filter({ hasText: file }).waitFor();
      await selectFirst(page);
      await tryAgain(page, pattern, file);
    }, OFF));
}

/** Has requests for `pattern` fail on the way from the next load of the page on. */
async function broken({ page, expect }: Visit, pattern: string, path = '/'): Promise<void> {
  expect(/ERR_FAILED/);
  await page.route(pattern, (route) => route.abort());
  await page.goto(cityUrl(path));
}

test('the list of workflows, a model, its module and its worker are asked for again', async () => {
  const { id } = await hotspotOfRank(1);
  const of = `/?hotspot=${id}`;
  const parts: [string, RegExp][] = [
    ['**/api/workflows', /api\/workflows` cannot be reached/],
    [`**/models/${id}.json`, new RegExp(`models/${id}\\.json\` cannot be reached`)],
    ['**/forecast_wasm_bg*.wasm', /forecast_wasm_bg.*\.wasm` cannot be reached/],
    ['**/reader.worker*.js', /`reader\.worker` cannot be loaded/],
    ['**/sum.worker*.js', /`sum\.worker` cannot be loaded/],
  ];
  for (const [pattern, file] of parts) {
    await visit(cityUrl(), async (visited) => {
      await broken(visited, pattern, of);
      await visited.page.getByRole('alert').filter({ hasText: file }).first().waitFor();
      if (pattern.includes('reader')) {
        // Each file that the worker reads says so.
        await visited.page.unroute(pattern);
        const again = visited.page.getByRole('alert').filter({ hasText: file }).getByRole('button', { name: 'Try again' });
        while ((await again.count()) > 0) await again.first().click();
      } else {
        await tryAgain(visited.page, pattern, file);
      }
      await shownHotspot(visited.page);
      const { lower, upper } = await totalInterval(visited.page);
      assert.ok(lower <= upper);
    }, OFF);
  }
});

test('the module of the diagnostics and the worker of a fit are loaded again', async () => {
  const { id } = await hotspotOfRank(1);
  await visit(cityUrl(), async (visited) => {
    const { page } = visited;
    await broken(visited, '**/fit.worker*.js', `/?hotspot=${id}&tab=refit`);
    const fit = page.getByRole('button', { name: 'Fit', exact: true });
    await fit.click();
    await page.getByRole('alert').filter({ hasText: '`fit.worker` cannot be loaded' }).waitFor();
    await page.unroute('**/fit.worker*.js');
    await fit.click();
    await page.getByTestId('refit-result').waitFor({ timeout: 60_000 });
  }, OFF);
  await visit(cityUrl(), async (visited) => {
    await broken(visited, '**/forecast_wasm_bg*.wasm', '/');
    await visited.page.unroute('**/forecast_wasm_bg*.wasm');
    await selectFirst(visited.page);
    // The small module is there; the one with the tests is not.
    await visited.page.route('**/forecast_wasm_bg*.wasm', (route) => route.abort());
    await visited.page.getByRole('tab', { name: 'Diagnostics' }).click();
    await tryAgain(visited.page, '**/forecast_wasm_bg*.wasm', /forecast_wasm_bg.*\.wasm/);
    await visited.page.getByText('Ljung-Box').waitFor();
  }, OFF);
});

test('a compared hotspot that cannot be loaded is tried again', async () => {
  const ids = [(await hotspotOfRank(1)).id, (await hotspotOfRank(2)).id];
  await visit(cityUrl(), async (visited) => {
    const pattern = `**/models/${ids[1]}.json`;
    await broken(visited, pattern, `/?hotspot=${ids[0]}&compare=${ids.join()}&tab=compare`);
    await visited.page.getByRole('button', { name: 'Remove hotspot 1' }).waitFor();
    await tryAgain(visited.page, pattern, new RegExp(`models/${ids[1]}\\.json`));
    await visited.page.locator('tfoot').waitFor();
  }, OFF);
});
