import { untrack } from 'svelte';
import type { Calendar } from '../artifacts/calendar.ts';
import type { ModelBody, ModelSpec } from '../artifacts/types.ts';
import { meanAbsoluteError, seasonalNaive } from '../model/accuracy.ts';
import type { Fit, Fitter } from '../model/fit.ts';
import { Forecaster } from '../model/forecaster.ts';
import { modelLabel } from '../model/order.ts';
import { inSampleOf, type Loaded } from './loaded.ts';
import type { Selection } from './selection.svelte.ts';

export type Constant = 'none' | 'mean' | 'drift';

export interface Result extends Fit {
  readonly label: string;
}

export interface Holdout {
  readonly horizon: number;
  readonly rows: readonly { label: string; mae: number | null }[];
}

const SEARCH_BUDGET = 40;

/** A form of orders and what came of fitting them. All of it belongs to the hotspot that is shown and goes with it, a fit under way too. */
export class Refit {
  readonly #calendar: Calendar;
  readonly #selection: Selection;
  readonly #fitter: Fitter;

  order = $state<[number, number, number]>([1, 1, 1]);
  seasonal = $state<[number, number, number]>([0, 1, 1]);
  transform = $state('none');
  holidays = $state(true);
  /** The current activity; a run that belongs to a former hotspot does not count. */
  busy = $state<string>();
  error = $state.raw<unknown>();
  result = $state.raw<Result>();
  holdout = $state.raw<Holdout>();
  #constant = $state<Constant>('none');
  #run = 0;

  constructor(calendar: Calendar, selection: Selection, fitter: Fitter) {
    this.#calendar = calendar;
    this.#selection = selection;
    this.#fitter = fitter;
    $effect(() => {
      const { loaded } = selection;
      untrack(() => this.#start(loaded));
    });
    $effect(() => () => fitter.stop());
  }

  /** The form starts from the published model whenever another hotspot is shown. */
  #start(loaded: Loaded | undefined): void {
    this.#run++;
    if (this.busy !== undefined) this.#fitter.stop();
    this.busy = undefined;
    this.error = undefined;
    this.result = undefined;
    this.holdout = undefined;
    const spec = loaded?.document.model.spec;
    if (spec === undefined) return;
    this.#take(spec);
    this.transform = typeof spec.transform === 'string' ? spec.transform : 'none';
    this.holidays = (spec.exog ?? []).length > 0;
  }

  #take({ order, seasonal_order: [P, D, Q], constant }: ModelSpec): void {
    this.order = [...order];
    this.seasonal = [P, D, Q];
    this.#constant = constant ?? 'none';
  }

  /** The constants that a model of so many differences can have. */
  readonly constants: readonly { value: Constant; label: string }[] = $derived.by(() => {
    const differences = this.order[1] + this.seasonal[1];
    return [
      { value: 'none' as const, label: 'None', usable: true },
      { value: 'mean' as const, label: 'Mean', usable: differences === 0 },
      { value: 'drift' as const, label: 'Drift', usable: differences <= 1 },
    ].filter(({ usable }) => usable);
  });

  get constant(): Constant {
    return this.constants.some(({ value }) => value === this.#constant) ? this.#constant : 'none';
  }
  set constant(constant: Constant) {
    this.#constant = constant;
  }

  readonly #exogNames: readonly string[] = $derived.by(() => (this.holidays ? this.#calendar.regressorNames : []));

  readonly spec: ModelSpec = $derived.by(() => ({
    order: [...this.order],
    seasonal_order: [...this.seasonal, this.#calendar.seasonLength],
    constant: this.constant,
    exog: [...this.#exogNames],
    transform: this.transform,
    non_negative: true,
  }));

  /** Runs one job at a time for the hotspot that is shown; `here` says whether it still is. */
  async #do(what: string, job: (loaded: Loaded, here: () => boolean) => Promise<void>): Promise<void> {
    const { loaded } = this.#selection;
    if (loaded === undefined) return;
    const run = ++this.#run;
    const here = () => run === this.#run && this.#selection.loaded === loaded;
    this.busy = what;
    this.error = undefined;
    try {
      await job(loaded, here);
    } catch (error) {
      if (here()) this.error = error;
    }
    if (here()) this.busy = undefined;
  }

  /** Ends what is under way. */
  stop(): void {
    this.#fitter.stop();
  }

  fit(): Promise<void> {
    return this.#fit('Fitting', null);
  }

  search(): Promise<void> {
    return this.#fit('Searching for orders', SEARCH_BUDGET);
  }

  #fit(what: string, budget: number | null): Promise<void> {
    return this.#do(what, async (loaded, here) => {
      const exog = this.#calendar.regressors(this.#exogNames, 0, loaded.values.length);
      const fit = await this.#fitter.fit(loaded.values, this.spec, exog, budget);
      if (!here()) return;
      // A hotspot that is there has brought the module along.
      const forecaster = Forecaster.read(fit.body, this.#calendar);
      this.#selection.use(loaded, { body: fit.body, forecaster, inSample: inSampleOf(forecaster, loaded.values) });
      this.result = { label: modelLabel(fit.body), ...fit };
      this.holdout = undefined;
      if (budget !== null && fit.body.spec !== undefined) this.#take(fit.body.spec);
    });
  }

  /** Fits the published and these orders again without the last season and compares what they say about it. */
  judge(): Promise<void> {
    return this.#do('Fitting without the last season', async (loaded, here) => {
      const published: ModelBody = loaded.document.model;
      const horizon = Math.min(this.#calendar.seasonLength, Math.floor(loaded.values.length / 4));
      const cut = loaded.values.length - horizon;
      const past = loaded.values.slice(0, cut);
      const actual = loaded.values.subarray(cut);
      const candidates = [
        { label: `Published: ${modelLabel(published)}`, candidate: published.spec },
        { label: 'These orders', candidate: this.spec },
      ];
      const rows: { label: string; mae: number | null }[] = [];
      for (const { label, candidate } of candidates) {
        if (candidate === undefined) continue;
        const exog = this.#calendar.regressors(candidate.exog ?? [], 0, cut);
        const { body } = await this.#fitter.fit(past, candidate, exog, null);
        if (!here()) return;
        rows.push({ label, mae: meanAbsoluteError(actual, Forecaster.meanFrom(body, this.#calendar, cut, horizon)) });
      }
      rows.push({ label: 'Seasonal naive', mae: meanAbsoluteError(actual, seasonalNaive(past, this.#calendar.seasonLength, horizon)) });
      if (here()) this.holdout = { horizon, rows };
    });
  }

  /** Goes back to the published model. */
  leave(): void {
    this.#selection.usePublished();
    this.result = undefined;
  }
}
