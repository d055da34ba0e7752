import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { visit } from './browser.ts';
import { cityUrl, hotspotOfRank, hotspots, selectFirst } from './shared.ts';

async function saved(page: Page, button: Locator): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

test('a hotspot is saved as CSV with its history and its forecast', async () => {
  const { id } = await hotspotOfRank(1);
  await visit(cityUrl('/?horizon=5'), async ({ page }) => {
    await selectFirst(page);
    const { name, content } = await saved(page, page.getByRole('region', { name: 'Hotspot 1' }).getByRole('button', { name: 'CSV' }));
    assert.equal(name, `hotspot-${id}.csv`);
    const [header, ...rows] = content.toString().trim().split('\r\n');
    assert.equal(header, 'period,observed,fitted,forecast,se,lower_50,upper_50,lower_80,upper_80,lower_90,upper_90,holidays');
    assert.equal(rows.filter((row) => /^\d{4}-\d\d-\d\d,,,\d/.test(row)).length, 5);
  });
});

test('the listed hotspots are saved as CSV', async () => {
  const { length } = await hotspots();
  await visit(cityUrl(), async ({ page }) => {
    const { content } = await saved(page, page.getByRole('region', { name: 'Hotspots', exact: true }).getByRole('button', { name: 'CSV' }));
    assert.equal(content.toString().trim().split('\r\n').length, length + 1);
  });
});

test('the chart and the map are saved as pictures', () =>
  visit(cityUrl(), async ({ page }) => {
    await selectFirst(page);
    for (const button of [page.getByRole('button', { name: 'PNG' }), page.getByRole('button', { name: 'Save the map as a picture' })]) {
      const { name, content } = await saved(page, button);
      assert.match(name, /\.png$/);
      assert.deepEqual(content.subarray(0, 8), PNG);
      assert.ok(content.length > 5000, `${name} has ${content.length} bytes`);
    }
  }));
