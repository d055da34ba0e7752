import { untrack } from 'svelte';
import type { Forecast, InSample } from '../../wasm/forecast_wasm.js';
import type { Known } from '../artifacts/calendar.ts';
import type { Hotspot } from '../artifacts/hotspots.ts';
import type { ModelBody } from '../artifacts/types.ts';
import type { Forecaster } from '../model/forecaster.ts';
import { Totals, type SumOutcome, type SumSource } from '../model/sum.ts';
import type { SumAnswer } from '../model/sum.worker.ts';
import type { Loaded, LoadHotspot } from './loaded.ts';

/** A model fitted on this page, in place of the published one. */
export interface Refitted {
  readonly body: ModelBody;
  readonly forecaster: Forecaster;
  readonly inSample: InSample | undefined;
}

/** The choices of the reader that a forecast depends on. */
export interface Choice {
  readonly selected: Hotspot | undefined;
  readonly horizon: number;
  readonly level: number;
}

/** The result of loading a hotspot. */
interface Outcome {
  readonly hotspot: Hotspot;
  readonly loaded?: Loaded;
  readonly error?: unknown;
}

const INNER_LEVELS = [0.5, 0.8];

/**
 * The selected hotspot's model and its forecast over the chosen horizon at the chosen level. Each thing here is kept beside what it
 * belongs to and is only there while that is what is chosen, so that nothing of one hotspot ever stands under the name of another.
 */
export class Selection {
  readonly #choice: Choice;
  #outcome = $state.raw<Outcome>();
  #fitted = $state.raw<{ of: Loaded; refitted: Refitted }>();
  #total = $state.raw<{ forecaster: Forecaster; horizon: number; level: number; outcome: SumOutcome }>();
  #attempt = $state(0);
  #totalAttempt = $state(0);

  constructor(choice: Choice, load: LoadHotspot, sums: SumSource) {
    this.#choice = choice;
    $effect(() => {
      const hotspot = choice.selected;
      void this.#attempt;
      const abort = new AbortController();
      untrack(() => this.#show(undefined));
      if (hotspot === undefined) return;
      load(hotspot, abort.signal).then(
        (loaded) => {
          if (abort.signal.aborted) loaded.forecaster.free();
          else this.#show({ hotspot, loaded });
        },
        (error: unknown) => {
          if (!abort.signal.aborted) this.#show({ hotspot, error });
        },
      );
      return () => abort.abort();
    });
    const totals = new Totals(sums);
    $effect(() => {
      const forecaster = this.#forecaster;
      const { level } = choice;
      const { horizon } = this;
      void this.#totalAttempt;
      if (forecaster === undefined || this.forecast === undefined) return;
      totals.ask({ ...forecaster.job(horizon), level }, (outcome) => (this.#total = { forecaster, horizon, level, outcome }));
    });
    $effect(() => () => totals.stop());
  }

  #show(outcome: Outcome | undefined): void {
    const [before, fitted] = [this.#outcome, this.#fitted];
    this.#outcome = outcome;
    this.#fitted = undefined;
    before?.loaded?.forecaster.free();
    fitted?.refitted.forecaster.free();
  }

  readonly #current = $derived.by(() => (this.#outcome?.hotspot === this.#choice.selected ? this.#outcome : undefined));
  /** The selected hotspot, once it is there. */
  readonly loaded: Loaded | undefined = $derived.by(() => this.#current?.loaded);
  /** The reason for which the selected hotspot cannot be shown. */
  readonly error: unknown = $derived.by(() => this.#current?.error);
  readonly loading: boolean = $derived.by(() => this.#choice.selected !== undefined && this.#current === undefined);
  /** The model that was fitted here for this very hotspot. */
  readonly refitted: Refitted | undefined = $derived.by(() =>
    this.#fitted !== undefined && this.#fitted.of === this.loaded ? this.#fitted.refitted : undefined,
  );

  /** Loads the selected hotspot anew. */
  retry(): void {
    this.#attempt++;
  }

  /** Asks for the total's interval anew. */
  retryTotal(): void {
    this.#totalAttempt++;
  }

  /** Shows a model that was fitted to `of`; one for a hotspot that is not shown any more is dropped. */
  use(of: Loaded, refitted: Refitted): void {
    if (of !== this.loaded) {
      refitted.forecaster.free();
      return;
    }
    const before = this.#fitted;
    this.#fitted = { of, refitted };
    before?.refitted.forecaster.free();
  }

  /** Goes back to the published model. */
  usePublished(): void {
    const before = this.#fitted;
    this.#fitted = undefined;
    before?.refitted.forecaster.free();
  }

  /** Ascending, the chosen level last. */
  readonly levels: readonly number[] = $derived.by(() => [
    ...INNER_LEVELS.filter((level) => level < this.#choice.level),
    this.#choice.level,
  ]);

  readonly #forecaster = $derived.by(() => this.refitted?.forecaster ?? this.loaded?.forecaster);
  readonly body: ModelBody | undefined = $derived.by(() => this.refitted?.body ?? this.loaded?.document.model);
  readonly inSample: InSample | undefined = $derived.by(() =>
    this.refitted === undefined ? this.loaded?.inSample : this.refitted.inSample,
  );

  /** The periods that are forecast: those chosen, or as many as the model's regressors allow. */
  readonly horizon: number = $derived.by(() => {
    const chosen = this.#choice.horizon;
    const forecaster = this.#forecaster;
    // Without any period, the forecast of one says why.
    return forecaster?.end === undefined ? chosen : Math.max(1, Math.min(chosen, forecaster.maxHorizon));
  });
  /** The regressor for which the forecast is shorter than chosen. */
  readonly end: Known | undefined = $derived.by(() => (this.horizon < this.#choice.horizon ? this.#forecaster?.end : undefined));
  readonly assumed: readonly Known[] = $derived.by(() => this.#forecaster?.assumed ?? []);

  readonly #answer = $derived.by((): { forecast?: Forecast; error?: unknown } => {
    const forecaster = this.#forecaster;
    if (forecaster === undefined) return {};
    try {
      return { forecast: forecaster.forecast(this.horizon, this.levels) };
    } catch (error) {
      return { error };
    }
  });
  readonly forecast: Forecast | undefined = $derived.by(() => this.#answer.forecast);
  /** The reason for which there is no forecast at this horizon, such as one that overflows. */
  readonly forecastError: unknown = $derived.by(() => this.#answer.error);

  readonly #totalOutcome = $derived.by(() => {
    const total = this.#total;
    const { horizon } = this;
    const { level } = this.#choice;
    return total !== undefined && total.forecaster === this.#forecaster && total.horizon === horizon && total.level === level
      ? total.outcome
      : undefined;
  });
  /** The interval of the total at the chosen level; `undefined` while it is computed and where it cannot be. */
  readonly totalInterval: SumAnswer | undefined = $derived.by(() => {
    const outcome = this.#totalOutcome;
    return outcome !== undefined && 'interval' in outcome ? outcome.interval : undefined;
  });
  readonly totalError: unknown = $derived.by(() => {
    const outcome = this.#totalOutcome;
    return outcome !== undefined && 'error' in outcome ? outcome.error : undefined;
  });
}
