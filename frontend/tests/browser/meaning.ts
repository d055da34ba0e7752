/** The text on what the numbers mean. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visit } from './browser.ts';
import { cityUrl, withNext } from './shared.ts';

test('the meaning of the numbers is read on the page, opened and closed by keyboard', () =>
  visit(cityUrl(), async ({ page }) => {
    const opener = page.getByRole('button', { name: 'Meaning', exact: true });
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'What the numbers mean' });
    await dialog.getByRole('heading', { name: 'What must it not be used for?' }).waitFor();
    await dialog.getByText('Runaway feedback loops in predictive policing').waitFor();
    assert.match(await dialog.locator('pre').innerText(), /exclude_categories: \[NARCOTICS/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await opener.evaluate((element) => element === document.activeElement), true);
    await page.getByRole('button', { name: 'What the numbers mean' }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }));

test('the list of where next leads to the meaning of its numbers', () =>
  visit(cityUrl(), async ({ page }) => {
    await withNext(page);
    await page.goto(cityUrl('/?list=next'));
    await page.getByRole('region', { name: 'Where next', exact: true }).getByRole('button', { name: 'What the numbers mean' }).click();
    await page.getByRole('dialog').getByRole('heading', { name: 'What does a rank mean?' }).waitFor();
    await page.mouse.click(5, 400);
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }, { serviceWorkers: 'block' }));
