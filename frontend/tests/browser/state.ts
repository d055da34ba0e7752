import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visit } from './browser.ts';
import { cityUrl, drag, hotspotOfRank, selectFirst, shownHotspot } from './shared.ts';

test('the address holds what is shown, and brings it back', () =>
  visit(cityUrl(), async ({ page }) => {
    await selectFirst(page);
    await drag(page, page.getByRole('slider', { name: /Horizon/ }), 0.7);
    const horizon = await page.getByRole('slider', { name: /Horizon/ }).inputValue();
    await page.getByRole('combobox', { name: 'Colour hotspots by' }).selectOption('class');
    await page.waitForURL((url) => url.searchParams.get('colour') === 'class' && url.searchParams.get('horizon') === horizon);
    await page.reload();
    assert.match(await shownHotspot(page), /^Hotspot #1\b/);
    assert.equal(await page.getByRole('slider', { name: /Horizon/ }).inputValue(), horizon);
    assert.equal(await page.getByRole('combobox', { name: 'Colour hotspots by' }).inputValue(), 'class');
  }));

test('an address with nonsense in it shows the page all the same', () =>
  visit(cityUrl('/?hotspot=12&horizon=NaN&level=1e9&colour=plaid&tab=x&sort=--&view=0,0,-1&compare=a,b'), async ({ page }) => {
    await page.locator('.panel h2', { hasText: 'hotspots hold' }).waitFor();
  }));

test('the theme follows the system until the reader chooses, and the choice stays', async () => {
  const { id } = await hotspotOfRank(1);
  await visit(
    cityUrl(`/?hotspot=${id}`),
    async ({ page }) => {
      const shown = () => page.evaluate(() => document.documentElement.dataset['theme']);
      await shownHotspot(page);
      assert.equal(await shown(), 'dark');
      await page.getByRole('button', { name: 'Switch to the light theme' }).click();
      assert.equal(await shown(), 'light');
      await page.reload();
      await shownHotspot(page);
      assert.equal(await shown(), 'light');
    },
    { colorScheme: 'dark' },
  );
});
