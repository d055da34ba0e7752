/** The page in a real browser, on artifacts made by the real programs. */
import { after, before } from 'node:test';
import { closeBrowser } from './browser.ts';
import { openCity, closeCity } from './shared.ts';

import './selecting.ts';
import './forecasting.ts';
import './table.ts';
import './models.ts';
import './saving.ts';
import './state.ts';
import './accessibility.ts';
import './offline.ts';
import './failures.ts';

before(openCity, { timeout: 600_000 });
after(async () => {
  await closeBrowser();
  await closeCity();
});
