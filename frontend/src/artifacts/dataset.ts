import { Calendar } from './calendar.ts';
import { check, isObject } from './check.ts';
import { getJson } from './fetch.ts';
import { hasFile, type Generation } from './generation.ts';
import { checkHotspots, toHotspots, type Hotspot } from './hotspots.ts';
import { SeriesSource, SeriesStore } from './series.ts';
import type { CalendarDocument, EvaluationDocument, HotspotCollection, ModelDocument } from './types.ts';

/** The parts of one generation that the page shows. */
export interface Dataset {
  readonly generation: Generation;
  readonly calendar: Calendar;
  /** By rank. */
  readonly hotspots: readonly Hotspot[];
  readonly byId: ReadonlyMap<number, Hotspot>;
  readonly evaluation: EvaluationDocument | null;
  /** The reason for which the evaluation cannot be read; the page is then shown without it. */
  readonly evaluationError: unknown;
  readonly series: SeriesSource;
}

function checkEvaluation(document: EvaluationDocument): EvaluationDocument {
  const { hotspots, methods, overall, verdict } = document;
  check(Array.isArray(hotspots) && hotspots.every((entry) => isObject(entry) && isObject(entry.metrics)), '`hotspots` is missing or has an entry without `metrics`');
  check(Array.isArray(methods) && isObject(overall), '`methods` or `overall` is missing');
  check(Object.values(overall).every((metrics) => isObject(metrics) && isObject(metrics.coverage)), '`overall` has an entry without `coverage`');
  check(verdict === null || (isObject(verdict) && typeof verdict.text === 'string'), '`verdict` is missing');
  check(Array.isArray(document.origin_periods), '`origin_periods` is missing');
  check(document.hotspot_quality === undefined || document.hotspot_quality === null || isObject(document.hotspot_quality.methods), '`hotspot_quality` has no `methods`');
  return document;
}

/** The evaluation where there is one, or why it cannot be read. */
async function loadEvaluation(generation: Generation, signal?: AbortSignal): Promise<Pick<Dataset, 'evaluation' | 'evaluationError'>> {
  if (!hasFile(generation, 'evaluation.json')) return { evaluation: null, evaluationError: undefined };
  try {
    return { evaluation: await getJson(`${generation.base}/evaluation.json`, checkEvaluation, signal), evaluationError: undefined };
  } catch (evaluationError) {
    return { evaluation: null, evaluationError };
  }
}

export async function loadDataset(generation: Generation, signal?: AbortSignal): Promise<Dataset> {
  const { base } = generation;
  const [calendar, collection, judged] = await Promise.all([
    getJson(`${base}/calendar.json`, (document: CalendarDocument) => new Calendar(document), signal),
    getJson<HotspotCollection, HotspotCollection>(`${base}/hotspots.geojson`, checkHotspots, signal),
    loadEvaluation(generation, signal),
  ]);
  const hotspots = toHotspots(collection, judged.evaluation);
  const ids = hotspots.map(({ id }) => id);
  return {
    generation,
    calendar,
    hotspots,
    byId: new Map(hotspots.map((hotspot) => [hotspot.id, hotspot])),
    ...judged,
    series: new SeriesSource(generation.name, () => SeriesStore.load(base, ids, calendar.nObserved), calendar.nObserved),
  };
}

/** The URL of the model of hotspot `id`. */
export function modelUrl(generation: Generation, id: number): string {
  return `${generation.base}/models/${id}.json`;
}

export function loadModel(generation: Generation, id: number, signal?: AbortSignal): Promise<ModelDocument> {
  return getJson(
    modelUrl(generation, id),
    (document: ModelDocument) => {
      check(document.hotspot_id === id, `it is the model of hotspot \`${String(document.hotspot_id)}\``);
      check(isObject(document.model), '`model` is missing');
      return document;
    },
    signal,
  );
}
