/** The published documents. Made by `just types` from `artifacts/schemas`. */

/**
 * The length of a period.
 */
export type Freq = 'day' | 'week' | 'month';
/**
 * The assumption about a regressor after the last period in which it is known.
 */
export type Beyond = 'refuse' | 'seasonal_mean';
/**
 * The weekday on which a week begins.
 */
export type WeekStart = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
/**
 * A way to forecast one series.
 */
export type ForecastMethod = 'sarima' | 'ets' | 'mstl' | 'seasonal_naive' | 'mean' | 'counts' | 'best';
/**
 * An outline. The first ring of a polygon is its outer one, counter-clockwise; the others are holes.
 */
export type Geometry =
  | {
      /**
       * Its rings.
       */
      coordinates: [number, number][][];
      /**
       * `Polygon`.
       */
      type: PolygonName;
    }
  | {
      /**
       * The rings of each.
       */
      coordinates: [number, number][][][];
      /**
       * `MultiPolygon`.
       */
      type: MultiPolygonName;
    };
/**
 * The type name of one piece.
 */
export type PolygonName = 'Polygon';
/**
 * The type name of several pieces.
 */
export type MultiPolygonName = 'MultiPolygon';
/**
 * A kind of change over time.
 */
export type TrendClass = 'emerging' | 'persistent' | 'diminishing' | 'sporadic';

export interface Published {
  calendar: CalendarDocument;
  evaluation: EvaluationDocument;
  hotspots: HotspotCollection;
  manifest: Manifest;
  model: ModelDocument;
  models: ModelCollection;
  next: NextCollection;
}
/**
 * The periods of a workflow: those observed, those to come, and the regressors of both.
 */
export interface CalendarDocument {
  /**
   * The first observed period.
   */
  first: string;
  /**
   * Length of a period.
   */
  freq: Freq;
  /**
   * Observed periods of which the source recorded nothing, or only a part.
   */
  gaps: string[];
  /**
   * Holidays within the periods, in order.
   */
  holidays: HolidayMark[];
  /**
   * The last observed period.
   */
  last_observed: string;
  /**
   * The number of those that are observed.
   */
  n_observed: number;
  /**
   * First days of all periods, three years past the last observed one.
   */
  periods: string[];
  /**
   * How far regressors are known that do not follow from the calendar alone.
   */
  reach?: {
    [k: string]: Reach;
  };
  /**
   * One value per period for each regressor, up to its `reach`.
   */
  regressors: {
    [k: string]: number[];
  };
  /**
   * Version of this document's form.
   */
  schema_version: number;
  /**
   * Periods in a season.
   */
  season_length: number;
  /**
   * The weekday on which weeks begin.
   */
  week_start: WeekStart & string;
}
/**
 * A holiday as `calendar.json` lists it.
 */
export interface HolidayMark {
  /**
   * The day.
   */
  date: string;
  /**
   * Its name.
   */
  name: string;
}
/**
 * The periods in which a regressor is known, and the assumption about the others.
 */
export interface Reach {
  /**
   * The last period in which it is known.
   */
  last: string;
  /**
   * The assumption about later periods.
   */
  then: Beyond;
}
/**
 * The accuracy of forecasts from successive origins, and of hotspots on later incidents.
 */
export interface EvaluationDocument {
  /**
   * Regressors of which the forecasts were given the actual values, although no one knew them at
   * the time; absent if there are none.
   */
  actual_regressors?: string[];
  /**
   * Each method against the best of the others.
   */
  comparisons: Comparison[];
  /**
   * Length of a period.
   */
  freq: Freq;
  /**
   * Periods of each forecast.
   */
  horizon: number;
  /**
   * The measures of the hotspots on later incidents, where they were asked for.
   */
  hotspot_quality?: HotspotQuality | null;
  /**
   * The measures for each hotspot.
   */
  hotspots: HotspotMetrics[];
  /**
   * The methods, the one under test first.
   */
  methods: ForecastMethod[];
  /**
   * The measures that a forecaster who knew the rates is expected to have; absent if a series is
   * not one of counts.
   */
  noise_floor?: NoiseFloor | null;
  /**
   * The first period that each origin forecasts.
   */
  origin_periods: string[];
  /**
   * Number of origins.
   */
  origins: number;
  /**
   * The measures over all hotspots, by method.
   */
  overall: {
    [k: string]: Metrics;
  };
  /**
   * Version of this document's form.
   */
  schema_version: number;
  /**
   * Periods in a season.
   */
  season_length: number;
  /**
   * The outcome; `null` without a baseline, or where no hotspot has a scaled error.
   */
  verdict: Verdict | null;
}
/**
 * One method against the best of the others.
 */
