/** The list of where to expect most incidents. What it lists is made up, so that the tests know it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { visit } from './browser.ts';
import { changeJson, cityUrl, hotspots, shownHotspot, withNext, type Files } from './shared.ts';

const BLOCK = { serviceWorkers: 'block' } as const;

const open = (page: Page) => page.getByRole('button', { name: 'Where next', exact: true });
const rows = (page: Page) => page.getByRole('region', { name: 'Where next', exact: true }).locator('tbody tr');
const cells = async (page: Page, row: number) => (await rows(page).nth(row).innerText()).split(/\s*\t\s*/);

test('a publication without it has no such list, whatever the address says', () =>
  visit(cityUrl(), async ({ page }) => {
    await changeJson(page, '**/manifest.json', (manifest: Files) => ({ ...manifest, files: manifest.files.filter(({ path }) => path !== 'next.geojson') }));
    await page.goto(cityUrl('/?list=next'));
    await page.getByRole('searchbox', { name: 'Search hotspots' }).waitFor();
    assert.equal(await open(page).count(), 0);
  }, BLOCK));

test('the list is read when it is opened, and has places by what to expect, with dates, interval and both ranks', async () => {
  const listed = await hotspots();
  await visit(cityUrl(), async ({ page, requests }) => {
    await withNext(page);
    await page.reload();
    await open(page).waitFor();
    await page.waitForLoadState('networkidle');
    assert.ok(!requests().some((url) => url.endsWith('next.geojson')));
    await open(page).click();
    await rows(page).first().waitFor();
    assert.ok(requests().some((url) => url.endsWith('next.geojson')));
    assert.equal(await rows(page).count(), 20);
    const first = (await rows(page).first().innerText()).replaceAll(/\s+/g, ' ');
    assert.match(first, new RegExp(`^1 #${listed.length} .* 400 .*4 to 400 83% > 99.9% ↑${listed.length - 1} places gained, ?${listed.length}$`));
    const heading = page.getByRole('region', { name: 'Where most incidents are expected' }).getByRole('heading');
    assert.match(await heading.innerText(), /^[A-Z][a-z]+ 1(, \d{4})? – [A-Z][a-z]+ \d\d, \d{4}$/);
  }, BLOCK);
});

test('periods and number of places are chosen, and the address brings them back', () =>
  visit(cityUrl(), async ({ page }) => {
    await withNext(page);
    await page.goto(cityUrl('/?list=next'));
    await page.getByRole('button', { name: '1 month', exact: true }).click();
    await page.getByRole('combobox', { name: 'Places listed' }).selectOption('first 10');
    assert.equal(await rows(page).count(), 10);
    assert.match((await cells(page, 0)).join(' '), /\b100\b.*1 to 100/s);
    await page.waitForURL((url) => url.searchParams.get('list') === 'next' && url.searchParams.get('ahead') === '1' && url.searchParams.get('top') === '10');
    await page.reload();
    await rows(page).first().waitFor();
    assert.equal(await rows(page).count(), 10);
    assert.equal(await page.getByRole('button', { name: '1 month', exact: true }).getAttribute('aria-pressed'), 'true');
    await page.getByRole('button', { name: 'All hotspots' }).click();
    await page.getByRole('searchbox', { name: 'Search hotspots' }).waitFor();
    await page.waitForURL((url) => url.searchParams.get('list') === null);
  }, BLOCK));

test('a click and Enter select a place, which the list keeps in sight', async () => {
  const listed = await hotspots();
  await visit(cityUrl(), async ({ page }) => {
    await withNext(page);
    await page.goto(cityUrl('/?list=next'));
    await rows(page).nth(1).locator('td').last().click();
    assert.match(await shownHotspot(page), new RegExp(`^Hotspot #${listed.length - 1}\\b`));
    assert.equal(await rows(page).nth(1).getAttribute('aria-current'), 'true');
    await rows(page).nth(2).getByRole('button').press('Enter');
    await page.locator('.panel h2', { hasText: `Hotspot #${listed.length - 2}` }).waitFor();
    await page.getByRole('button', { name: 'Next hotspot in the table' }).click();
    await page.locator('.panel h2', { hasText: `Hotspot #${listed.length - 3}` }).waitFor();
    assert.equal(await rows(page).nth(3).getAttribute('aria-current'), 'true');
  }, BLOCK);
});

test('the listed places are saved as CSV', () =>
  visit(cityUrl(), async ({ page }) => {
    await withNext(page);
    await page.goto(cityUrl('/?list=next&top=10&ahead=13'));
    await rows(page).first().waitFor();
    const button = page.getByRole('region', { name: 'Where next', exact: true }).getByRole('button', { name: 'CSV' });
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    assert.match(download.suggestedFilename(), /-next-13-month\.csv$/);
    const [header, ...saved] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    assert.match(header ?? '', /^rank,id,category,/);
    assert.equal(saved.length, 10);
    assert.match(saved[0] ?? '', /,13,1300,13,1300,0\.834,0\.9999,\d+$/);
  }, BLOCK));

for (const format of ['A4', 'Letter']) {
  test(`fifty places are printed on one sheet of ${format}`, () =>
    visit(cityUrl(), async ({ page }) => {
      await withNext(page);
      await page.goto(cityUrl('/?list=next&top=50'));
      await rows(page).nth(49).waitFor();
      const pdf = await page.pdf({ format, margin: { top: '10mm', bottom: '10mm', left: '10mm', right: '10mm' } });
      assert.equal(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length, 1);
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.locator('main > .map').isVisible(), false);
      assert.match(await page.getByRole('region', { name: 'Where most incidents are expected' }).getByRole('heading').innerText(), /: where next, [A-Z]/);
    }, BLOCK));
}

test('a list that cannot be read is named, and tried again', () =>
  visit(cityUrl(), async ({ page, expect }) => {
    expect(/500/);
    await withNext(page);
    await page.route('**/next.geojson', (route) => route.fulfill({ status: 500, body: '{"detail":"the disk is on fire"}', contentType: 'application/problem+json' }));
    await page.goto(cityUrl('/?list=next'));
    const alert = page.getByRole('region', { name: 'Where next', exact: true }).getByRole('alert');
    await alert.getByText('the disk is on fire').waitFor();
    await page.unroute('**/next.geojson');
    await withNext(page);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await rows(page).first().waitFor();
  }, BLOCK));
