//! The exposures as they were known after some numbers of periods.

use std::collections::BTreeMap;

use sarima::{EXPOSURE, Exog};

use super::city::exposure;
use crate::calendar::Calendar;

/// The exposures of the past and of all periods to come, as they are known at each origin.
///
/// A forecast of a period takes no exposure that was learnt from it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Exposures {
    by_origin: BTreeMap<usize, Vec<f64>>,
}

impl Exposures {
    /// No exposures: each is 1.
    pub const fn none() -> Self {
        Self {
            by_origin: BTreeMap::new(),
        }
    }

    /// Learns from the series of all places what they share, once for each number of periods.
    pub fn learn(
        calendar: &Calendar,
        series: &[Vec<f64>],
        origins: impl IntoIterator<Item = usize>,
    ) -> Self {
        let totals = totals(series, calendar.n_observed);
        let known = |n: usize| Some((n, exposure(calendar, totals.get(..n)?)?));
        Self {
            by_origin: origins.into_iter().filter_map(known).collect(),
        }
    }

    /// Returns `true` if nothing was learnt.
    pub fn is_empty(&self) -> bool {
        self.by_origin.is_empty()
    }

    /// The exposures of all periods of the calendar, as known after `n` of them.
    pub fn after(&self, n: usize) -> Option<&[f64]> {
        self.by_origin.get(&n).map(Vec::as_slice)
    }

    /// The exposures of the first `n` periods, for a fit to them.
    pub(crate) fn past(&self, n: usize) -> Exog {
        self.columns(n, 0..n)
    }

    /// The exposures of the `horizon` periods that follow the first `n`.
    pub(crate) fn ahead(&self, n: usize, horizon: usize) -> Exog {
        self.columns(n, n..n + horizon)
    }

    fn columns(&self, n: usize, periods: std::ops::Range<usize>) -> Exog {
        let values = self.after(n).and_then(|known| known.get(periods));
        let exog = values.map(|values| Exog::new([EXPOSURE], vec![values.to_vec()]));
        exog.and_then(Result::ok).unwrap_or_default()
    }

    /// The exposures that decide about forecasts over `horizon` periods, for the key of a record.
    pub(crate) fn material(&self, horizon: usize) -> impl Iterator<Item = (usize, &[f64])> {
        let cut = move |(&n, known): (&usize, &'_ Vec<f64>)| (n, known.len().min(n + horizon));
        (self.by_origin.iter()).map(move |entry| {
            let (n, end) = cut(entry);
            (n, &entry.1[..end])
        })
    }
}

/// The sum over all series in each period; NaN where no series has a value.
fn totals(series: &[Vec<f64>], periods: usize) -> Vec<f64> {
    let total = |t: usize| {
        let mut known = series
            .iter()
            .map(|y| y[t])
            .filter(|y| !y.is_nan())
            .peekable();
        known.peek()?;
        Some(known.sum())
    };
    (0..periods).map(|t| total(t).unwrap_or(f64::NAN)).collect()
}
