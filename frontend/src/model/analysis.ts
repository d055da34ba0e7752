import init, * as analysis from '../../wasm/analysis/forecast_wasm.js';
import { load } from '../artifacts/fetch.ts';
import { kept } from '../lib/kept.ts';

export type Analysis = Pick<typeof analysis, 'decompose' | 'diagnose' | 'fitAuto' | 'Model'>;

const FILE = new URL('../../wasm/analysis/forecast_wasm_bg.wasm', import.meta.url);

/** Loads the module with sums, tests of residuals, decomposition and the search for orders, which the page does without until then. */
export const loadAnalysis: () => Promise<Analysis> = kept(() =>
  load(FILE.pathname, async (response) => {
    await init({ module_or_path: response });
    return analysis;
  }),
);
