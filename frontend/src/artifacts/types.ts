/** The published documents as the page reads them: those of `published.ts`, with the models in them, which the `sarima` crate writes. */
import type * as published from './published.ts';

export type { CalendarDocument, HotspotCollection, HotspotFeature, HotspotProperties, HotspotQuality, Metrics, NoiseFloor, Expected, Ranking, TrendClass, EvaluationDocument } from './published.ts';

export const SCHEMA_VERSION = 1;

export type Frequency = published.Freq;
export type BBox = readonly [west: number, south: number, east: number, north: number];
export type Position = readonly [lon: number, lat: number];
export type Ring = readonly Position[];

/** A manifest with what publishing adds to it, of a generation that has hotspots. Older ones do not have all of the counts. */
export type Manifest = Required<Omit<published.Manifest, 'bbox' | 'counts'>> & {
  bbox: BBox;
  counts: Partial<published.Counts> & Pick<published.Counts, 'rows_in' | 'rows_kept' | 'rows_rejected' | 'hotspots' | 'periods' | 'models' | 'fallbacks'>;
};

export interface ModelSpec {
  order: readonly [p: number, d: number, q: number];
  seasonal_order: readonly [P: number, D: number, Q: number, s: number];
  constant?: 'none' | 'mean' | 'drift';
  exog?: string[];
  transform?: string | Record<string, unknown>;
  non_negative?: boolean;
}

/** A model as the `sarima` crate writes it; only what the page shows is named here. */
export interface ModelBody {
  schema_version: number;
  method: string;
  spec?: ModelSpec;
  params?: Record<string, number>;
  std_errors?: Record<string, number | null>;
  sigma2?: number;
  llf?: number | null;
  aic?: number | null;
  aicc?: number | null;
  bic?: number | null;
  nobs?: number;
  converged?: boolean;
  iterations?: number;
}

export type ModelDocument = Omit<published.ModelDocument, 'model'> & { model: ModelBody };
export type ModelCollection = Omit<published.ModelCollection, 'models'> & { models: Record<string, ModelDocument> };

/** `next.geojson`; its outlines are those of the hotspots. */
export type NextCollection = Pick<published.NextCollection, 'schema_version' | 'from' | 'level'> & {
  features: readonly { properties: Pick<published.NextProperties, 'id' | 'rank_by_history' | 'ahead'> }[];
};
