//! The values that a source has, for messages about those that it has not.

use std::collections::BTreeMap;

use super::pattern::Pattern;

/// Different values that are counted; a column with more has no use for a list of them.
const MOST: usize = 20_000;

/// Values named in a message.
const NAMED: usize = 5;

/// The values of a column and the number of their rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SeenValues {
    rows: BTreeMap<String, u64>,
}

impl SeenValues {
    pub(crate) fn add(&mut self, value: &str, rows: u64) {
        if let Some(n) = self.rows.get_mut(value) {
            *n += rows;
        } else if self.rows.len() < MOST {
            self.rows.insert(value.to_owned(), rows);
        }
    }

    /// Visits every value.
    pub(crate) fn each(&self, visit: impl FnMut(&str)) {
        self.rows.keys().map(String::as_str).for_each(visit);
    }

    /// The value most like `wanted`, if one is alike.
    pub(crate) fn closest(&self, wanted: &str) -> Option<&str> {
        let core = Pattern::new(wanted).core().to_lowercase();
        let likeness = |value: &str| strsim::jaro_winkler(&core, &value.to_lowercase());
        let alike = self.rows.keys().map(|value| (likeness(value), value));
        alike
            .filter(|(likeness, value)| *likeness > 0.75 && !value.is_empty())
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, value)| value.as_str())
    }

    /// The most frequent values with their numbers of rows: "the most frequent values are …".
    pub(crate) fn frequent(&self) -> String {
        let mut ranked: Vec<(&String, u64)> = self.rows.iter().map(|(v, &n)| (v, n)).collect();
        ranked.sort_by_key(|&(value, n)| (std::cmp::Reverse(n), value));
        let named: Vec<String> = ranked
            .iter()
            .take(NAMED)
            .map(|(value, n)| format!("`{}` ({n})", shown(value)))
            .collect();
        match named.as_slice() {
            [] => "there are no values".to_owned(),
            [only] => format!("the only value is {only}"),
            _ => format!("the most frequent values are {}", named.join(", ")),
        }
    }
}

/// A sentence about a value that no row has.
pub(crate) fn unmatched(column: &str, wanted: &str, seen: &SeenValues) -> String {
    let similar = match seen.closest(wanted) {
        Some(value) if value.to_lowercase() == wanted.trim().to_lowercase() => format!(
            ": `{}` differs in case, which `ignore_case: true` ignores",
            shown(value)
        ),
        Some(value) => format!(": did you mean `{}`?", shown(value)),
        None => String::new(),
    };
    let stop = if similar.ends_with('?') { "" } else { ";" };
    format!(
        "warning: no row has `{column}` = `{wanted}`{similar}{stop} {}",
        seen.frequent()
    )
}

/// A value in a message, cut where it is long.
fn shown(value: &str) -> String {
    const LENGTH: usize = 60;
    // Escapes line ends and the control sequences of terminals.
    let visible = |c: char| match c {
        c if c.is_control() => c.escape_default().collect(),
        c => vec![c],
    };
    let mut shown: String = value.chars().take(LENGTH).flat_map(visible).collect();
    if value.chars().nth(LENGTH).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_not_there_is_answered_with_those_that_are() {
        let mut seen = SeenValues::default();
        for (value, rows) in [("BURGLARY", 3), ("THEFT", 9), ("ARSON", 1), ("THEFT", 1)] {
            seen.add(value, rows);
        }
        let frequent = "the most frequent values are `THEFT` (10), `BURGLARY` (3), `ARSON` (1)";
        for (wanted, similar) in [
            ("BURGLERY", ": did you mean `BURGLARY`?"),
            ("BURGLER*", ": did you mean `BURGLARY`?"),
            (
                "theft",
                ": `THEFT` differs in case, which `ignore_case: true` ignores;",
            ),
            ("42", ";"),
        ] {
            assert_eq!(
                unmatched("Primary Type", wanted, &seen),
                format!("warning: no row has `Primary Type` = `{wanted}`{similar} {frequent}")
            );
        }
    }
}
