import { Calendar } from './calendar.ts';
import { getJson } from './fetch.ts';
import { hasFile, type Generation } from './generation.ts';
import { toHotspots, type Hotspot } from './hotspots.ts';
import { SeriesSource, SeriesStore } from './series.ts';
import type { CalendarDocument, EvaluationDocument, HotspotCollection, ModelDocument } from './types.ts';

/** What the page shows of one generation. */
export interface Dataset {
  readonly generation: Generation;
  readonly calendar: Calendar;
  /** By rank. */
  readonly hotspots: readonly Hotspot[];
  readonly byId: ReadonlyMap<number, Hotspot>;
  readonly evaluation: EvaluationDocument | null;
  readonly series: SeriesSource;
}

export async function loadDataset(generation: Generation, signal?: AbortSignal): Promise<Dataset> {
  const { base } = generation;
  const [calendarDocument, collection, evaluation] = await Promise.all([
    getJson<CalendarDocument>(`${base}/calendar.json`, signal),
    getJson<HotspotCollection>(`${base}/hotspots.geojson`, signal),
    hasFile(generation, 'evaluation.json') ? getJson<EvaluationDocument>(`${base}/evaluation.json`, signal) : null,
  ]);
  const calendar = new Calendar(calendarDocument);
  const hotspots = toHotspots(collection, evaluation);
  const ids = hotspots.map(({ id }) => id);
  const store = SeriesStore.load(base, ids, calendar.nObserved);
  return {
    generation,
    calendar,
    hotspots,
    byId: new Map(hotspots.map((hotspot) => [hotspot.id, hotspot])),
    evaluation,
    series: new SeriesSource(generation.name, store, calendar.nObserved),
  };
}

export function loadModel(generation: Generation, id: number, signal?: AbortSignal): Promise<ModelDocument> {
  return getJson<ModelDocument>(`${generation.base}/models/${id}.json`, signal);
}
