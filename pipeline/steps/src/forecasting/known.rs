//! Regressors and exposures of the periods of a series.

use std::ops::Range;

use sarima::{Exog, Model};

use crate::exposure::Exposures;

/// The regressors of all periods, and the exposures as they were known at each origin.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The regressors of SARIMA, also those of periods to come.
    pub exog: &'a Exog,
    /// The exposures, for `counts`.
    pub exposures: &'a Exposures,
}

impl Known<'_> {
    /// The regressors that a model needs to forecast a range of periods, known at its start; a fit
    /// may have left out collinear ones.
    pub(super) fn ahead(&self, model: &Model, periods: Range<usize>) -> Exog {
        if model.as_counts().is_some() {
            return self.exposures.ahead(periods.start, periods.len());
        }
        let needed = model.exog_names();
        if needed.is_empty() {
            return Exog::none();
        }
        let all = self.exog.slice(periods);
        let columns = all.names().iter().zip(all.columns());
        let used = columns.filter(|(name, _)| needed.contains(name));
        let (names, columns): (Vec<_>, Vec<_>) = used.map(|(n, c)| (n.clone(), c.clone())).unzip();
        // Columns of what was a table have one length and no value that is not finite.
        Exog::new(names, columns).unwrap_or_default()
    }
}
