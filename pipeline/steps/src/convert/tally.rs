//! Running totals for one file.

use std::collections::BTreeMap;

use super::counts::ConvertCounts;
use super::reject::{Reason, Reject};

/// Running totals for one file.
pub(crate) struct Tally<'a> {
    pub(crate) file: &'a str,
    pub(crate) counts: ConvertCounts,
    /// The first reject of each reason.
    pub(crate) first: BTreeMap<Reason, Reject>,
    /// Line on which the next chunk starts.
    pub(crate) line: u64,
}
