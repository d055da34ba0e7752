import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visit } from './browser.ts';
import { cityUrl, hotspotOfRank, selectFirst, shownHotspot } from './shared.ts';

test('once loaded the page works without its server, also for a hotspot not looked at before', async () => {
  const { id } = await hotspotOfRank(3);
  await visit(cityUrl(), async ({ page, expect }) => {
    await selectFirst(page);
    // Everything has been kept when the last file, that of all models, is in the cache.
    await page.waitForFunction(
      async () => {
        for (const name of await caches.keys()) {
          const keys = await (await caches.open(name)).keys();
          if (keys.some(({ url }) => url.endsWith('/models/all.json'))) return true;
        }
        return false;
      },
      undefined,
      { timeout: 60_000, polling: 500 },
    );
    // What fails offline says so on the console; that it goes on all the same is the point here.
    expect(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource/);
    await page.context().setOffline(true);
    await page.goto(cityUrl(`/?hotspot=${id}`));
    assert.match(await shownHotspot(page), /^Hotspot #3\b/);
  });
});