export interface Comparison {
  /**
   * The other method with the smallest continuous ranked probability score over all hotspots.
   */
  against: ForecastMethod;
  /**
   * Its score over the other's, over all hotspots.
   */
  crps_ratio: number;
  /**
   * The method.
   */
  method: ForecastMethod;
  /**
   * The standard error of the ratio over the origins; `null` for one origin.
   */
  standard_error: number | null;
  /**
   * The share of hotspots on which its score is smaller; ties count half.
   */
  wins_share: number;
}
/**
 * The measures of several methods' hotspots, found up to `train_end` and scored on later
 * incidents.
 */
export interface HotspotQuality {
  /**
   * Incidents on which they are scored.
   */
  incidents: number;
  /**
   * The measures of each method; `workflow` is the workflow's own `grid`, where its parameters
   * are not the defaults.
   */
  methods: {
    [k: string]: Quality;
  };
  /**
   * The ranking of the workflow's cells, made anew before each origin; absent without incidents
   * after them.
   */
  ranking?: Ranking | null;
  /**
   * The study area in km².
   */
  study_area_km2: number;
  /**
   * The last day on which they are scored.
   */
  test_end: string;
  /**
   * The last day that decided where hotspots are.
   */
  train_end: string;
}
/**
 * The measures of one method's hotspots.
 */
export interface Quality {
  /**
   * Share of the study area.
   */
  area_share: number;
  /**
   * The accuracy index of `grid`'s densest cells within that area.
   */
  grid_pai_same_area: number;
  /**
   * Share of later incidents inside.
   */
  hit_rate: number;
  /**
   * Number of hotspots.
   */
  hotspots: number;
  /**
   * Prediction accuracy index: share of later incidents inside over share of the study area.
   */
  pai: number;
  /**
   * The accuracy index of its densest cells within the area of `grid`'s hotspots, or within its
   * own area where that is smaller.
   */
  pai_same_area: number;
  /**
   * Prediction efficiency index: incidents inside over the most that any cells of the same area
   * hold.
   */
  pei: number;
}
/**
 * The measures of a ranking of cells, by what was known before each window.
 */
export interface Ranking {
  /**
   * Width and height of a cell in degrees.
   */
  cell_deg: number;
  /**
   * Days in which an incident loses half its weight; `null` if all weigh the same.
   */
  half_life_days: number | null;
  /**
   * The means over the windows, for each share of the area.
   */
  mean: ShareQuality[];
  /**
   * The windows with incidents, those of the origins.
   */
  windows: RankedWindow[];
}
/**
 * The measures of the first cells of a ranking, which make up a share of the study area.
 */
export interface ShareQuality {
  /**
   * That share.
   */
  area_share: number;
  /**
   * The share of these cells in the window before that are among them again; `null` in the first
   * window.
   */
  kept: number | null;
  /**
   * Prediction accuracy index: their share of the incidents over their share of the area.
   */
  pai: number;
  /**
   * The accuracy index of the best cells, which only the future shows.
   */
  pai_best: number;
  /**
   * Prediction efficiency index: the one over the other.
   */
  pei: number;
  /**
   * The efficiency index to expect of one who knew the rate of each cell, if it is as ranked, and
   * not the chance of a Poisson distribution.
   */
  pei_ceiling: number;
}
/**
 * The measures in one window.
 */
