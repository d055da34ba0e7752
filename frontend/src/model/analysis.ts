import init, * as analysis from '../../wasm/analysis/forecast_wasm.js';

export type Analysis = Pick<typeof analysis, 'decompose' | 'diagnose'>;

let ready: Promise<Analysis> | undefined;

/** Loads the module with tests of residuals and decomposition, which the page does without until they are asked for. */
export function loadAnalysis(): Promise<Analysis> {
  ready ??= init().then(() => analysis);
  return ready;
}
