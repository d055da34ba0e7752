import { Model, type Forecast, type InSample } from '../../wasm/forecast_wasm.js';
import type { Calendar, Known } from '../artifacts/calendar.ts';
import type { ModelBody } from '../artifacts/types.ts';
import { loadAnalysis } from './analysis.ts';
import { loadModule } from './module.ts';

type Reader = typeof Model;

/** Loads what reads a model of this method: the small module, or for `counts`, which it lacks, that of `analysis` too. */
export async function loadReader(method: string): Promise<Reader> {
  // A refit takes the small module, whatever the published model is.
  await loadModule();
  return method === 'counts' ? (await loadAnalysis()).Model : Model;
}

/** A model that knows the calendar it forecasts into. Call `free` when it is no longer shown. */
export class Forecaster {
  readonly #text: string;
  readonly #model: Model;
  readonly #calendar: Calendar;
  readonly #exogNames: readonly string[];

  private constructor(text: string, calendar: Calendar, reader: Reader) {
    this.#text = text;
    this.#model = new reader(text);
    this.#calendar = calendar;
    this.#exogNames = this.#model.exogNames;
  }

  /**
   * The model of the document `body`, once the module has been loaded; fails for one that cannot be read, or needs a regressor that
   * the calendar does not have. `reader` is that of the model's method.
   */
  static read(body: ModelBody, calendar: Calendar, reader: Reader = Model): Forecaster {
    const forecaster = new Forecaster(JSON.stringify(body), calendar, reader);
    try {
      calendar.regressors(forecaster.#exogNames, 0, calendar.nObserved);
      return forecaster;
    } catch (error) {
      forecaster.free();
      throw error;
    }
  }

  /** The mean forecast of a model whose history ends before period `from`. */
  static meanFrom(body: ModelBody, calendar: Calendar, from: number, horizon: number): Float64Array {
    const model = new Model(JSON.stringify(body));
    try {
      const exog = calendar.regressors(model.exogNames, from, from + horizon);
      return model.forecast(horizon, Float64Array.of(0.8), exog).mean;
    } finally {
      model.free();
    }
  }

  /** The longest forecast: to the end of the calendar, or of a regressor; 0 if a regressor ends with the data. */
  get maxHorizon(): number {
    return this.#calendar.horizonOf(this.#exogNames);
  }

  /** The regressor that ends before the calendar, and so ends the forecast. */
  get end(): Known | undefined {
    return this.#calendar.endOf(this.#exogNames);
  }

  /** The regressors that are assumed after the periods in which they are known. */
  get assumed(): readonly Known[] {
    return this.#calendar.assumed(this.#exogNames);
  }

  #future(horizon: number): Float64Array {
    const from = this.#calendar.nObserved;
    return this.#calendar.regressors(this.#exogNames, from, from + horizon);
  }

  /** Mean, intervals and total of the next `horizon` periods; `levels` in (0, 1). */
  forecast(horizon: number, levels: readonly number[]): Forecast {
    return this.#model.forecast(horizon, Float64Array.from(levels), this.#future(horizon));
  }

  /** The input with which a worker computes the same forecast. */
  job(horizon: number): { model: string; horizon: number; exog: Float64Array } {
    return { model: this.#text, horizon, exog: this.#future(horizon) };
  }

  /** One-step predictions over the observed periods. */
  inSample(values: Float64Array): InSample {
    return this.#model.inSample(values, this.#calendar.regressors(this.#exogNames, 0, values.length));
  }

  free(): void {
    this.#model.free();
  }
}
