//! Combines the records of all hotspots into the document.

use std::collections::BTreeMap;

use super::comparison::comparisons;
use super::record::{EvaluateRecord, pooled};
use super::verdict::verdict;
use crate::calendar::Calendar;
use crate::forecasting::{ForecastMethod, LEVELS, Origins, Scores, Summary};
use hotcast_artifacts::{
    EvaluationDocument, HotspotMetrics, HotspotQuality, Metrics, NoiseFloor, SCHEMA_VERSION,
};

/// Builds the document from the records of all hotspots.
///
/// The first method is the one under test.
pub(super) fn document(
    calendar: &Calendar,
    origins: &Origins,
    shape: (usize, usize),
    methods: &[ForecastMethod],
    records: &[EvaluateRecord],
    noise_floor: Option<NoiseFloor>,
    (quality, actual_regressors): (Option<HotspotQuality>, Vec<String>),
) -> EvaluationDocument {
    let overall = |method: &ForecastMethod| {
        let hotspots: Vec<Scores> = records.iter().filter_map(|r| r.pooled(*method)).collect();
        (*method, with_histogram(pooled(&hotspots).summary()))
    };
    let overall: BTreeMap<_, _> = methods.iter().map(overall).collect();
    let hotspots: Vec<HotspotMetrics> = records.iter().map(of_hotspot).collect();
    let comparisons = comparisons(methods, records);
    EvaluationDocument {
        schema_version: SCHEMA_VERSION,
        freq: calendar.freq,
        horizon: shape.0,
        origins: shape.1,
        season_length: calendar.season_length,
        origin_periods: origins
            .windows()
            .map(|w| calendar.periods[w.start])
            .collect(),
        methods: methods.to_vec(),
        verdict: verdict(&comparisons, methods, &overall, &actual_regressors),
        actual_regressors,
        overall,
        noise_floor,
        comparisons,
        hotspots,
        hotspot_quality: quality,
    }
}

/// The measures with the histogram of the transform, which one hotspot has too few forecasts for.
fn with_histogram(summary: Summary) -> Metrics {
    let bars = summary.pit.iter().copied();
    Metrics {
        pit: bars.collect::<Option<_>>().unwrap_or_default(),
        ..metrics(summary)
    }
}

fn metrics(summary: Summary) -> Metrics {
    Metrics {
        mase: summary.mase,
        rmse: summary.rmse,
        smape: summary.smape,
        bias: summary.bias,
        crps: summary.crps,
        log_score: summary.log_score,
        coverage: by_level(summary.coverage),
        pit_coverage: by_level(summary.pit_coverage),
        sum_coverage: by_level(summary.sum_coverage),
        sum_pit_coverage: by_level(summary.sum_pit_coverage),
        pit: Vec::new(),
        n: summary.n,
    }
}

fn by_level(shares: [Option<f64>; 2]) -> BTreeMap<String, Option<f64>> {
    let levels = LEVELS.iter().map(f64::to_string);
    levels.zip(shares).collect()
}

fn of_hotspot(record: &EvaluateRecord) -> HotspotMetrics {
    let metrics: BTreeMap<_, Metrics> = (record.scores.iter())
        .map(|(m, origins)| (*m, metrics(pooled(origins).summary())))
        .collect();
    // `best` is a choice among the other methods, not a method beside them.
    let judged = metrics
        .iter()
        .filter(|(m, _)| **m != ForecastMethod::Best)
        .filter_map(|(m, x)| Some((x.crps?, *m)));
    HotspotMetrics {
        id: record.id,
        best: judged.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, m)| m),
        chosen: record.chosen,
        metrics,
    }
}
