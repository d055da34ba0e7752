//! The errors of similar series together.

use std::collections::BTreeMap;

use sarima::{Calibration, ErrorQuantiles};

use super::errors::{SeriesErrors, Transformed, WindowErrors};

/// The fewest forecasts of a group.
const FEWEST: usize = 100;

/// The fewest forecasts of all hotspots together from which quantiles are taken.
const ENOUGH: usize = 50;

/// The calibration of each series, from the errors of all: of its method, at levels like its own;
/// `None` where there are no errors to calibrate, as for `counts`.
///
/// Forecasts are grouped by the level that was forecast, so that their errors do not decide about
/// the group: by doublings, with groups of fewer than a hundred forecasts joined to the next.
/// A method with fewer takes the errors of all methods, and with fewer than fifty in all, errors are
/// taken as normal.
pub(crate) fn calibrations(series: &[Option<&SeriesErrors>]) -> Vec<Option<Calibration>> {
    let mut methods: BTreeMap<&str, Vec<&WindowErrors>> = BTreeMap::new();
    for errors in series.iter().flatten() {
        let windows = methods.entry(&errors.method).or_default();
        windows.extend(&errors.windows);
    }
    let all = Groups::of(methods.values().flatten().copied().collect());
    let groups: BTreeMap<&str, Groups> = methods
        .into_iter()
        .filter(|(_, windows)| windows.len() >= FEWEST)
        .map(|(method, windows)| (method, Groups::of(windows)))
        .collect();
    let calibration = |errors: &SeriesErrors| {
        let groups = groups.get(errors.method.as_str()).unwrap_or(&all);
        let (periods, sums) = match errors.windows.is_empty() {
            true => (ErrorQuantiles::normal(), ErrorQuantiles::normal()),
            false => groups.at(errors.level()),
        };
        Calibration::new(errors.whole, periods, sums)
    };
    series
        .iter()
        .map(|errors| errors.map(calibration))
        .collect()
}

/// Quantiles by level, each up to a level.
struct Groups(Vec<(f64, ErrorQuantiles, ErrorQuantiles)>);

impl Groups {
    fn of(mut windows: Vec<&WindowErrors>) -> Self {
        windows.sort_by(|a, b| a.level.total_cmp(&b.level));
        let mut groups = Vec::new();
        let mut rest = windows.as_slice();
        if (ENOUGH..FEWEST).contains(&rest.len()) {
            groups.push(quantiles(rest, f64::INFINITY));
        }
        while rest.len() >= FEWEST {
            let top = doubling(rest[FEWEST - 1].level);
            let mut end = rest.partition_point(|window| window.level <= top);
            let joined = rest.len() - end < FEWEST;
            if joined {
                end = rest.len();
            }
            let (group, later) = rest.split_at(end);
            groups.push(quantiles(group, if joined { f64::INFINITY } else { top }));
            rest = later;
        }
        Self(groups)
    }

    fn at(&self, level: f64) -> (ErrorQuantiles, ErrorQuantiles) {
        match self.0.iter().find(|(top, ..)| level <= *top) {
            Some((_, periods, sums)) => (periods.clone(), sums.clone()),
            None => (ErrorQuantiles::normal(), ErrorQuantiles::normal()),
        }
    }
}

/// The next power of two, and at least an eighth.
fn doubling(level: f64) -> f64 {
    let top = level.max(0.125).log2().ceil();
    top.exp2().max(level)
}

fn quantiles(group: &[&WindowErrors], top: f64) -> (f64, ErrorQuantiles, ErrorQuantiles) {
    let long = |&(below, upto): &Transformed| (f64::from(below), f64::from(upto));
    let periods = group.iter().flat_map(|window| &window.periods);
    let periods: Vec<_> = periods.map(long).collect();
    let sums = group.iter().filter_map(|window| window.sum.as_ref());
    let sums: Vec<_> = sums.map(long).collect();
    (
        top,
        ErrorQuantiles::from_transforms(&periods),
        ErrorQuantiles::from_transforms(&sums),
    )
}

#[cfg(test)]
mod tests {
    use sarima::Scale;

    use super::*;

    /// A hundred windows of four errors whose transforms lie in a range.
    fn errors(method: &str, level: f64, (from, to): (f64, f64)) -> SeriesErrors {
        let transform = |i: usize| (from + (to - from) * (i as f64 + 0.5) / 400.0) as f32;
        let window = |w: usize| WindowErrors {
            level,
            periods: (0..4)
                .map(|h| (transform(4 * w + h), transform(4 * w + h)))
                .collect(),
            sum: Some((transform(4 * w), transform(4 * w))),
        };
        SeriesErrors {
            method: method.to_owned(),
            whole: true,
            windows: (0..100).map(window).collect(),
        }
    }

    fn spread(calibration: &Option<Calibration>) -> f64 {
        let errors = calibration
            .as_ref()
            .unwrap()
            .errors(Scale::Period)
            .quantiles();
        errors.last().unwrap() - errors[0]
    }

    #[test]
    fn levels_and_methods_have_quantiles_of_their_own() {
        let quiet = errors("ets", 0.4, (0.2, 0.8));
        let busy = errors("ets", 7.0, (0.0, 1.0));
        let other = errors("sarima", 0.4, (0.45, 0.55));
        let found = calibrations(&[Some(&quiet), None, Some(&busy), Some(&other)]);
        assert_eq!(found[1], None);
        let [quiet, busy, other] = [0, 2, 3].map(|i| spread(&found[i]));
        assert!(
            other < 0.5 * quiet && quiet < 0.5 * busy,
            "{other} {quiet} {busy}"
        );
    }

    #[test]
    fn few_errors_are_those_of_all_methods_and_too_few_are_normal() {
        let many = errors("ets", 1.0, (0.3, 0.7));
        let mut few = errors("mean", 1.0, (0.0, 1.0));
        few.windows.truncate(10);
        let found = calibrations(&[Some(&many), Some(&few)]);
        assert!(spread(&found[1]) < 3.0);
        let alone = calibrations(&[Some(&few)]);
        assert_eq!(alone, [Some(Calibration::normal(true))]);
        few.windows.clear();
        let found = calibrations(&[Some(&many), Some(&few)]);
        assert_eq!(found[1], Some(Calibration::normal(true)));
        assert!(calibrations(&[]).is_empty());
    }

    #[test]
    fn a_group_with_few_forecasts_joins_the_next() {
        let quiet = errors("ets", 0.4, (0.2, 0.8));
        let mut busy = errors("ets", 7.0, (0.0, 1.0));
        busy.windows.truncate(40);
        let found = calibrations(&[Some(&quiet), Some(&busy)]);
        assert_eq!(found[0], found[1]);
    }
}
