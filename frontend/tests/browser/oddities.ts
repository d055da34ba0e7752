/** Browsers that refuse things, and publications that are not what a page expects. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HotspotCollection, ModelDocument } from '../../src/artifacts/types.ts';
import { visit } from './browser.ts';
import { changeJson, cityUrl, hotspotOfRank, selectFirst, shownHotspot } from './shared.ts';

const OFF = { serviceWorkers: 'block' } as const;

test('a browser that refuses all storage shows the page, and the theme can be switched', () =>
  visit(cityUrl(), async ({ page }) => {
    await page.addInitScript(() => {
      // A method has its name from the start: the tool that compiles these tests would give an arrow function one by a helper.
      const refused = {
        get(): never {
          throw new DOMException('access is denied for this document', 'SecurityError');
        },
      };
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) Object.defineProperty(window, name, refused);
      Object.defineProperty(Navigator.prototype, 'serviceWorker', refused);
    });
    await page.goto(cityUrl());
    await selectFirst(page);
    await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
    assert.equal(await page.evaluate(() => document.documentElement.dataset['theme']), 'dark');
    assert.equal(await page.getByRole('alert').count(), 0);
  }));

test('densities far below 1 have a legend whose labels differ', () =>
  visit(cityUrl(), async ({ page }) => {
    await changeJson(page, '**/hotspots.geojson', (document: HotspotCollection) => {
      for (const { properties } of document.features) properties.density_per_km2 /= 1e6;
      return document;
    });
    await page.goto(cityUrl('/?colour=density'));
    const labels = page.locator('.legend li .label');
    await labels.first().waitFor();
    const texts = await labels.allTextContents();
    assert.ok(texts.length >= 3, texts.join());
    assert.equal(new Set(texts).size, texts.length, texts.join());
    await selectFirst(page);
  }, OFF));

test('models that this page cannot use are refused by their file, and the others go on', async () => {
  const { id } = await hotspotOfRank(1);
  const odd: [(document: ModelDocument) => unknown, RegExp][] = [
    [(document) => ({ ...document, model: { ...document.model, spec: { ...document.model.spec, exog: ['rainfall'] }, params: undefined } }), /cannot be used/],
    [(document) => ({ ...document, model: { ...document.model, method: 'oracle' } }), /cannot be used: .*oracle/],
    [(document) => ({ ...document, model: { ...document.model, schema_version: 99 } }), /cannot be used: .*99/],
    [(document) => ({ ...document, schema_version: 99 }), /schema version `99`/],
    [(document) => ({ ...document, model: null }), /`model` is missing/],
    [(document) => ({ ...document, hotspot_id: 1 }), /it is the model of hotspot `1`/],
    [(document) => ({ ...document, last_period: '1999-01-01' }), /its data end with the period `1999-01-01`/],
  ];
  for (const [change, message] of odd) {
    await visit(cityUrl(), async ({ page }) => {
      await changeJson(page, `**/models/${id}.json`, change);
      await page.goto(cityUrl(`/?hotspot=${id}`));
      const alert = page.getByRole('alert').filter({ hasText: `models/${id}.json` });
      await alert.getByText(message).waitFor();
      assert.equal(await alert.getByRole('button', { name: 'Try again' }).count(), 1);
      await page.locator('tbody tr[aria-rowindex="3"] td.col-category').click();
      assert.match(await shownHotspot(page), /^Hotspot #2\b/);
    }, OFF);
  }
});

test('a regressor that the calendar does not have is named, with the model that needs it', async () => {
  const { id } = await hotspotOfRank(1);
  await visit(cityUrl(), async ({ page }) => {
    await changeJson(page, '**/calendar.json', (document: object) => ({ ...document, regressors: {} }));
    await page.goto(cityUrl(`/?hotspot=${id}`));
    const alert = page.getByRole('alert').filter({ hasText: `models/${id}.json` });
    await alert.getByText('`calendar.json` has no regressor `holidays`').waitFor();
  }, OFF);
});

test('a publication without hotspots says so and can be looked at again', () =>
  visit(cityUrl(), async ({ page }) => {
    await changeJson(page, '**/hotspots.geojson', (document: HotspotCollection) => ({ ...document, features: [] }));
    await page.reload();
    await page.getByRole('heading', { name: 'No hotspots' }).waitFor();
    await page.unroute('**/hotspots.geojson');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.panel h2', { hasText: 'hotspots hold' }).waitFor();
  }, OFF));

test('what breaks while the page is drawn is said, and the way back works', () =>
  visit(cityUrl(), async ({ page }) => {
    await page.locator('.panel h2', { hasText: 'hotspots hold' }).waitFor();
    await page.evaluate(() => {
      const real = window.ResizeObserver;
      window.ResizeObserver = function () {
        window.ResizeObserver = real;
        throw new Error('sizes are refused');
      } as unknown as typeof ResizeObserver;
    });
    await page.locator('tbody tr[aria-rowindex="2"] td.col-category').click();
    const alert = page.getByRole('alert');
    await alert.getByRole('heading', { name: 'Something on this page broke' }).waitFor();
    await alert.getByText('sizes are refused').waitFor();
    await alert.getByRole('button', { name: 'Back to the overview' }).click();
    await page.locator('.panel h2', { hasText: 'hotspots hold' }).waitFor();
    await selectFirst(page);
  }, OFF));

test('a fault that nobody waits for is said, and the page goes on', () =>
  visit(cityUrl(), async ({ page, expect }) => {
    expect(/the moon is full/);
    await selectFirst(page);
    await page.evaluate(() => void Promise.reject(new Error('the moon is full')));
    const alert = page.getByRole('alert').filter({ hasText: 'the moon is full' });
    await alert.waitFor();
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await alert.count(), 0);
    assert.match(await shownHotspot(page), /^Hotspot #1\b/);
  }, OFF));
