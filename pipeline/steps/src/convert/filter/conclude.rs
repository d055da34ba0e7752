//! Remarks on rules after all files have been converted.

use std::collections::BTreeMap;

use super::census::census;
use super::rule::{Rule, rules};
use super::tally::RuleCounts;
use crate::convert::conclusion::{FILTERED, ROWS_FILTERED};
use crate::convert::excerpt;
use crate::convert::params::Convert;
use crate::convert::source_file::SourceFile;
use crate::matching::{Matcher, SeenValues, unmatched};
use hotcast_runner::{Cancelled, Hint};

/// The prefix of the number of files in which no row matches a value.
const UNMATCHED: &str = "unmatched.";

/// The counts of rules as the runner keeps them.
pub(crate) fn counted(params: &Convert, counts: &[RuleCounts]) -> Vec<(String, u64)> {
    let mut named = Vec::new();
    for (at, rule) in rules(params).enumerate() {
        // Without a file, no rule has counted.
        let counts = counts.get(at).cloned().unwrap_or_default();
        named.push((format!("{FILTERED}{rule}"), counts.rows));
        for (text, matched) in rule.values.texts().zip(&counts.matched) {
            if !matched {
                named.push((unmatched_name(rule, text), 1));
            }
        }
    }
    named
}

fn unmatched_name(rule: Rule<'_>, text: &str) -> String {
    format!("{UNMATCHED}{rule}.{}", text.trim())
}

/// A sentence about the rows that the rules leave out.
fn left_out(params: &Convert, counts: &BTreeMap<String, u64>) -> Option<String> {
    let of = |name: &str| counts.get(name).copied().unwrap_or_default();
    let (all, rows) = (of(ROWS_FILTERED), of("rows_in"));
    let by = |rule: Rule<'_>| {
        let n = of(&format!("{FILTERED}{rule}"));
        (n > 0).then(|| format!("{n} by `{}` of `{}`", rule.option(), rule.column.trim()))
    };
    let by: Vec<String> = rules(params).filter_map(by).collect();
    (all > 0).then(|| format!("{all} of {rows} rows are left out: {}", by.join(", ")))
}

/// Sentences about the rows that are left out, and about values that no row has. `parts` is the number of times that each was looked for.
///
/// # Errors
/// If the rules leave no row at all, unless `max_reject_share` is 1.
pub(crate) fn conclude(
    params: &Convert,
    counts: &BTreeMap<String, u64>,
    parts: u64,
    files: &[SourceFile],
    cancelled: &(dyn Fn() -> bool + Sync),
) -> anyhow::Result<Vec<String>> {
    let of = |name: &str| counts.get(name).copied().unwrap_or_default();
    let rows = of("rows_in");
    let is_unmatched = |rule, text: &&str| rows > 0 && of(&unmatched_name(rule, text)) >= parts;
    let leaves_none = rows > 0 && of(ROWS_FILTERED) == rows && params.max_reject_share < 1.0;
    let any = rules(params).any(|rule| rule.values.texts().any(|text| is_unmatched(rule, &text)));
    let mut found: Vec<String> = left_out(params, counts).into_iter().collect();
    if !leaves_none && !any {
        return Ok(found);
    }
    let Some(seen) = census(files, params, cancelled) else {
        return Err(Cancelled.into());
    };
    if leaves_none {
        return Err(nothing_left(params, counts, &seen).into());
    }
    for (rule, seen) in rules(params).zip(&seen) {
        let matcher = Matcher::new(rule.values);
        let mut matched = vec![false; matcher.len()];
        // A value may only be in rows that other rules leave out; then it is not a mistake.
        seen.each(|value| {
            matcher.matches(value.as_bytes(), &mut matched);
        });
        for (text, matched) in rule.values.texts().zip(matched) {
            if is_unmatched(rule, &text) && !matched {
                found.push(unmatched(rule.column.trim(), text.trim(), seen));
            }
        }
    }
    Ok(found)
}

/// The error about rules that leave out every row, by the one that leaves out most.
fn nothing_left(params: &Convert, counts: &BTreeMap<String, u64>, seen: &[SeenValues]) -> Hint {
    let by = |rule: &Rule<'_>| {
        let n = counts.get(&format!("{FILTERED}{rule}"));
        n.copied().unwrap_or_default()
    };
    let worst = rules(params).zip(seen);
    let Some((rule, seen)) = worst.max_by_key(|(rule, _)| by(rule)) else {
        return Hint::new("no row is left", "look at `keep` and `drop`");
    };
    let rows = counts.get("rows_in").copied().unwrap_or_default();
    let column = rule.column.trim();
    let message = format!(
        "`keep` and `drop` leave out all {rows} rows, {} of them by `{}` of `{column}`; {}",
        by(&rule),
        rule.option(),
        seen.frequent()
    );
    let similar = rule.values.texts().find_map(|text| seen.closest(text));
    let accept = "`max_reject_share: 1` accepts files without incidents";
    Hint::new(
        message,
        match similar.filter(|_| rule.keeps) {
            Some(value) => format!(
                "did you mean `{}`? Case counts unless `ignore_case: true`; {accept}",
                excerpt::name(value)
            ),
            None => format!("check the values of `{column}`; {accept}"),
        },
    )
}
