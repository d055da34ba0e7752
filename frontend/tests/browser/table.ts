import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visit } from './browser.ts';
import { cityUrl, hotspots, shownHotspot } from './shared.ts';

test('the table lists every hotspot but draws only the rows in sight', async () => {
  const { length } = await hotspots();
  await visit(cityUrl(), async ({ page }) => {
    assert.equal(await page.locator('table[aria-rowcount]').getAttribute('aria-rowcount'), String(length + 1));
    assert.ok((await page.locator('tbody tr[aria-rowindex]').count()) <= Math.min(length, 60));
    await page.getByRole('region', { name: /^Table of hotspots/ }).focus();
    await page.keyboard.press('End');
    assert.match(await shownHotspot(page), new RegExp(`^Hotspot #${length}\\b`));
    await page.locator(`tbody tr[aria-rowindex="${length + 1}"]`).waitFor();
  });
});

test('a column sorts both ways, and says so', () =>
  visit(cityUrl(), async ({ page }) => {
    const column = page.locator('th.col-incident_count');
    const counts = async () => (await page.locator('td.col-incident_count').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
    await column.getByRole('button').click();
    assert.equal(await column.getAttribute('aria-sort'), 'descending');
    const down = await counts();
    assert.deepEqual(down, [...down].sort((a, b) => b - a));
    await column.getByRole('button').click();
    assert.equal(await column.getAttribute('aria-sort'), 'ascending');
    const up = await counts();
    assert.deepEqual(up, [...up].sort((a, b) => a - b));
  }));

test('a search narrows the table, and one without a result can be cleared', () =>
  visit(cityUrl(), async ({ page }) => {
    const search = page.getByRole('searchbox', { name: 'Search hotspots' });
    await search.fill('#1');
    const ranks = await page.locator('td.col-rank').allTextContents();
    assert.ok(ranks.length > 0);
    for (const rank of ranks) assert.match(rank.trim(), /^1/);
    await search.fill('no such thing');
    await page.getByText('No hotspot matches').waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.locator('tbody tr[aria-rowindex="2"]').waitFor();
  }));

test('a class of the legend narrows the table to its hotspots', () =>
  visit(cityUrl(), async ({ page }) => {
    await page.getByRole('combobox', { name: 'Colour hotspots by' }).selectOption('incidents');
    const entry = page.locator('.legend li button').last();
    const count = Number((await entry.locator('.quiet').textContent())?.trim());
    await entry.click();
    assert.equal(await page.locator('table[aria-rowcount]').getAttribute('aria-rowcount'), String(count + 1));
    await entry.click();
    assert.equal(await page.locator('table[aria-rowcount]').getAttribute('aria-rowcount'), String((await hotspots()).length + 1));
  }));
