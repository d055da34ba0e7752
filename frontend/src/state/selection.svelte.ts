import type { Forecast, InSample } from '../../wasm/forecast_wasm.js';
import { loadModel } from '../artifacts/dataset.ts';
import type { Hotspot } from '../artifacts/hotspots.ts';
import type { ModelBody, ModelDocument } from '../artifacts/types.ts';
import type { SumAnswer } from '../model/sum.worker.ts';
import { Totals } from '../model/sum.ts';
import { Forecaster } from '../model/forecaster.ts';
import type { AppState } from './app.svelte.ts';

/** Everything about one hotspot that a forecast is drawn from. */
export interface Loaded {
  readonly hotspot: Hotspot;
  /** Observed counts, NaN in gaps of the source. */
  readonly values: Float64Array;
  readonly document: ModelDocument;
  readonly forecaster: Forecaster;
  readonly inSample: InSample | undefined;
}

/** A model fitted on this page, in place of the published one. */
export interface Refitted {
  readonly body: ModelBody;
  readonly forecaster: Forecaster;
  readonly inSample: InSample | undefined;
}

const INNER_LEVELS = [0.5, 0.8];

/** One-step predictions, where the method has them. */
export function inSampleOf(forecaster: Forecaster, values: Float64Array): InSample | undefined {
  try {
    return forecaster.inSample(values);
  } catch {
    return undefined;
  }
}

export async function loadHotspot(app: AppState, hotspot: Hotspot, signal: AbortSignal): Promise<Loaded> {
  const { generation, calendar, series } = app.dataset;
  const [document, values] = await Promise.all([loadModel(generation, hotspot.id, signal), series.of(hotspot.id)]);
  const forecaster = await Forecaster.load(document.model, calendar);
  return { hotspot, values, document, forecaster, inSample: inSampleOf(forecaster, values) };
}

/** The selected hotspot's model and its forecast over the chosen horizon at the chosen level. */
export class Selection {
  readonly #app: AppState;
  loaded = $state.raw<Loaded>();
  refitted = $state.raw<Refitted>();
  error = $state.raw<unknown>();
  loading = $state(false);
  /** The interval of the total at the chosen level; `undefined` while it is computed. */
  totalInterval = $state.raw<SumAnswer>();

  constructor(app: AppState) {
    this.#app = app;
    $effect(() => {
      const hotspot = app.selected;
      const abort = new AbortController();
      this.error = undefined;
      this.refitted = undefined;
      if (hotspot === undefined) {
        this.#show(undefined);
        return;
      }
      this.loading = true;
      loadHotspot(app, hotspot, abort.signal)
        .then((loaded) => {
          if (abort.signal.aborted) loaded.forecaster.free();
          else this.#show(loaded);
        })
        .catch((error: unknown) => {
          if (abort.signal.aborted) return;
          this.#show(undefined);
          this.error = error;
        });
      return () => abort.abort();
    });
    const totals = new Totals();
    $effect(() => {
      const forecaster = this.#forecaster;
      const { level, horizon } = app;
      if (forecaster === undefined) return;
      totals.ask({
        ...forecaster.job(horizon),
        level,
        done: (interval) => (this.totalInterval = interval ?? undefined),
      });
    });
    $effect(() => () => totals.stop());
  }

  #show(loaded: Loaded | undefined): void {
    this.loaded?.forecaster.free();
    this.loaded = loaded;
    this.loading = false;
  }

  /** Shows a model fitted here; `undefined` goes back to the published one. */
  use(refitted: Refitted | undefined): void {
    const old = this.refitted;
    this.refitted = refitted;
    old?.forecaster.free();
  }

  /** Ascending, the chosen level last. */
  readonly levels: readonly number[] = $derived.by(() => [
    ...INNER_LEVELS.filter((level) => level < this.#app.level),
    this.#app.level,
  ]);

  readonly #forecaster = $derived.by(() => this.refitted?.forecaster ?? this.loaded?.forecaster);
  readonly body: ModelBody | undefined = $derived.by(() => this.refitted?.body ?? this.loaded?.document.model);
  readonly inSample: InSample | undefined = $derived.by(() =>
    this.refitted === undefined ? this.loaded?.inSample : this.refitted.inSample,
  );

  readonly forecast: Forecast | undefined = $derived.by(() => this.#forecaster?.forecast(this.#app.horizon, this.levels));

  /** Expected in the whole horizon. */
  readonly total: number | undefined = $derived.by(() => this.forecast?.mean.reduce((sum, value) => sum + value, 0));
}
