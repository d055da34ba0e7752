//! Compares a value with a list of values and patterns.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::pattern::Pattern;
use super::values::Values;

/// Values up to this number are compared one by one, which is faster than hashing.
const FEW: usize = 12;

/// A list of values and patterns, ready to compare.
#[derive(Clone, Debug)]
pub(crate) struct Matcher {
    ignore_case: bool,
    length: usize,
    /// Values, each with its position in the list.
    literals: Vec<(Box<[u8]>, usize)>,
    /// The same, if there are many.
    table: FxHashMap<Box<[u8]>, usize>,
    patterns: Vec<(Pattern, usize)>,
}

impl Matcher {
    pub(crate) fn new(values: &Values) -> Self {
        let ignore_case = values.ignore_case();
        let (mut literals, mut patterns) = (Vec::new(), Vec::new());
        for (at, text) in values.texts().enumerate() {
            let pattern = Pattern::new(text);
            let pattern = if ignore_case {
                pattern.folded()
            } else {
                pattern
            };
            match pattern.literal() {
                Some(literal) => literals.push((Box::from(literal.as_bytes()), at)),
                None => patterns.push((pattern, at)),
            }
        }
        let table = if literals.len() > FEW {
            literals.drain(..).collect()
        } else {
            FxHashMap::default()
        };
        Self {
            ignore_case,
            length: values.texts().count(),
            literals,
            table,
            patterns,
        }
    }

    /// `true` if a comparison costs no more than the search for an earlier one.
    #[inline]
    pub(crate) fn is_quick(&self) -> bool {
        self.patterns.is_empty() && !self.ignore_case
    }

    /// The number of values and patterns.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// `true` if one of the list matches a value, which has no blanks around it and is UTF-8.
    /// Notes in `matched` each position of the list that does, or has matched before.
    #[inline]
    pub(crate) fn matches(&self, value: &[u8], matched: &mut [bool]) -> bool {
        let folded;
        let value = if self.ignore_case {
            folded = fold(value);
            &folded
        } else {
            value
        };
        let mut found = false;
        if let Some(at) = self.literal(value) {
            matched[at] = true;
            found = true;
        }
        for (pattern, at) in &self.patterns {
            // A pattern that has matched before need not be tried for the sake of the note.
            if !(found && matched[*at]) && pattern.matches(value) {
                matched[*at] = true;
                found = true;
            }
        }
        found
    }

    #[inline]
    fn literal(&self, value: &[u8]) -> Option<usize> {
        if !self.table.is_empty() {
            return self.table.get(value).copied();
        }
        let found = self
            .literals
            .iter()
            .find(|(literal, _)| **literal == *value);
        found.map(|&(_, at)| at)
    }
}

/// A text in lower case.
fn fold(value: &[u8]) -> Cow<'_, [u8]> {
    if !value.is_ascii() {
        return Cow::Owned(String::from_utf8_lossy(value).to_lowercase().into_bytes());
    }
    if value.iter().any(u8::is_ascii_uppercase) {
        return Cow::Owned(value.to_ascii_lowercase());
    }
    Cow::Borrowed(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(json: serde_json::Value) -> Values {
        serde_json::from_value(json).unwrap()
    }

    fn matching(matcher: &Matcher, texts: &[&str]) -> Vec<bool> {
        let mut matched = vec![false; matcher.len()];
        let of = |text: &&str| matcher.matches(text.as_bytes(), &mut matched);
        texts.iter().map(of).collect()
    }

    #[test]
    fn values_and_patterns_are_alternatives() {
        let matcher = Matcher::new(&values(serde_json::json!(["THEFT", "BURG*", 7, true, ""])));
        let found = matching(
            &matcher,
            &["THEFT", "BURGLARY", "7", "true", "", "theft", "77"],
        );
        assert_eq!(found, [true, true, true, true, true, false, false]);
    }

    #[test]
    fn case_is_folded_on_request_beyond_ascii_too() {
        let folded = serde_json::json!({ "values": ["Überfall", "Theft*"], "ignore_case": true });
        let matcher = Matcher::new(&values(folded));
        let found = matching(
            &matcher,
            &["ÜBERFALL", "überfall", "THEFT OVER", "OVERFALL"],
        );
        assert_eq!(found, [true, true, true, false]);
    }

    #[test]
    fn every_position_that_matches_is_noted() {
        let matcher = Matcher::new(&values(serde_json::json!(["A", "A*", "*B", "C"])));
        let mut matched = [false; 4];
        assert!(matcher.matches(b"A", &mut matched));
        assert_eq!(matched, [true, true, false, false]);
        assert!(matcher.matches(b"AB", &mut matched));
        assert_eq!(matched, [true, true, true, false]);
        assert!(!matcher.matches(b"D", &mut matched));
    }

    #[test]
    fn many_values_are_found_as_few_are() {
        let many: Vec<String> = (0..100).map(|n| format!("v{n}")).collect();
        let matcher = Matcher::new(&values(serde_json::json!(many)));
        assert_eq!(
            matching(&matcher, &["v0", "v99", "v100", "v"]),
            [true, true, false, false]
        );
    }
}
