import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visit } from './browser.ts';
import { cityUrl, hotspotOfRank, selectFirst, shownHotspot } from './shared.ts';

const KEPT = ['manifest.json', 'calendar.json', 'hotspots.geojson', 'evaluation.json', 'series.parquet', 'density.parquet', 'models/all.json'].map((file) => `/${file}`);

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the files were not kept within a minute');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

test('once loaded the page works without its server, also for a hotspot not looked at before', async () => {
  const { id } = await hotspotOfRank(3);
  await visit(cityUrl(), async ({ page, expect }) => {
    await selectFirst(page);
    await waitUntil(async () => {
      const kept = await page.evaluate(async () => (await (await caches.open('hotcast-data')).keys()).map(({ url }) => url));
      return KEPT.every((file) => kept.some((url) => url.endsWith(file)));
    });
    // What fails offline says so on the console; that it goes on all the same is the point here.
    expect(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource/);
    await page.context().setOffline(true);
    await page.goto(cityUrl(`/?hotspot=${id}`));
    assert.match(await shownHotspot(page), /^Hotspot #3\b/);
    await page.getByRole('button', { name: 'Meaning', exact: true }).click();
    await page.getByRole('dialog').getByRole('heading', { name: 'What is counted?' }).waitFor();
  });
});
