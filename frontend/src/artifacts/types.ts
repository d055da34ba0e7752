/** The shapes of `docs/artifacts.md`, as far as the page reads them. */

export const SCHEMA_VERSION = 1;

export type Frequency = 'day' | 'week' | 'month';
export type TrendClass = 'emerging' | 'persistent' | 'diminishing' | 'sporadic';
export type BBox = readonly [west: number, south: number, east: number, north: number];
export type Position = readonly [lon: number, lat: number];
export type Ring = readonly Position[];

export interface Manifest {
  schema_version: number;
  generation: string;
  workflow: string;
  freq: Frequency;
  first_period: string;
  last_period: string;
  bbox: BBox;
  density_cell_deg?: number | null;
  counts: {
    incidents?: number | null;
    rows_in: number | null;
    rows_kept: number | null;
    rows_rejected: number | null;
    /** Rejected rows that are faulty in themselves; generations of older programs do not have it. */
    rows_malformed?: number | null;
    /** Rows that were kept and then left out by a step between; null where that is not known. */
    rows_filtered?: number | null;
    hotspots: number;
    periods: number;
    models: number;
    fallbacks: number;
  };
  files: { path: string; bytes: number; blake3: string }[];
}

export interface HotspotProperties {
  id: number;
  rank: number;
  lon: number;
  lat: number;
  incident_count: number;
  area_m2: number;
  share: number;
  density_per_km2: number;
  trend: number | null;
  trend_class: TrendClass | null;
  gi_star_z: number | null;
  categories: { name: string; count: number }[];
  expected_change: number | null;
}

export interface HotspotFeature {
  id: number;
  geometry:
    | { type: 'Polygon'; coordinates: readonly Ring[] }
    | { type: 'MultiPolygon'; coordinates: readonly (readonly Ring[])[] };
  properties: HotspotProperties;
}

export interface HotspotCollection {
  schema_version: number;
  name: string;
  bbox?: BBox;
  features: HotspotFeature[];
}

export interface CalendarDocument {
  schema_version: number;
  freq: Frequency;
  season_length: number;
  first: string;
  last_observed: string;
  periods: string[];
  n_observed: number;
  regressors: Record<string, number[]>;
  holidays: { date: string; name: string }[];
  gaps: string[];
}

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
