import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visit } from './browser.ts';
import { cityUrl, hotspotOfRank, mapOf, shownHotspot } from './shared.ts';

test('the overview says how many hotspots there are before one is selected', () =>
  visit(cityUrl(), async ({ page }) => {
    const heading = await page.locator('.panel h2').textContent();
    assert.match(heading ?? '', /^[\d,]+ hotspots hold [\d.]+% of all incidents$/);
  }));

test('a click on a hotspot selects it, a click beside the city clears the selection', async () => {
  const { lon, lat } = await hotspotOfRank(1);
  // This close the hotspot's outline fills the middle of the map.
  await visit(cityUrl(`/?view=${lon},${lat},60000`), async ({ page }) => {
    const map = mapOf(page);
    const box = await map.boundingBox();
    assert.ok(box !== null);
    await map.click({ position: { x: box.width / 2, y: box.height / 2 } });
    assert.match(await shownHotspot(page), /^Hotspot #1\b/);
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.waitForURL((url) => Math.abs(Number(url.searchParams.get('view')?.split(',')[2]) - 60000) > 1000);
    await map.click({ position: { x: 4, y: 40 } });
    await page.locator('.panel h2', { hasText: 'hotspots hold' }).waitFor();
  });
});

test('arrow keys on the map go from hotspot to hotspot, Escape clears', () =>
  visit(cityUrl(), async ({ page }) => {
    await mapOf(page).focus();
    await page.keyboard.press('ArrowRight');
    const first = await shownHotspot(page);
    assert.match(first, /^Hotspot #\d+/);
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction((old) => document.querySelector('.panel h2')?.textContent !== old, first);
    await page.keyboard.press('Escape');
    await page.locator('.panel h2', { hasText: 'hotspots hold' }).waitFor();
  }));

test('the wheel zooms, dragging moves, and the map is drawn in more than one colour', () =>
  visit(cityUrl(), async ({ page }) => {
    const map = mapOf(page);
    const box = await map.boundingBox();
    assert.ok(box !== null);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const view = async () => (await page.evaluate(() => new URLSearchParams(location.search).get('view') ?? '')).split(',').map(Number);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -400);
    await page.waitForURL(/view=/);
    const [lon = NaN, , scale = NaN] = await view();
    await page.mouse.down();
    await page.mouse.move(x + 60, y, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction((before) => Number(new URLSearchParams(location.search).get('view')?.split(',')[0]) < before, lon);
    assert.equal((await view())[2], scale);
    const colours = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.map canvas');
      const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const found = new Set<string>();
      for (let i = 0; i < data.length; i += 4) found.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
      return found.size;
    });
    assert.ok(colours > 20, `${colours} colours`);
  }));
