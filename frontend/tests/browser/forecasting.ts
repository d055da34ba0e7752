import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visit } from './browser.ts';
import { cityUrl, drag, hotspotOfRank, selectFirst, shownHotspot, total, totalInterval } from './shared.ts';

test('dragging the horizon changes the forecast without a request', async () => {
  // The strongest hotspot of this city is dying out; the second one lasts.
  const { id } = await hotspotOfRank(2);
  await visit(cityUrl(`/?hotspot=${id}`), async ({ page, requests }) => {
    await shownHotspot(page);
    // The background reading of all series and models is over when nothing has been asked for a while.
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(3000);
    await page.waitForLoadState('networkidle');
    const before = await total(page);
    requests();
    const slider = page.getByRole('slider', { name: /Horizon/ });
    const horizon = await slider.inputValue();
    await drag(page, slider, 0.9);
    const longer = await slider.inputValue();
    assert.ok(Number(longer) > Number(horizon), `${longer} is not beyond ${horizon}`);
    assert.ok((await total(page)) > before * 1.5);
    await drag(page, slider, 0.02);
    assert.ok((await total(page)) < before);
    assert.deepEqual(requests(), []);
  });
});

test('a higher level gives a wider interval', () =>
  visit(cityUrl(), async ({ page }) => {
    await selectFirst(page);
    const width = async () => {
      const { lower, upper } = await totalInterval(page);
      return upper - lower;
    };
    const slider = page.getByRole('slider', { name: /Level/ });
    await drag(page, slider, 0.1);
    const narrow = await width();
    await drag(page, slider, 1);
    assert.ok((await width()) > narrow * 1.5);
    await slider.press('ArrowLeft');
    assert.match((await page.locator('.sum').textContent()) ?? '', /98% between/);
  }));

interface ServerForecast {
  total_predicted_crimes: number;
  total_interval: Record<string, { lower: number; upper: number }>;
  forecast_breakdown: { date: string; predicted_crimes: number; lower: number | Record<string, number>; upper: number | Record<string, number> }[];
}

test('the browser forecasts what the server forecasts', async () => {
  const { id } = await hotspotOfRank(1);
  const answer = await fetch(cityUrl(`/api/forecast/${id}?horizon=9&level=0.9`));
  assert.equal(answer.status, 200);
  const { forecast_breakdown } = (await answer.json()) as ServerForecast;
  assert.equal(forecast_breakdown.length, 9);
  await visit(cityUrl(`/?hotspot=${id}&horizon=9&level=90`), async ({ page }) => {
    await shownHotspot(page);
    await page.getByText('Forecast as a table').click();
    const cells = await page.locator('details tbody tr td:nth-child(2)').allTextContents();
    const shown = cells.map((cell) => Number(cell.replaceAll(',', '')));
    assert.equal(shown.length, 9);
    forecast_breakdown.forEach(({ predicted_crimes }, i) => {
      const decimals = predicted_crimes < 100 ? 0.05 : 0.5;
      assert.ok(Math.abs((shown[i] ?? NaN) - predicted_crimes) <= decimals + 0.006, `${shown[i]} is not ${predicted_crimes}`);
    });
  });
});

test('the total and its interval are those of the server', async () => {
  for (const rank of [1, 2, 3]) {
    const { id } = await hotspotOfRank(rank);
    const answer = await fetch(cityUrl(`/api/forecast/${id}?horizon=7&level=0.8`));
    const { total_predicted_crimes: expected, total_interval: intervals } = (await answer.json()) as ServerForecast;
    const interval = intervals['0.8'];
    assert.ok(interval !== undefined && interval.lower <= expected && expected <= interval.upper);
    await visit(cityUrl(`/?hotspot=${id}&horizon=7&level=80`), async ({ page }) => {
      await shownHotspot(page);
      const shown = await totalInterval(page);
      const near = (found: number, wanted: number) => {
        const decimals = wanted < 100 ? 0.05 : 0.5;
        assert.ok(Math.abs(found - wanted) <= decimals + 0.006, `${found} is not ${wanted}`);
      };
      near(await total(page), expected);
      near(shown.lower, interval.lower);
      near(shown.upper, interval.upper);
    });
  }
});

test('a step of the horizon is answered within a few frames', () =>
  visit(cityUrl(), async ({ page }) => {
    await selectFirst(page);
    const times = await page.evaluate(async () => {
      const slider = document.querySelector<HTMLInputElement>('input[name=horizon]');
      if (slider === null) return [];
      const took: number[] = [];
      for (let k = 1; k <= 30; k++) {
        slider.value = String(k);
        const start = performance.now();
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await Promise.resolve();
        took.push(performance.now() - start);
        await new Promise(requestAnimationFrame);
      }
      return took.sort((a, b) => a - b);
    });
    assert.equal(times.length, 30);
    // A frame is 16.7 ms; a machine busy with other things gets some more.
    assert.ok((times[15] ?? Infinity) < 50, `the median step took ${times[15]} ms`);
  }));

test('the cursor keys walk along the chart and name the period and its numbers', () =>
  visit(cityUrl(), async ({ page }) => {
    await selectFirst(page);
    await page.getByRole('application', { name: /^History and forecast/ }).focus();
    const readout = page.locator('.readout');
    await page.keyboard.press('ArrowLeft');
    const first = await readout.textContent();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await page.waitForFunction((old) => document.querySelector('.readout')?.textContent !== old, first);
    assert.match((await readout.textContent()) ?? '', /observed/);
  }));
