import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visit } from './browser.ts';
import { cityUrl, hotspotOfRank, selectFirst, shownHotspot, total } from './shared.ts';

test('other orders are fitted in the browser and change the forecast', () =>
  visit(cityUrl(), async ({ page, requests }) => {
    await selectFirst(page);
    const published = await total(page);
    await page.getByRole('tab', { name: 'Refit' }).click();
    requests();
    await page.getByLabel('p', { exact: true }).fill('0');
    await page.getByLabel('q', { exact: true }).fill('0');
    await page.getByRole('button', { name: 'Fit', exact: true }).click();
    const result = page.getByTestId('refit-result');
    await result.waitFor({ timeout: 60_000 });
    assert.match((await result.textContent()) ?? '', /Yours: SARIMA \(0,1,0\)/);
    assert.deepEqual(requests().filter((url) => url.includes('/api/') || url.includes('/artifacts/')), []);
    await page.getByRole('tab', { name: 'Forecast' }).click();
    await page.getByText('This is the model you fitted here.').waitFor();
    assert.notEqual(await total(page), published);
    await page.getByRole('button', { name: 'Back to the published one' }).click();
    assert.equal(await total(page), published);
  }));

test('a search finds orders, and they are tested on the last season', () =>
  visit(cityUrl(), async ({ page }) => {
    await selectFirst(page);
    await page.getByRole('tab', { name: 'Refit' }).click();
    await page.getByRole('button', { name: 'Search orders' }).click();
    await page.getByTestId('refit-result').waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'Test on the last season' }).click();
    await page.getByRole('rowheader', { name: 'Seasonal naive' }).waitFor({ timeout: 60_000 });
  }));

test('diagnostics show the parameters, the tests and the components', () =>
  visit(cityUrl(), async ({ page }) => {
    await selectFirst(page);
    await page.getByRole('tab', { name: 'Diagnostics' }).click();
    await page.getByRole('rowheader', { name: 'sigma2' }).waitFor();
    await page.getByText('Ljung-Box').waitFor();
    await page.getByRole('img', { name: /^Autocorrelation of the residuals/ }).waitFor();
    await page.getByRole('heading', { name: 'Components' }).waitFor();
    assert.equal(await page.getByRole('application', { name: /of the observed counts over time/ }).count(), 3);
  }));

test('accuracy stands beside the baselines', () =>
  visit(cityUrl(), async ({ page }) => {
    await selectFirst(page);
    await page.getByRole('tab', { name: 'Accuracy' }).click();
    const overall = page.getByRole('table', { name: 'Accuracy over all hotspots' });
    const methods = await overall.getByRole('rowheader').allTextContents();
    assert.ok(methods.includes('SARIMA') && methods.includes('Seasonal naive'), methods.join());
  }));

test('hotspots are compared, and what they add up to is their forecasts\' sum', async () => {
  const ids = [(await hotspotOfRank(1)).id, (await hotspotOfRank(2)).id];
  await visit(cityUrl(`/?hotspot=${ids[0]}&compare=${ids.join()}&tab=compare&horizon=6`), async ({ page }) => {
    await page.locator('tfoot').waitFor();
    const numbers = (await page.locator('[role=tabpanel] td:nth-child(4)').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
    const [first = NaN, second = NaN, both = NaN] = numbers;
    assert.ok(Math.abs(first + second - both) <= 1.5, `${first} + ${second} is not ${both}`);
    await page.getByRole('button', { name: 'Remove hotspot 2 from the comparison' }).click();
    await page.locator('tfoot').waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Forecast' }).click();
    assert.match(await shownHotspot(page), /^Hotspot #1\b/);
  });
});
