import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { visit } from './browser.ts';
import { cityUrl, hotspotOfRank, shownHotspot, withNext } from './shared.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

async function violations(page: Page): Promise<string[]> {
  // `evaluate` is not subject to the content security policy, a script element would be.
  await page.evaluate(await readFile(axe, 'utf8'));
  const results = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

const WIDE = { width: 1366, height: 850 };
const NARROW = { width: 375, height: 812 };

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the overview has no accessibility violations, ${colorScheme}`, () =>
    visit(cityUrl(), async ({ page }) => {
      await page.getByRole('group', { name: /shape of their season/ }).waitFor();
      assert.deepEqual(await violations(page), []);
    }, { colorScheme }));

  test(`the list of where next has no accessibility violations, ${colorScheme}`, () =>
    visit(cityUrl(), async ({ page }) => {
      await withNext(page);
      for (const viewport of [WIDE, NARROW]) {
        await page.setViewportSize(viewport);
        await page.goto(cityUrl('/?list=next'));
        await page.getByRole('region', { name: 'Where most incidents are expected' }).waitFor();
        await page.waitForTimeout(300);
        assert.deepEqual(await violations(page), []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width);
      }
    }, { colorScheme, serviceWorkers: 'block' }));

  test(`the meaning of the numbers has no accessibility violations, ${colorScheme}`, () =>
    visit(cityUrl(), async ({ page }) => {
      await page.getByRole('button', { name: 'Meaning', exact: true }).click();
      await page.getByRole('dialog').getByRole('heading').first().waitFor();
      assert.deepEqual(await violations(page), []);
    }, { colorScheme, viewport: NARROW }));

  test(`every tab has no accessibility violations, ${colorScheme}`, async () => {
    const ids = [(await hotspotOfRank(1)).id, (await hotspotOfRank(2)).id];
    await visit(cityUrl(`/?hotspot=${ids[0]}&compare=${ids.join()}`), async ({ page }) => {
      await shownHotspot(page);
      for (const tab of ['Forecast', 'Compare', 'Diagnostics', 'Refit', 'Accuracy']) {
        await page.getByRole('tab', { name: tab }).click();
        await page.waitForTimeout(300);
        assert.deepEqual(await violations(page), [], tab);
      }
    }, { colorScheme });
  });
}

test('a narrow screen has no accessibility violations and does not scroll sideways', async () => {
  const { id } = await hotspotOfRank(1);
  await visit(cityUrl(`/?hotspot=${id}`), async ({ page }) => {
    await shownHotspot(page);
    await page.getByRole('group', { name: /shape of their season/ }).waitFor();
    assert.deepEqual(await violations(page), []);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(width, NARROW.width);
  }, { viewport: NARROW });
});

test('the whole way by keyboard: table, tab, slider', () =>
  visit(cityUrl(), async ({ page }) => {
    await page.getByRole('region', { name: /^Table of hotspots/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.match(await shownHotspot(page), /^Hotspot #2\b/);
    const horizon = page.getByRole('slider', { name: /Horizon/ });
    const before = Number(await horizon.inputValue());
    await horizon.focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(Number(await horizon.inputValue()), before + 1);
    await page.getByRole('tab', { name: 'Forecast' }).focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.getByRole('tab', { name: /Compare/ }).getAttribute('aria-selected'), 'true');
  }));
