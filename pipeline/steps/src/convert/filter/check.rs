//! Mistakes in `keep` and `drop` that are found before any file is read.

use std::collections::BTreeMap;

use super::rule::rules;
use crate::convert::params::Convert;
use crate::matching::{Values, mistakes};
use hotcast_runner::Problem;

/// All mistakes in the rules.
pub(crate) fn problems(params: &Convert) -> Vec<Problem> {
    let mut found = Vec::new();
    for (field, rules) in [("keep", &params.keep), ("drop", &params.drop)] {
        found.extend(twice(field, rules));
    }
    let drops = |column: &str| params.drop.iter().find(|(other, _)| same(column, other));
    let keeps = |column: &str| params.keep.keys().any(|other| same(column, other));
    for (column, values) in &params.keep {
        let drop = drops(column).map(|(_, values)| values);
        found.extend(of_column(column, Some(values), drop));
    }
    for (column, values) in params.drop.iter().filter(|(column, _)| !keeps(column)) {
        found.extend(of_column(column, None, Some(values)));
    }
    found
}

/// The names of the columns that the rules read, with the parameter.
pub(crate) fn names(params: &Convert) -> impl Iterator<Item = (&'static str, &str)> {
    rules(params).map(|rule| (rule.option(), rule.column))
}

fn of_column(column: &str, keep: Option<&Values>, drop: Option<&Values>) -> Vec<Problem> {
    let found = mistakes(keep, drop, &format!("`{column}`"));
    let problem = |mistake: crate::matching::Mistake| Problem {
        field: if mistake.in_drop { "drop" } else { "keep" }.to_owned(),
        message: mistake.message,
        hint: Some(mistake.hint.to_owned()),
    };
    found.into_iter().map(problem).collect()
}

/// Columns that are named twice in other words.
fn twice(field: &str, rules: &BTreeMap<String, Values>) -> Vec<Problem> {
    let columns: Vec<&String> = rules.keys().collect();
    let mut found = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let first = columns[..at].iter().find(|other| same(column, other));
        found.extend(first.map(|other| Problem {
            field: field.to_owned(),
            message: format!("`{other}` and `{column}` are the same column"),
            hint: Some("write one list for it; a row must satisfy every rule".to_owned()),
        }));
    }
    found
}

/// `true` for names that are compared as equal.
fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}