export interface RankedWindow {
  /**
   * Its first day.
   */
  from: string;
  /**
   * Its incidents.
   */
  incidents: number;
  /**
   * The measures for each share of the area.
   */
  shares: ShareQuality[];
  /**
   * Its last day.
   */
  until: string;
}
/**
 * The measures for one hotspot.
 */
export interface HotspotMetrics {
  /**
   * The method with the smallest continuous ranked probability score there.
   */
  best: ForecastMethod | null;
  /**
   * The method that `best` chose, where it was asked for.
   */
  chosen?: ForecastMethod | null;
  /**
   * The hotspot.
   */
  id: number;
  /**
   * The measures of each method.
   */
  metrics: {
    [k: string]: Metrics;
  };
}
/**
 * The measures of one method's forecasts; `null` where a measure divides by zero.
 */
export interface Metrics {
  /**
   * Mean of forecast minus observation, in incidents per period.
   */
  bias: number | null;
  /**
   * Share of observations inside the intervals, by level.
   */
  coverage: {
    [k: string]: number | null;
  };
  /**
   * Continuous ranked probability score, in incidents.
   */
  crps: number | null;
  /**
   * Logarithmic score: the mean of minus the logarithm of the probability of what was observed.
   */
  log_score: number | null;
  /**
   * Mean absolute scaled error.
   */
  mase: number | null;
  /**
   * Forecasts judged.
   */
  n: number;
  /**
   * Histogram of the probability integral transform, the data of a reliability diagram: the share
   * of the observations in each of twenty equal parts of its range, which a calibrated forecast
   * fills evenly. It is there for all hotspots together, and absent for one.
   */
  pit?: number[];
  /**
   * Share of the probability integral transform in the middle of its range, by level: that of a
   * calibrated forecast is the level, also if whole bounds have to hold more.
   */
  pit_coverage: {
    [k: string]: number | null;
  };
  /**
   * Root mean squared error.
   */
  rmse: number | null;
  /**
   * Symmetric mean absolute percentage error, 0 to 2.
   */
  smape: number | null;
  /**
   * Share of the sums over the horizon inside their intervals, by level.
   */
  sum_coverage?: {
    [k: string]: number | null;
  };
  /**
   * As `pit_coverage`, of the sums over the horizon.
   */
  sum_pit_coverage?: {
    [k: string]: number | null;
  };
}
/**
 * The expected measures of a Poisson forecaster who knew the rate of each hotspot: what no method
 * can be expected to improve on.
 */
export interface NoiseFloor {
  /**
   * Continuous ranked probability score, in incidents.
   */
  crps: number;
  /**
   * Logarithmic score.
   */
  log_score: number;
  /**
   * Mean absolute scaled error of the rates as forecasts; `null` where no hotspot has a scale.
   */
  mase: number | null;
  /**
   * Root mean squared error.
   */
  rmse: number;
}
/**
 * The method under test against the best baseline, in numbers and in a sentence.
 */
export interface Verdict {
  /**
   * The baseline with the smallest continuous ranked probability score over all hotspots.
   */
  against: ForecastMethod;
  /**
   * Its score over the baseline's, over all hotspots.
   */
  crps_ratio: number;
  /**
   * Its scaled error over the baseline's, over all hotspots.
   */
  mase_ratio: number;
  /**
   * The method under test.
   */
  method: ForecastMethod;
  /**
   * The sentence.
   */
  text: string;
  /**
   * The share of hotspots on which its score is smaller; ties count half.
   */
  wins_share: number;
}
/**
 * The hotspots of a publication, a `FeatureCollection` (RFC 7946).
 */
export interface HotspotCollection {
  /**
   * West, south, east, north in degrees; west is greater than east across 180°. Absent without hotspots.
   *
   * @minItems 4
   * @maxItems 4
   */
  bbox?: [number, number, number, number] | null;
  /**
   * The hotspots.
   */
  features: HotspotFeature[];
  /**
   * Version of this document's form.
   */
  schema_version: number;
  /**
   * `FeatureCollection`.
   */
  type: string;
}
/**
 * One hotspot, a GeoJSON `Feature`.
 */
