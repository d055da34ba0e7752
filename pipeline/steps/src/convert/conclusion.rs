//! Remarks on a conversion that has succeeded.

use std::collections::BTreeMap;

use crate::malformed::{NOTABLE_SHARE, is_malformed, is_notable};

/// Names of counts.
pub(super) const CLOCK_UNREADABLE: &str = "clock_unreadable";
pub(super) const FILES_MALFORMED: &str = "files_malformed";
pub(super) const ESCAPED: &str = "rows_escaped";
pub(super) const OUTSIDE_AREA: &str = "outside_area_of_epsg";
pub(super) const ROWS_FILTERED: &str = "rows_filtered";
/// The prefix of the counts of rules.
pub(super) const FILTERED: &str = "filtered.";
/// The prefix of the counts of extra columns.
pub(super) const EXTRA_UNREADABLE: &str = "extra_unreadable.";
/// The prefix of the counts of reasons.
pub(super) const REJECTED: &str = "rejected_";

/// Sentences about many malformed rows, in all files or in one, unread times of day, and places
/// outside the area of `epsg`.
pub(super) fn findings(counts: &BTreeMap<String, u64>) -> Vec<String> {
    let of = |name: &str| counts.get(name).copied().unwrap_or_default();
    let mut reasons: Vec<(&str, u64)> = counts
        .iter()
        .filter_map(|(name, &n)| Some((name.strip_prefix(REJECTED)?, n)))
        .filter(|(reason, _)| is_malformed(reason))
        .collect();
    reasons.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let malformed: u64 = reasons.iter().map(|(_, n)| n).sum();
    let rows = of("rows_in").saturating_sub(of(ROWS_FILTERED));
    let files = of(FILES_MALFORMED);
    let mut found = Vec::new();
    if let Some((worst, n)) = reasons.first()
        && (files > 0 || is_notable(malformed, rows))
    {
        let share = 100.0 * malformed as f64 / rows.max(1) as f64;
        // Does not point at single files where all together have many.
        let within = match files {
            _ if is_notable(malformed, rows) => String::new(),
            0 => String::new(),
            1 => format!(", more than {:.0} % of one file", 100.0 * NOTABLE_SHARE),
            n => format!(", more than {:.0} % of {n} files", 100.0 * NOTABLE_SHARE),
        };
        found.push(format!(
            "warning: {malformed} of {rows} rows ({share:.1} %) are malformed and left out\
             {within}, mostly by {worst} ({n}); the output `rejects` has them"
        ));
    }
    let escaped = of(ESCAPED);
    if escaped > 0 {
        found.push(format!(
            "warning: {escaped} of the rejected rows have a quote behind a backslash: \
             `escape: \"\\\\\"` reads them"
        ));
    }
    let unread = of(CLOCK_UNREADABLE);
    if unread > 0 {
        found.push(format!(
            "{unread} of {} kept rows stand at midnight, because their time of day cannot be read",
            of("rows_kept")
        ));
    }
    found.extend(unreadable(counts));
    let (outside, kept) = (of(OUTSIDE_AREA), of("rows_kept"));
    if 2 * outside > kept {
        found.push(format!(
            "warning: {outside} of {kept} places lie outside the area that `epsg` is made for: \
             check the code"
        ));
    }
    found
}

/// Sentences about extra columns with values that are not of their types.
fn unreadable(counts: &BTreeMap<String, u64>) -> Vec<String> {
    let kept = counts.get("rows_kept").copied().unwrap_or_default();
    let columns = counts
        .iter()
        .filter_map(|(name, n)| Some((name.strip_prefix(EXTRA_UNREADABLE)?, n)));
    let said = columns.map(|(column, n)| {
        format!(
            "warning: {n} of {kept} kept rows have a value of `{column}` that is not of its type; \
             it is null there"
        )
    });
    said.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(counts: &[(&str, u64)]) -> Vec<String> {
        let counts = counts.iter().map(|&(name, n)| (name.to_owned(), n));
        findings(&counts.collect())
    }

    #[test]
    fn a_few_malformed_rows_or_many_left_out_on_request_are_not_worth_a_word() {
        let counts = [
            ("rows_in", 100),
            ("rejected_missing_time", 5),
            ("rejected_outside_bbox", 60),
        ];
        assert!(said(&counts).is_empty());
    }

    #[test]
    fn rows_with_escaped_quotes_are_pointed_to_the_option_that_reads_them() {
        let counts = [
            ("rows_in", 400),
            ("rejected_field_count", 1),
            ("rows_escaped", 1),
        ];
        assert_eq!(
            said(&counts),
            [
                "warning: 1 of the rejected rows have a quote behind a backslash: \
                `escape: \"\\\\\"` reads them"
            ]
        );
    }

    #[test]
    fn a_coordinate_system_of_elsewhere_is_pointed_out_where_most_places_lie_outside() {
        let of = |outside| said(&[("rows_kept", 10), (OUTSIDE_AREA, outside)]);
        assert!(of(5).is_empty());
        assert_eq!(
            of(6),
            [
                "warning: 6 of 10 places lie outside the area that `epsg` is made for: \
                 check the code"
            ]
        );
    }

    #[test]
    fn many_malformed_rows_are_named_with_their_most_frequent_reason() {
        let counts = [
            ("rows_in", 100),
            ("rejected_missing_time", 2),
            ("rejected_unparsable_time", 4),
            ("rejected_duplicate", 9),
            ("files_malformed", 1),
        ];
        let expected = "warning: 6 of 100 rows (6.0 %) are malformed and left out, \
                        mostly by unparsable_time (4); the output `rejects` has them";
        assert_eq!(said(&counts), [expected]);
    }

    #[test]
    fn one_bad_file_among_many_is_noticed() {
        let counts = [
            ("rows_in", 10_000),
            ("rejected_missing_time", 40),
            ("files_malformed", 1),
        ];
        assert!(said(&counts)[0].contains("more than 5 % of one file"));
    }

    #[test]
    fn malformed_rows_are_a_share_of_those_that_are_not_filtered() {
        let counts = [
            ("rows_in", 1000),
            ("rows_filtered", 900),
            ("rejected_missing_time", 6),
        ];
        assert!(said(&counts)[0].starts_with("warning: 6 of 100 rows (6.0 %) are malformed"));
    }

    #[test]
    fn unreadable_extra_values_are_counted_by_column() {
        let counts = [("rows_kept", 8), ("extra_unreadable.District", 3)];
        assert_eq!(
            said(&counts),
            [
                "warning: 3 of 8 kept rows have a value of `District` that is not of its type; \
              it is null there"
            ]
        );
    }

    #[test]
    fn unread_clocks_are_counted() {
        let counts = [("rows_in", 9), ("rows_kept", 8), ("clock_unreadable", 3)];
        assert_eq!(
            said(&counts),
            ["3 of 8 kept rows stand at midnight, because their time of day cannot be read"]
        );
    }
}
