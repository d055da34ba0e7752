/** The published documents as the page reads them: those of `published.ts`, and the models, which the `sarima` crate writes. */
import type * as published from './published.ts';

export type { CalendarDocument, HotspotCollection, HotspotFeature, HotspotProperties, TrendClass } from './published.ts';

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

export interface ModelDocument {
  schema_version: number;
  hotspot_id: number;
  freq: Frequency;
  first_period: string;
  last_period: string;
  fallback_reason: string | null;
  /** Hotspots whose seasons have the same shape share one. */
  shape_group?: number | null;
  model: ModelBody;
}

export interface ModelCollection {
  schema_version: number;
  models: Record<string, ModelDocument>;
}

export interface Metrics {
  mase: number | null;
  rmse: number | null;
  smape: number | null;
  bias: number | null;
  crps: number | null;
  coverage: Record<string, number | null>;
  n?: number;
}

export interface HotspotQuality {
  pai: number | null;
  pei: number | null;
  hit_rate: number | null;
  area_share: number | null;
  hotspots?: number;
  /** PAI of the densest cells up to the area of the grid's hotspots, and that of the grid within that area. */
  pai_same_area?: number | null;
  grid_pai_same_area?: number | null;
}

export interface QualityDocument {
  train_end: string;
  test_end: string;
  methods: Record<string, HotspotQuality>;
}

export interface EvaluationDocument {
  schema_version: number;
  freq: Frequency;
  horizon: number;
  origins: number;
  season_length: number;
  origin_periods: string[];
  methods: string[];
  overall: Record<string, Metrics>;
  /** `best` has the smallest error there; `chosen` is what training came to where it could choose. */
  hotspots: { id: number; best: string | null; chosen?: string | null; metrics: Record<string, Metrics> }[];
  hotspot_quality?: QualityDocument | null;
  verdict: { method: string; against: string; wins_share: number | null; mase_ratio: number | null; text: string };
}
