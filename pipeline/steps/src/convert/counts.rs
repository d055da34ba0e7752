//! The numbers of rows that were kept, rejected and left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::filter::RuleCounts;
use super::reject::Reason;

/// The counts of a conversion. `rows_in = rows_kept + rows_rejected + rows_filtered`, the reasons
/// add up to `rows_rejected`, and the rules to `rows_filtered`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvertCounts {
    /// Rows read: records below the header, blank lines aside.
    pub rows_in: u64,
    /// Rows in the incidents file.
    pub rows_kept: u64,
    /// Rows in the rejects file.
    pub rows_rejected: u64,
    /// Rows that `keep` or `drop` leaves out.
    pub rows_filtered: u64,
    /// These by rule: the rules of `keep`, then those of `drop`, each by the names of the columns.
    pub rules: Vec<RuleCounts>,
    /// Kept rows whose extra columns have values that are not of their types, by column.
    pub extra_unreadable: Vec<u64>,
    /// Rejected rows by reason; reasons that did not occur are absent.
    pub reasons: BTreeMap<Reason, u64>,
    /// Rows kept at midnight of their day because their time of day cannot be read.
    pub clock_unreadable: u64,
    /// Files of which more than 5 % of the rows are malformed.
    pub files_malformed: u64,
    /// Rows kept that lie outside the area of use of their coordinate system.
    pub rows_outside_area: u64,
    /// Those so far outside that the coordinate system must be another.
    pub rows_far_outside_area: u64,
    /// Rejected rows whose coordinates the other decimal mark would make readable.
    pub rows_of_other_mark: u64,
    /// Rows rejected for their form that have a quote behind a backslash, where `escape` is not set.
    pub rows_escaped: u64,
    /// Bytes of text read, after decompression.
    pub bytes: u64,
}

impl ConvertCounts {
    /// Rejected rows that are faulty in themselves, rather than left out by a filter.
    #[must_use]
    pub fn rows_malformed(&self) -> u64 {
        self.reasons
            .iter()
            .filter(|(reason, _)| reason.is_malformed())
            .map(|(_, n)| n)
            .sum()
    }

    /// Rows that the rules let pass, of which malformed ones are a share.
    #[must_use]
    pub fn rows_admitted(&self) -> u64 {
        self.rows_in - self.rows_filtered
    }

    pub(crate) fn reject(&mut self, reason: Reason) {
        self.rows_rejected += 1;
        *self.reasons.entry(reason).or_default() += 1;
    }

    /// Adds other counts.
    pub fn add(&mut self, other: &Self) {
        self.rows_in += other.rows_in;
        self.rows_kept += other.rows_kept;
        self.rows_rejected += other.rows_rejected;
        self.clock_unreadable += other.clock_unreadable;
        self.files_malformed += other.files_malformed;
        self.bytes += other.bytes;
        self.rows_outside_area += other.rows_outside_area;
        self.rows_far_outside_area += other.rows_far_outside_area;
        self.rows_of_other_mark += other.rows_of_other_mark;
        self.rows_escaped += other.rows_escaped;
        self.rows_filtered += other.rows_filtered;
        RuleCounts::add_all(&mut self.rules, &other.rules);
        let columns = self
            .extra_unreadable
            .len()
            .max(other.extra_unreadable.len());
        self.extra_unreadable.resize(columns, 0);
        for (sum, n) in self
            .extra_unreadable
            .iter_mut()
            .zip(&other.extra_unreadable)
        {
            *sum += n;
        }
        for (&reason, &n) in &other.reasons {
            *self.reasons.entry(reason).or_default() += n;
        }
    }
}
