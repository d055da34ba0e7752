/** The page in a real browser, on artifacts made by the real programs. */
import './selecting.ts';
import './forecasting.ts';
import './table.ts';
import './judged.ts';
import './next.ts';
import './meaning.ts';
import './models.ts';
import './saving.ts';
import './state.ts';
import './accessibility.ts';
import './offline.ts';
import './failures.ts';
import './switching.ts';
import './recovering.ts';
import './oddities.ts';
