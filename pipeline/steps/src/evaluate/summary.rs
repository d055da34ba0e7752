//! Combines the records of all hotspots into the document.

use std::collections::BTreeMap;

use super::compare::compare;
use super::record::EvaluateRecord;
use crate::calendar::Calendar;
use crate::forecasting::{ForecastMethod, Origins, Scores, Summary};
use hotcast_artifacts::{
    EvaluationDocument, HotspotMetrics, HotspotQuality, Metrics, SCHEMA_VERSION,
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
    (quality, actual_regressors): (Option<HotspotQuality>, Vec<String>),
) -> EvaluationDocument {
    let overall = |method: &ForecastMethod| {
        let mut pooled = Scores::default();
        records
            .iter()
            .filter_map(|r| r.scores.get(method))
            .for_each(|scores| pooled.merge(scores));
        (*method, metrics(pooled.summary()))
    };
    let overall: BTreeMap<_, _> = methods.iter().map(overall).collect();
    let hotspots: Vec<HotspotMetrics> = records.iter().map(of_hotspot).collect();
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
        verdict: compare(methods, &overall, &hotspots, &actual_regressors),
        actual_regressors,
        overall,
        hotspots,
        hotspot_quality: quality,
    }
}

fn metrics(summary: Summary) -> Metrics {
    Metrics {
        mase: summary.mase,
        rmse: summary.rmse,
        smape: summary.smape,
        bias: summary.bias,
        crps: summary.crps,
        coverage: BTreeMap::from([
            ("0.8".to_owned(), summary.coverage_80),
            ("0.95".to_owned(), summary.coverage_95),
        ]),
        n: summary.n,
    }
}

fn of_hotspot(record: &EvaluateRecord) -> HotspotMetrics {
    let metrics: BTreeMap<_, Metrics> = (record.scores.iter())
        .map(|(m, s)| (*m, metrics(s.summary())))
        .collect();
    // `best` is a choice among the other methods, not a method beside them.
    let judged = metrics
        .iter()
        .filter(|(m, _)| **m != ForecastMethod::Best)
        .filter_map(|(m, x)| Some((x.mase?, *m)));
    HotspotMetrics {
        id: record.id,
        best: judged.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, m)| m),
        chosen: record.chosen,
        metrics,
    }
}
