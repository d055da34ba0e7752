/** Nothing of one hotspot stands under the name of another, however late anything comes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { visit } from './browser.ts';
import { cityUrl, hotspotOfRank, selectFirst, shownHotspot, total } from './shared.ts';

const OFF = { serviceWorkers: 'block' } as const;
const choose = (page: Page, rank: number) => page.locator(`tbody tr[aria-rowindex="${rank + 1}"] td.col-category`).click();

/** Holds back the answers to `pattern` until the returned function is called. */
async function holdBack(page: Page, pattern: string): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(pattern, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

test('while another hotspot loads, nothing of the old one is shown or can be saved', async () => {
  const second = await hotspotOfRank(2);
  const answer = (await (await fetch(cityUrl(`/api/forecast/${second.id}?horizon=12`))).json()) as { total_predicted_crimes: number };
  await visit(cityUrl('/?horizon=12'), async ({ page }) => {
    await selectFirst(page);
    const csv = page.getByRole('region', { name: /^Hotspot \d/ }).getByRole('button', { name: 'CSV' });
    assert.equal(await csv.isEnabled(), true);
    const release = await holdBack(page, `**/models/${second.id}.json`);
    await choose(page, 2);
    await page.getByRole('status').getByText('Loading hotspot #2').waitFor();
    assert.match((await page.locator('.panel h2').textContent()) ?? '', /^Hotspot #2\b/);
    assert.equal(await csv.isEnabled(), false);
    for (const old of [page.getByTestId('total'), page.getByRole('button', { name: 'PNG' }), page.locator('.panel .chart'), page.locator('.readout'), page.getByText('Forecast as a table')]) {
      assert.equal(await old.count(), 0);
    }
    assert.doesNotMatch((await page.locator('.panel .title').textContent()) ?? '', /SARIMA|Seasonal naive|Mean/);
    for (const tab of ['Diagnostics', 'Refit']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('status').getByText('Loading hotspot #2').waitFor();
      assert.equal(await page.locator('[role=tabpanel] table, [role=tabpanel] form').count(), 0);
    }
    await page.getByRole('tab', { name: 'Forecast' }).click();
    release();
    assert.match(await shownHotspot(page), /^Hotspot #2\b/);
    assert.ok(Math.abs((await total(page)) - answer.total_predicted_crimes) <= 0.506);
    assert.equal(await csv.isEnabled(), true);
  }, OFF);
});

test('a model that comes after another hotspot was selected is not shown', async () => {
  const second = await hotspotOfRank(2);
  await visit(cityUrl(), async ({ page }) => {
    await selectFirst(page);
    const before = await total(page);
    const release = await holdBack(page, `**/models/${second.id}.json`);
    await choose(page, 2);
    await page.getByRole('status').getByText('Loading hotspot #2').waitFor();
    await choose(page, 1);
    assert.match(await shownHotspot(page), /^Hotspot #1\b/);
    release();
    await page.waitForTimeout(300);
    assert.equal(await total(page), before);
  }, OFF);
});

test('a refit stays with its hotspot, and one that ends elsewhere is dropped', () =>
  visit(cityUrl(), async ({ page }) => {
    await selectFirst(page);
    const published = await total(page);
    await page.getByRole('tab', { name: 'Refit' }).click();
    await page.getByLabel('p', { exact: true }).fill('0');
    await page.getByLabel('q', { exact: true }).fill('2');
    await page.getByRole('button', { name: 'Fit', exact: true }).click();
    await page.getByTestId('refit-result').waitFor({ timeout: 60_000 });
    await choose(page, 2);
    await page.getByRole('button', { name: 'Fit', exact: true }).waitFor();
    assert.equal(await page.getByTestId('refit-result').count(), 0);
    // A search takes a while: it is under way when the first hotspot is selected again.
    await page.getByRole('button', { name: 'Search orders' }).click();
    await choose(page, 1);
    await page.getByRole('button', { name: 'Fit', exact: true }).waitFor();
    assert.equal(await page.getByText('Searching for orders').count(), 0);
    await page.getByRole('tab', { name: 'Forecast' }).click();
    await shownHotspot(page);
    assert.equal(await page.getByText('This is the model you fitted here.').count(), 0);
    assert.equal(await total(page), published);
  }, OFF));
