import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visit } from './browser.ts';
import { startEmpty } from './city.ts';
import { cityUrl, hotspotOfRank } from './shared.ts';

test('a server that has nothing published is told in words, with what to do', async () => {
  const empty = await startEmpty();
  try {
    await visit(empty.url, async ({ page, expect }) => {
      expect(/503/);
      const alert = page.getByRole('alert');
      await alert.getByRole('heading', { name: 'The page could not load its data' }).waitFor();
      assert.match((await alert.textContent()) ?? '', /Run a workflow/);
      await page.getByRole('button', { name: 'Try again' }).click();
      await alert.waitFor();
    });
  } finally {
    await empty.stop();
  }
});

test('a model that cannot be read leaves the rest of the page working', async () => {
  const { id } = await hotspotOfRank(1);
  await visit(cityUrl(), async ({ page, expect }) => {
    expect(/500/);
    await page.route('**/models/*.json', (route) => route.fulfill({ status: 500, body: '{"detail":"the disk is on fire"}', contentType: 'application/problem+json' }));
    await page.goto(cityUrl(`/?hotspot=${id}`));
    await page.getByRole('alert').getByText('the disk is on fire').waitFor();
    await page.unroute('**/models/*.json');
    await page.locator('tbody tr[aria-rowindex="3"] td.col-category').click();
    await page.getByTestId('total').waitFor();
  }, { serviceWorkers: 'block' });
});

test('data of a newer schema are refused by name', () =>
  visit(cityUrl(), async ({ page }) => {
    await page.route('**/calendar.json', async (route) => {
      const response = await route.fetch();
      const document = (await response.json()) as object;
      await route.fulfill({ response, json: { ...document, schema_version: 99 } });
    });
    await page.reload();
    await page.getByRole('alert').getByText('schema version `99`').waitFor();
  }, { serviceWorkers: 'block' }));
