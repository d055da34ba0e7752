//! The account of a filter over the rows of one chunk.

use rustc_hash::FxHashMap;

use super::tally::RuleCounts;
use crate::matching::Matcher;

/// Values of a column that are remembered, with their verdicts. A category has a few hundred, an id
/// any number.
const MOST_KNOWN: usize = 1024;

/// The counts of each rule, and verdicts on values that have occurred.
pub(crate) struct Account {
    /// The counts, in the order of the rules.
    pub(crate) counts: Vec<RuleCounts>,
    known: Vec<FxHashMap<Box<[u8]>, bool>>,
}

impl Account {
    pub(super) fn new(counts: Vec<RuleCounts>) -> Self {
        let known = vec![FxHashMap::default(); counts.len()];
        Self { counts, known }
    }

    /// `true` if a value matches the rule at this position. Patterns are tried once for a value:
    /// what it matches is then noted.
    #[inline]
    pub(super) fn matches(&mut self, rule: usize, matcher: &Matcher, value: &[u8]) -> bool {
        let noted = &mut self.counts[rule].matched;
        if matcher.is_quick() {
            return matcher.matches(value, noted);
        }
        let known = &mut self.known[rule];
        if let Some(&matches) = known.get(value) {
            return matches;
        }
        let matches = matcher.matches(value, noted);
        if known.len() < MOST_KNOWN {
            known.insert(value.into(), matches);
        }
        matches
    }
}
