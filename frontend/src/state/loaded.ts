import type { InSample } from '../../wasm/forecast_wasm.js';
import { loadModel, modelUrl, type Dataset } from '../artifacts/dataset.ts';
import type { Hotspot } from '../artifacts/hotspots.ts';
import { LoadError } from '../artifacts/load-error.ts';
import type { ModelDocument } from '../artifacts/types.ts';
import { messageOf } from '../lib/message.ts';
import { Forecaster, loadReader } from '../model/forecaster.ts';
import { loadModule } from '../model/module.ts';

/** Everything about one hotspot that a forecast is drawn from. */
export interface Loaded {
  readonly hotspot: Hotspot;
  /** Observed counts, NaN in gaps of the source. */
  readonly values: Float64Array;
  readonly document: ModelDocument;
  readonly forecaster: Forecaster;
  readonly inSample: InSample | undefined;
}

export type LoadHotspot = (hotspot: Hotspot, signal: AbortSignal) => Promise<Loaded>;

/** One-step predictions, where the method has them. */
export function inSampleOf(forecaster: Forecaster, values: Float64Array): InSample | undefined {
  try {
    return forecaster.inSample(values);
  } catch {
    return undefined;
  }
}

/** Reads a hotspot's model, its series and the module that forecasts; a model that is of no use is refused by its file's name. */
export function hotspotLoader({ generation, calendar, series }: Dataset): LoadHotspot {
  return async (hotspot, signal) => {
    const [document, values] = await Promise.all([
      loadModel(generation, hotspot.id, signal),
      series.of(hotspot.id),
      loadModule(),
    ]);
    const reader = await loadReader(document.model.method);
    const observed = calendar.periods[calendar.nObserved - 1];
    try {
      if (document.last_period !== observed) {
        throw new Error(`its data end with the period \`${document.last_period}\`, those of \`calendar.json\` with \`${String(observed)}\``);
      }
      const forecaster = Forecaster.read(document.model, calendar, reader);
      return { hotspot, values, document, forecaster, inSample: inSampleOf(forecaster, values) };
    } catch (error) {
      throw new LoadError(
        `\`${modelUrl(generation, hotspot.id)}\` cannot be used: ${messageOf(error)}`,
        'Publish the workflow again with the release of this page, or choose another hotspot.',
      );
    }
  };
}
