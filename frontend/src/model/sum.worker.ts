/** Totals over a horizon by simulated paths, away from the page's thread. */
import { serve } from '../lib/worker-serve.ts';
import { loadAnalysis, type Analysis } from './analysis.ts';

export interface SumQuestion {
  /** The model document. */
  readonly model: string;
  readonly horizon: number;
  readonly level: number;
  readonly exog: Float64Array;
}

export interface SumAnswer {
  readonly lower: number;
  readonly upper: number;
}

type Model = InstanceType<Analysis['Model']>;

/** The model of the last question: a slider asks many about one. */
let last: { text: string; model: Model } | undefined;

async function modelOf(text: string): Promise<Model> {
  const { Model } = await loadAnalysis();
  if (last?.text !== text) {
    const model = new Model(text);
    last?.model.free();
    last = { text, model };
  }
  return last.model;
}

serve<SumQuestion, SumAnswer>(async ({ model, horizon, level, exog }) => {
  // The number of paths and the seed are left to the model's own: the server and the program take the same.
  const { intervals } = (await modelOf(model)).forecastSum(horizon, Float64Array.of(level), undefined, undefined, exog);
  const [interval] = intervals;
  if (interval === undefined) throw new Error('no interval of the total');
  return { lower: interval.lower, upper: interval.upper };
});
