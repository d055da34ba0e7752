/** What the evaluation found, as the page says it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { EvaluationDocument, HotspotCollection, ModelCollection } from '../../src/artifacts/types.ts';
import { visit } from './browser.ts';
import { changeJson, cityUrl, published, selectFirst } from './shared.ts';

const evaluation = () => published<EvaluationDocument>('evaluation.json');
const colourBy = (page: Page, mode: string) => page.getByRole('combobox', { name: 'Colour hotspots by' }).selectOption(mode);

test('the overview says the verdict and how each way to find hotspots did afterwards', async () => {
  const { verdict, hotspot_quality: quality } = await evaluation();
  assert.ok(verdict);
  assert.ok(quality);
  await visit(cityUrl(), async ({ page }) => {
    await page.getByText(verdict.text, { exact: true }).waitFor();
    const table = page.getByRole('table', { name: 'Hotspot methods on held-out periods' });
    const shown = await table.locator('tbody tr').evaluateAll((rows) =>
      rows.map((row) => [...row.children].slice(0, 3).map((cell) => cell.textContent?.trim())),
    );
    const wanted = Object.entries(quality.methods)
      .sort(([, a], [, b]) => b.pai - a.pai)
      .map(([name, { pai, pei }]) => [name.replaceAll('_', ' '), pai.toFixed(2), pei.toFixed(2)]);
    assert.deepEqual(shown, wanted);
  });
});

test('table and details say class, significance and method of a hotspot', async () => {
  const { hotspots } = await evaluation();
  const { features } = await published<HotspotCollection>('hotspots.geojson');
  const first = features.map(({ properties }) => properties).find(({ rank }) => rank === 1);
  const best = hotspots.find(({ id }) => id === first?.id)?.best;
  assert.ok(first && first.gi_star_z !== null && first.trend_class !== null && best);
  const labels: Partial<Record<string, string>> = { sarima: 'SARIMA', seasonal_naive: 'Seasonal naive' };
  const label = labels[best];
  assert.ok(label);
  await visit(cityUrl(), async ({ page }) => {
    await selectFirst(page);
    const row = page.locator('tbody tr[aria-rowindex="2"]');
    const score = first.gi_star_z?.toFixed(1).replace('-', '\u2212');
    assert.equal((await row.locator('.col-gi_star_z').textContent())?.trim(), score);
    assert.equal((await row.locator('.col-trend_class').textContent())?.trim(), first.trend_class);
    assert.equal((await row.locator('.col-method').textContent())?.trim(), label);
    const details = (await page.locator('.panel dl').first().innerText()).replaceAll(/\s+/g, ' ');
    assert.ok(details.includes(`${score} ${await row.locator('.col-gi_star_z').getAttribute('title')}`), details);
    assert.ok(details.includes(String(first.trend_class)), details);
    assert.ok(details.includes(`Best out of sample ${label}`), details);
  });
});

test('the legend counts the hotspots of each method and narrows the table to them', async () => {
  const { hotspots } = await evaluation();
  const most = Math.max(...['sarima', 'seasonal_naive'].map((name) => hotspots.filter(({ best }) => best === name).length));
  await visit(cityUrl(), async ({ page }) => {
    await colourBy(page, 'method');
    const entry = page.locator('.legend li button').first();
    assert.equal(Number((await entry.locator('.quiet').textContent())?.trim()), most);
    await entry.focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('table[aria-rowcount]').getAttribute('aria-rowcount'), String(most + 1));
    assert.equal(new Set(await page.locator('td.col-method').allTextContents()).size, 1);
  });
});

test('the strip of shape groups narrows the table to the hotspots of a group, and the details name it', async () => {
  const { models } = await published<ModelCollection>('models/all.json');
  const sizes = new Map<number, number>();
  for (const { shape_group: group } of Object.values(models)) if (group !== undefined && group !== null) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const [[group, size] = []] = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  assert.ok(group !== undefined && size !== undefined, 'this city has no groups');
  await visit(cityUrl(), async ({ page }) => {
    const rows = () => page.locator('table[aria-rowcount]').getAttribute('aria-rowcount');
    const strip = page.getByRole('group', { name: 'Hotspots by the shape of their season' });
    const first = strip.getByRole('button').first();
    await first.locator('path[d^="M"]').waitFor({ state: 'attached' });
    assert.match((await first.innerText()).replaceAll(/\s+/g, ' '), new RegExp(`^Group ${group} ${size}$`, 'i'));
    await first.focus();
    await page.keyboard.press('Enter');
    assert.equal(await first.getAttribute('aria-pressed'), 'true');
    assert.equal(await rows(), String(size + 1));
    assert.equal(await page.getByRole('combobox', { name: 'Colour hotspots by' }).inputValue(), 'shape');
    await selectFirst(page);
    await page.locator('.panel dl').first().getByText(`group ${group}`, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await first.press('Enter');
    assert.equal(await rows(), String(Object.keys(models).length + 1));
  });
});

/** Intervals of SARIMA that hold too little, and of the baseline that hold too much. */
const withReliability = (document: EvaluationDocument) => {
  const { overall } = document;
  const pit = (middle: number) => Array.from({ length: 20 }, (_, i) => (i >= 2 && i < 18 ? middle / 16 : (1 - middle) / 4));
  for (const [name, middle] of [['sarima', 0.7], ['seasonal_naive', 0.88]] as const) {
    const metrics = overall[name];
    assert.ok(metrics);
    Object.assign(metrics, { pit: pit(middle), n: 40_000, sum_pit_coverage: { '0.8': middle - 0.05, '0.95': 0.9 } });
  }
  const row = { area_share: 0.0025, kept: null, pai: 24.67, pai_best: 31, pei: 0.796, pei_ceiling: 0.85 };
  const window = { from: '2018-05-14', until: '2018-06-10', incidents: 100, shares: [row] };
  if (document.hotspot_quality) document.hotspot_quality.ranking = { cell_deg: 0.001, half_life_days: 365, mean: [row, { ...row, area_share: 0.01, kept: 0.963 }], windows: [window, window] };
  return { ...document, noise_floor: { crps: 0.1234, log_score: 0.5, mase: null, rmse: 0.75 } };
};

