//! Compares each method with the best of the others.

use hotcast_artifacts::{Comparison, ForecastMethod};

use super::record::{EvaluateRecord, pooled};

/// Each method against the one of the others that has the smallest score over all hotspots.
///
/// The score is the continuous ranked probability score. `best` is not an opponent, because it is a
/// choice among the others.
pub(super) fn comparisons(
    methods: &[ForecastMethod],
    records: &[EvaluateRecord],
) -> Vec<Comparison> {
    let compared = methods.iter().map(|&method| {
        let others = methods.iter().copied();
        let others = others.filter(|other| *other != method && *other != ForecastMethod::Best);
        let scored = others.filter_map(|other| Some((over_all(records, other)?, other)));
        let (_, against) = scored.min_by(|a, b| a.0.total_cmp(&b.0))?;
        compare(method, against, records)
    });
    compared.flatten().collect()
}

fn over_all(records: &[EvaluateRecord], method: ForecastMethod) -> Option<f64> {
    let hotspots: Vec<_> = records.iter().filter_map(|r| r.pooled(method)).collect();
    pooled(&hotspots).summary().crps
}

fn compare(
    method: ForecastMethod,
    against: ForecastMethod,
    records: &[EvaluateRecord],
) -> Option<Comparison> {
    let (ours, theirs) = (over_all(records, method)?, over_all(records, against)?);
    if theirs <= 0.0 {
        return None;
    }
    let pairs = records.iter().filter_map(|record| {
        let crps = |m| record.pooled(m)?.summary().crps;
        Some((crps(method)?, crps(against)?))
    });
    let (mut wins, mut hotspots) = (0.0, 0.0);
    for (ours, theirs) in pairs {
        hotspots += 1.0;
        wins += if ours < theirs {
            1.0
        } else if ours == theirs {
            0.5
        } else {
            0.0
        };
    }
    Some(Comparison {
        method,
        against,
        wins_share: wins / hotspots,
        crps_ratio: ours / theirs,
        standard_error: standard_error(method, against, records).map(|error| error / theirs),
    })
}

/// The standard error of the difference of two scores over the origins, whose errors all hotspots
/// share in part.
fn standard_error(
    method: ForecastMethod,
    against: ForecastMethod,
    records: &[EvaluateRecord],
) -> Option<f64> {
    let origins = records
        .iter()
        .filter_map(|r| Some(r.scores.get(&method)?.len()));
    let at = |method, origin: usize| {
        let scores = records
            .iter()
            .filter_map(|r| r.scores.get(&method)?.get(origin));
        pooled(scores).summary().crps
    };
    let difference = |origin| Some(at(method, origin)? - at(against, origin)?);
    let differences: Vec<f64> = (0..origins.max()?).filter_map(difference).collect();
    let n = differences.len() as f64;
    if n < 2.0 {
        return None;
    }
    let mean = differences.iter().sum::<f64>() / n;
    let squares: f64 = differences.iter().map(|d| (d - mean).powi(2)).sum();
    Some((squares / (n - 1.0) / n).sqrt())
}
