//! Compares the method under test with a baseline.

use std::collections::BTreeMap;

use hotcast_artifacts::{ForecastMethod, HotspotMetrics, Metrics, Verdict};

/// Compares the first method with seasonal naive or, where that is not among the others, with the
/// first of them.
///
/// `None` when no hotspot has a scaled error.
pub(super) fn compare(
    methods: &[ForecastMethod],
    overall: &BTreeMap<ForecastMethod, Metrics>,
    hotspots: &[HotspotMetrics],
    actual_regressors: &[String],
) -> Option<Verdict> {
    let (&method, others) = methods.split_first()?;
    let naive = others.iter().find(|m| **m == ForecastMethod::SeasonalNaive);
    let &against = naive.or(others.first())?;
    let mase =
        |metrics: &BTreeMap<ForecastMethod, Metrics>, m| metrics.get(&m).and_then(|x| x.mase);
    let pairs: Vec<(f64, f64)> = hotspots
        .iter()
        .filter_map(|h| Some((mase(&h.metrics, method)?, mase(&h.metrics, against)?)))
        .collect();
    let (ours, theirs) = (mase(overall, method)?, mase(overall, against)?);
    if pairs.is_empty() || theirs <= 0.0 {
        return None;
    }
    let wins: f64 = pairs
        .iter()
        .map(|(a, b)| {
            if a < b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            }
        })
        .sum();
    let wins_share = wins / pairs.len() as f64;
    let mase_ratio = ours / theirs;
    Some(Verdict {
        method,
        against,
        wins_share,
        mase_ratio,
        text: sentence(method, against, wins_share, mase_ratio) + &condition(actual_regressors),
    })
}

fn sentence(
    method: ForecastMethod,
    against: ForecastMethod,
    wins_share: f64,
    mase_ratio: f64,
) -> String {
    let mut title = method.title().to_owned();
    title[..1].make_ascii_uppercase();
    let change = (100.0 * (mase_ratio - 1.0)).round();
    let overall = match change {
        c if c < 0.0 => format!("its error over all is {} % smaller", -c),
        c if c > 0.0 => format!("its error over all is {c} % larger"),
        _ => "its error over all is the same".to_owned(),
    };
    format!(
        "{title} beats {} on {:.0} % of hotspots; {overall}.",
        against.title(),
        100.0 * wins_share
    )
}

/// The sentence about regressors that the forecasts knew and that no one knows beforehand.
fn condition(actual_regressors: &[String]) -> String {
    let names: Vec<String> = (actual_regressors.iter())
        .map(|name| format!("`{name}`"))
        .collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => format!(" It was given the actual values of {last}."),
        Some((last, others)) => {
            let others = others.join(", ");
            format!(" It was given the actual values of {others} and {last}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regressors_that_no_one_knew_are_named() {
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(condition(&names[..0]), "");
        let given = " It was given the actual values of";
        assert_eq!(condition(&names[..1]), format!("{given} `a`."));
        assert_eq!(condition(&names), format!("{given} `a`, `b` and `c`."));
    }

    #[test]
    fn the_sentence_says_who_loses_too() {
        use ForecastMethod::{Best, Ets, Sarima, SeasonalNaive};
        assert_eq!(
            sentence(Sarima, SeasonalNaive, 0.714, 0.84),
            "SARIMA beats seasonal naive on 71 % of hotspots; its error over all is 16 % smaller."
        );
        assert_eq!(
            sentence(Best, Ets, 0.3, 1.25),
            "The method chosen for each hotspot beats exponential smoothing on 30 % of hotspots; \
             its error over all is 25 % larger."
        );
    }
}