test('the reliability of the intervals is said, drawn, walked along by keys and written as a table', () =>
  visit(cityUrl(), async ({ page }) => {
    await changeJson(page, '**/evaluation.json', withReliability);
    await page.reload();
    const section = page.getByRole('region', { name: 'Reliability of the intervals' });
    await section.getByText('SARIMA: the 80% intervals held 70% of the outcomes, they are too narrow.').waitFor();
    const readout = section.locator('.readout');
    assert.match(await readout.innerText(), /80% stated\s+SARIMA 70%\s+Seasonal naive 88%/);
    const chart = section.getByRole('application', { name: /^Reliability diagram/ });
    await chart.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
    assert.match(await readout.innerText(), /^70% stated/);
    await section.getByText('Reliability as a table').click();
    const table = section.getByRole('table');
    const row = (await table.getByRole('row', { name: /^80%/ }).innerText()).split(/\s+/);
    assert.deepEqual(row.slice(0, 3), ['80%', '70%', '88%']);
    assert.equal(await table.locator('tbody tr').count(), 9);
    const sums = page.getByRole('table', { name: /^Sums over 4 months/ });
    assert.equal((await sums.getByRole('row', { name: /^SARIMA/ }).innerText()).replaceAll(/\s+/g, ' '), 'SARIMA 65% 90%');
  }, { serviceWorkers: 'block' }));

test('the quality of a list that is made anew before each window is shown where it was judged', () =>
  visit(cityUrl(), async ({ page }) => {
    await changeJson(page, '**/evaluation.json', withReliability);
    await page.reload();
    const table = page.getByRole('table', { name: 'List made anew before each window' });
    await table.waitFor();
    const rows = await table.locator('tbody tr').allInnerTexts();
    assert.deepEqual(rows.map((row) => row.split(/\s+/)), [
      ['0.25%', '24.67', '31.00', '0.80', '0.85', '–'],
      ['1%', '24.67', '31.00', '0.80', '0.85', '96.3%'],
    ]);
    await page.getByText('an incident of 365 days ago counting half').waitFor();
  }, { serviceWorkers: 'block' }));

test('the noise floor stands below the methods, and an evaluation without one is shown without it', () =>
  visit(cityUrl(), async ({ page }) => {
    const table = page.getByRole('table', { name: 'Accuracy over all hotspots' });
    await changeJson(page, '**/evaluation.json', withReliability);
    await page.reload();
    const floor = table.getByRole('row', { name: /^Noise floor/ });
    assert.match((await floor.innerText()).replaceAll(/\s+/g, ' '), /^Noise floor 0.123 0.500 – 0.75/);
    await page.unroute('**/evaluation.json');
    await changeJson(page, '**/evaluation.json', (document: EvaluationDocument) => {
      delete document.noise_floor;
      for (const metrics of Object.values(document.overall)) delete metrics.pit;
      return document;
    });
    await page.reload();
    await table.waitFor();
    assert.equal(await floor.count(), 0);
    assert.equal(await page.getByRole('region', { name: 'Reliability of the intervals' }).count(), 0);
  }, { serviceWorkers: 'block' }));
