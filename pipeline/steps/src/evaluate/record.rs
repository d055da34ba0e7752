//! The scores of one hotspot.

use std::collections::BTreeMap;

use crate::forecasting::{ForecastMethod, Scores};

/// The scores of each method on one hotspot.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EvaluateRecord {
    pub(super) id: i64,
    /// The method that `best` chose, where it was asked for.
    pub(super) chosen: Option<ForecastMethod>,
    /// The scores of each method, origin by origin.
    pub(super) scores: BTreeMap<ForecastMethod, Vec<Scores>>,
}

impl EvaluateRecord {
    /// The scores of a method over all origins.
    pub(super) fn pooled(&self, method: ForecastMethod) -> Option<Scores> {
        self.scores.get(&method).map(pooled)
    }
}

/// Scores of several origins or hotspots together.
pub(super) fn pooled<'a>(scores: impl IntoIterator<Item = &'a Scores>) -> Scores {
    let mut all = Scores::default();
    scores.into_iter().for_each(|one| all.merge(one));
    all
}
