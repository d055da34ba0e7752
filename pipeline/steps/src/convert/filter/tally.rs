//! The number of rows that a rule leaves out.

use serde::{Deserialize, Serialize};

/// The account of one rule of `keep` or `drop`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCounts {
    /// Rows that it leaves out, among those that the rules before it let pass.
    pub rows: u64,
    /// For each of its values, `true` if a row has matched it.
    pub matched: Vec<bool>,
}

impl RuleCounts {
    /// Adds the counts of other rows, rule by rule.
    pub(crate) fn add_all(sums: &mut Vec<Self>, others: &[Self]) {
        if sums.len() < others.len() {
            sums.resize(others.len(), Self::default());
        }
        for (sum, other) in sums.iter_mut().zip(others) {
            sum.rows += other.rows;
            sum.matched.resize(other.matched.len(), false);
            for (matched, other) in sum.matched.iter_mut().zip(&other.matched) {
                *matched |= other;
            }
        }
    }
}
