//! The rules of `keep` and `drop`, in the order in which they are applied.

use std::fmt;

use crate::convert::params::Convert;
use crate::matching::Values;

/// A rule as the workflow has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule<'a> {
    /// `true` for `keep`.
    pub(crate) keeps: bool,
    /// The column of the source.
    pub(crate) column: &'a str,
    pub(crate) values: &'a Values,
}

/// The rules: those of `keep`, then those of `drop`, each by the names of the columns.
pub(crate) fn rules(params: &Convert) -> impl Iterator<Item = Rule<'_>> {
    [(true, &params.keep), (false, &params.drop)]
        .into_iter()
        .flat_map(|(keeps, rules)| {
            rules.iter().map(move |(column, values)| Rule {
                keeps,
                column,
                values,
            })
        })
}

impl Rule<'_> {
    /// The parameter.
    pub(crate) fn option(&self) -> &'static str {
        if self.keeps { "keep" } else { "drop" }
    }
}

/// The name in counts and reports: `keep.Primary Type`.
impl fmt::Display for Rule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.option(), self.column.trim())
    }
}
