import init from '../../wasm/forecast_wasm.js';
import { load } from '../artifacts/fetch.ts';
import { kept } from '../lib/kept.ts';

const FILE = new URL('../../wasm/forecast_wasm_bg.wasm', import.meta.url);

/** Loads the forecasting module; later calls are free. */
export const loadModule: () => Promise<unknown> = kept(() => load(FILE.pathname, (response) => init({ module_or_path: response })));