export interface HotspotFeature {
  /**
   * Its outline.
   */
  geometry: Geometry;
  /**
   * The hotspot's id.
   */
  id: number;
  /**
   * Its properties.
   */
  properties: HotspotProperties;
  /**
   * `Feature`.
   */
  type: string;
}
/**
 * The properties of a hotspot.
 */
export interface HotspotProperties {
  /**
   * Area in m².
   */
  area_m2: number;
  /**
   * The most frequent categories, at most ten; the rest is summed as `other`.
   */
  categories: CategoryCount[];
  /**
   * Incidents per km².
   */
  density_per_km2: number;
  /**
   * Share of its incidents that are of the workflow's `discovered_categories`; absent without them.
   */
  discovered_share?: number | null;
  /**
   * The mean forecast of the next 4 periods over the mean of the same periods a season earlier, minus 1.
   */
  expected_change: number | null;
  /**
   * Getis-Ord Gi* of its densest cell.
   */
  gi_star_z: number | null;
  /**
   * The id, an integer below 2^53 that names a place.
   */
  id: number;
  /**
   * Incidents inside, over all data.
   */
  incident_count: number;
  /**
   * Latitude of the centre in degrees.
   */
  lat: number;
  /**
   * Longitude of the centre in degrees.
   */
  lon: number;
  /**
   * 1 for the hotspot with the largest weight, in which old incidents count for less.
   */
  rank: number;
  /**
   * 1 for the hotspot with most incidents over all data.
   */
  rank_by_history: number | null;
  /**
   * Its rank without incidents of the workflow's `discovered_categories`; absent without them.
   */
  rank_without_discovered?: number | null;
  /**
   * Share of all incidents, 0 to 1.
   */
  share: number;
  /**
   * Relative change per year.
   */
  trend: number | null;
  /**
   * The kind of that change.
   */
  trend_class: TrendClass | null;
}
/**
 * The incidents of one category.
 */
export interface CategoryCount {
  /**
   * Its incidents.
   */
  count: number;
  /**
   * The category.
   */
  name: string;
}
/**
 * The manifest of one generation.
 */
export interface Manifest {
  /**
   * West, south, east, north in degrees; west is greater than east across 180°. `null` without hotspots.
   *
   * @minItems 4
   * @maxItems 4
   */
  bbox: [number, number, number, number] | null;
  /**
   * Counts of rows, hotspots, periods and models.
   */
  counts: Counts;
  /**
   * The cell size of `density.parquet` in degrees.
   */
  density_cell_deg: number | null;
  /**
   * The files, by path.
   */
  files: FileEntry[];
  /**
   * The first observed period.
   */
  first_period: string;
  /**
   * The length of a period.
   */
  freq: Freq;
  /**
   * The name of the generation, from the digests of its files. The runner adds it.
   */
  generation?: string;
  /**
   * Days in which an incident lost half its weight where hotspots were found and ranked; `null`
   * if old ones weighed as much as new ones.
   */
  half_life_days: number | null;
  /**
   * The last observed period.
   */
  last_period: string;
  /**
   * The parameters that the workflow publishes. The runner adds them.
   */
  params?: {
    [k: string]: unknown;
  };
  /**
   * Version of this document's form.
   */
  schema_version: number;
  /**
   * The name in the workflow file. The runner adds it.
   */
  workflow?: string;
}
/**
 * Counts of a generation. `null` is "not known", never 0.
 */
export interface Counts {
  /**
   * Models that are not of the method asked for.
   */
  fallbacks: number;
  /**
   * Hotspots.
   */
  hotspots: number;
  /**
   * Incidents that were clustered, counts and corrections summed.
   */
  incidents: number | null;
  /**
   * Models.
   */
  models: number;
  /**
   * Observed periods.
   */
  periods: number;
  /**
   * Kept rows that a later step left out.
   */
  rows_filtered: number | null;
  /**
   * Rows of the source.
   */
  rows_in: number | null;
  /**
   * Rows that became incidents.
   */
  rows_kept: number | null;
  /**
   * Rows that `keep` and `drop` of the step that read the files left out; absent without them.
   */
  rows_left_out?: number | null;
  /**
   * Rejected rows that are faulty in themselves.
   */
  rows_malformed: number | null;
  /**
   * Rows that did not become incidents, those of `rows_left_out` aside.
   */
  rows_rejected: number | null;
}
/**
 * A file of a generation.
 */
