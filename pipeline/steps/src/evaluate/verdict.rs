//! The sentence about the method under test.

use std::collections::BTreeMap;

use hotcast_artifacts::{Comparison, ForecastMethod, Metrics, Verdict};

/// The first method against the best of the others.
///
/// `None` without others, or when no hotspot has a scaled error.
pub(super) fn verdict(
    comparisons: &[Comparison],
    methods: &[ForecastMethod],
    overall: &BTreeMap<ForecastMethod, Metrics>,
    actual_regressors: &[String],
) -> Option<Verdict> {
    let method = methods.first()?;
    let found = comparisons.iter().find(|c| c.method == *method)?;
    let mase = |method: ForecastMethod| overall.get(&method)?.mase;
    Some(Verdict {
        method: found.method,
        against: found.against,
        wins_share: found.wins_share,
        crps_ratio: found.crps_ratio,
        mase_ratio: mase(found.method)? / mase(found.against).filter(|m| *m > 0.0)?,
        text: sentence(found) + &condition(actual_regressors),
    })
}

fn sentence(found: &Comparison) -> String {
    let mut title = found.method.title().to_owned();
    title[..1].make_ascii_uppercase();
    let against = found.against.title();
    let wins = 100.0 * found.wins_share;
    let difference = found.crps_ratio - 1.0;
    let percent = format!("{:.1} %", 100.0 * difference.abs());
    // Two standard errors, as for `best`.
    let margin = found.standard_error.map(|error| 2.0 * error);
    let chance = margin.is_some_and(|margin| difference.abs() <= margin);
    let margin = margin.map_or_else(String::new, |m| format!(" (± {:.1} %)", 100.0 * m));
    if percent == "0.0 %" {
        return format!(
            "{title} is as good as {against}, the best of the others: their errors (CRPS) over all \
             are the same."
        );
    }
    match (chance, difference < 0.0) {
        (true, _) => format!(
            "{title} is as good as {against}, the best of the others: its error (CRPS) over all is \
             {percent} {}{margin}, which may be chance, and smaller on {wins:.0} % of hotspots.",
            if difference < 0.0 {
                "smaller"
            } else {
                "larger"
            },
        ),
        (false, true) => format!(
            "{title} beats {against}, the best of the others: its error (CRPS) over all is \
             {percent} smaller{margin}, and smaller on {wins:.0} % of hotspots."
        ),
        (false, false) => format!(
            "{title} does not beat {against}: its error (CRPS) over all is {percent} \
             larger{margin}, and smaller on {wins:.0} % of hotspots only."
        ),
    }
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

    fn text(method: ForecastMethod, crps_ratio: f64, standard_error: Option<f64>) -> String {
        sentence(&Comparison {
            method,
            against: ForecastMethod::Ets,
            wins_share: 0.714,
            crps_ratio,
            standard_error,
        })
    }

    #[test]
    fn the_sentence_says_who_wins_and_loses_and_what_may_be_chance() {
        use ForecastMethod::{Best, Counts, Sarima};
        assert_eq!(
            text(Counts, 0.891, Some(0.004)),
            "Counts beats exponential smoothing, the best of the others: its error (CRPS) over all \
             is 10.9 % smaller (± 0.8 %), and smaller on 71 % of hotspots."
        );
        assert_eq!(
            text(Sarima, 1.03, Some(0.01)),
            "SARIMA does not beat exponential smoothing: its error (CRPS) over all is 3.0 % larger \
             (± 2.0 %), and smaller on 71 % of hotspots only."
        );
        assert_eq!(
            text(Best, 0.995, Some(0.01)),
            "The method chosen for each hotspot is as good as exponential smoothing, the best of \
             the others: its error (CRPS) over all is 0.5 % smaller (± 2.0 %), which may be chance, \
             and smaller on 71 % of hotspots."
        );
        assert_eq!(
            text(Best, 1.0003, Some(0.0001)),
            "The method chosen for each hotspot is as good as exponential smoothing, the best of \
             the others: their errors (CRPS) over all are the same."
        );
        assert!(text(Counts, 0.9, None).contains(" 10.0 % smaller, and smaller on"));
    }
}
