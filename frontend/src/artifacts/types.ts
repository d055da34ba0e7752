/** The published documents as the page reads them: those of `published.ts`, with the models in them, which the `sarima` crate writes. */
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

export type ModelDocument = Omit<published.ModelDocument, 'model'> & { model: ModelBody };
export type ModelCollection = Omit<published.ModelCollection, 'models'> & { models: Record<string, ModelDocument> };

/** The measures of a method. Only those over all hotspots have a histogram, and older evaluations have none of these. */
export type Metrics = Omit<published.Metrics, 'pit' | 'sum_coverage' | 'sum_pit_coverage'> & {
  /** The share of the observations in each of equal parts of the range of the probability integral transform. */
  pit?: readonly number[];
  sum_coverage?: Record<string, number | null>;
  sum_pit_coverage?: Record<string, number | null>;
};

/** The measures to expect of a forecaster who knew the rates. */
export interface NoiseFloor {
  crps: number;
  log_score: number;
  mase: number | null;
  rmse: number;
}

/** The measures of a ranking of cells that is made anew before each window, each a mean over the windows. */
export interface Ranking {
  cell_deg: number;
  half_life_days: number | null;
  mean: readonly { area_share: number; kept: number | null; pai: number; pai_best: number; pei: number; pei_ceiling: number }[];
  windows: readonly unknown[];
}

export type HotspotQuality = Omit<published.HotspotQuality, 'ranking'> & { ranking?: Ranking | null };

export type EvaluationDocument = Omit<published.EvaluationDocument, 'hotspot_quality' | 'hotspots' | 'noise_floor' | 'overall'> & {
  hotspots: (Omit<published.HotspotMetrics, 'metrics'> & { metrics: Record<string, Metrics> })[];
  hotspot_quality?: HotspotQuality | null;
  noise_floor?: NoiseFloor | null;
  overall: Record<string, Metrics>;
};

/** The incidents to expect in one hotspot over some periods together. */
export interface Expected {
  at_least_one: number;
  expected: number;
  lower: number;
  /** The number of periods, beginning with the next one. */
  periods: number;
  /** The probability of the interval from `lower` to `upper`, both included. */
  probability: number;
  /** 1 where most incidents are expected. */
  rank: number;
  /** The last day of the last period. */
  until: string;
  upper: number;
}

/** `next.geojson`; its outlines are those of the hotspots. */
export interface NextCollection {
  schema_version: number;
  /** The first day of the next period. */
  from: string;
  /** The level that the intervals have at least. */
  level: number;
  features: readonly { properties: { id: number; rank_by_history: number; ahead: readonly Expected[] } }[];
}