export interface FileEntry {
  /**
   * BLAKE3 of its bytes, in hexadecimal digits.
   */
  blake3: string;
  /**
   * Its length.
   */
  bytes: number;
  /**
   * Its path in the generation, with forward slashes.
   */
  path: string;
}
/**
 * The model of one hotspot.
 */
export interface ModelDocument {
  /**
   * The reason why the model is not of the method asked for, where it is not.
   */
  fallback_reason: string | null;
  /**
   * The first observed period.
   */
  first_period: string;
  /**
   * Length of a period.
   */
  freq: Freq;
  /**
   * The hotspot.
   */
  hotspot_id: number;
  /**
   * The last observed period; the model forecasts those after it.
   */
  last_period: string;
  /**
   * The model as the crate `sarima` writes it.
   */
  model: {
    [k: string]: unknown;
  };
  /**
   * Version of this document's form.
   */
  schema_version: number;
  /**
   * The group of hotspots with a season of the same shape, where groups were asked for.
   */
  shape_group?: number | null;
}
/**
 * The models of all hotspots.
 */
export interface ModelCollection {
  /**
   * The documents by hotspot.
   */
  models: {
    [k: string]: ModelDocument;
  };
  /**
   * Version of this document's form.
   */
  schema_version: number;
}
/**
 * The hotspots with what is expected there in the periods after the last observed one, a
 * `FeatureCollection` (RFC 7946), by their ranks over the next four periods.
 */
export interface NextCollection {
  /**
   * West, south, east, north in degrees; west is greater than east across 180°. Absent without
   * hotspots.
   *
   * @minItems 4
   * @maxItems 4
   */
  bbox?: [number, number, number, number] | null;
  /**
   * The hotspots.
   */
  features: NextFeature[];
  /**
   * The first day of the next period.
   */
  from: string;
  /**
   * The nominal level of the intervals.
   */
  level: number;
  /**
   * Version of this document's form.
   */
  schema_version: number;
  /**
   * `FeatureCollection`.
   */
  type: string;
}
/**
 * One hotspot, a GeoJSON `Feature`.
 */
export interface NextFeature {
  /**
   * Its outline.
   */
  geometry: Geometry;
  /**
   * The hotspot's id.
   */
  id: number;
  /**
   * Its properties.
   */
  properties: NextProperties;
  /**
   * `Feature`.
   */
  type: string;
}
/**
 * The expectations of a hotspot.
 */
export interface NextProperties {
  /**
   * The expectations for the next 1, 4 and 13 periods, as far as its regressors are known.
   */
  ahead: Expected[];
  /**
   * The hotspot's id.
   */
  id: number;
  /**
   * Latitude of the centre in degrees.
   */
  lat: number;
  /**
   * Longitude of the centre in degrees.
   */
  lon: number;
  /**
   * 1 for the hotspot with most incidents over all data.
   */
  rank_by_history: number;
}
/**
 * The incidents to expect in one place over some periods together.
 */
export interface Expected {
  /**
   * The probability of at least one incident.
   */
  at_least_one: number;
  /**
   * The expected number of incidents.
   */
  expected: number;
  /**
   * The smallest number of the interval.
   */
  lower: number;
  /**
   * The number of periods, beginning with the next one.
   */
  periods: number;
  /**
   * The probability of the interval, which is at least its nominal level.
   */
  probability: number;
  /**
   * 1 for the place where most incidents are expected.
   */
  rank: number;
  /**
   * The last day of the last period.
   */
  until: string;
  /**
   * The largest number of the interval.
   */
  upper: number;
}
