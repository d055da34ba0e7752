//! A value or a pattern with `*`.

/// A text in which `*` stands for any characters, also none, and `\*` for a star.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// The texts between the stars; a single one is a value that is matched as a whole.
    pieces: Vec<String>,
}

impl Pattern {
    /// Reads a pattern. Blanks around it do not count, as in the values that it is compared with.
    pub(crate) fn new(text: &str) -> Self {
        let mut pieces = vec![String::new()];
        let mut rest = text.trim_matches(|c: char| c.is_ascii_whitespace());
        while let Some(c) = rest.chars().next() {
            let (taken, literal) = match c {
                '*' => (1, None),
                '\\' if rest.starts_with("\\*") => (2, Some('*')),
                other => (other.len_utf8(), Some(other)),
            };
            match (literal, pieces.last_mut()) {
                (Some(literal), Some(piece)) => piece.push(literal),
                _ => pieces.push(String::new()),
            }
            rest = &rest[taken..];
        }
        Self { pieces }
    }

    /// The pattern for texts in lower case.
    pub(crate) fn folded(&self) -> Self {
        Self {
            pieces: self.pieces.iter().map(|p| p.to_lowercase()).collect(),
        }
    }

    /// The value, if it has no star.
    pub(crate) fn literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// `true` if every text matches.
    pub(crate) fn is_all(&self) -> bool {
        self.pieces.len() > 1 && self.pieces.iter().all(String::is_empty)
    }

    /// The text without stars, to look for similar ones.
    pub(crate) fn core(&self) -> String {
        self.pieces.concat()
    }

    /// `true` if the whole text matches.
    ///
    /// Between the first and the last piece, each is sought as early as possible, which leaves the
    /// most text to the next: no match is missed, and nothing is tried twice.
    pub(crate) fn matches(&self, text: &[u8]) -> bool {
        let (first, middle, last) = match self.pieces.as_slice() {
            [] => return text.is_empty(),
            [only] => return only.as_bytes() == text,
            [first, middle @ .., last] => (first.as_bytes(), middle, last.as_bytes()),
        };
        let inner = text
            .strip_prefix(first)
            .and_then(|text| text.strip_suffix(last));
        let Some(mut rest) = inner else { return false };
        for piece in middle {
            let Some(at) = memchr::memmem::find(rest, piece.as_bytes()) else {
                return false;
            };
            rest = &rest[at + piece.len()..];
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).matches(text.as_bytes())
    }

    #[test]
    fn a_star_is_any_run_of_characters_and_can_be_escaped() {
        for (pattern, yes, no) in [
            ("THEFT", &["THEFT"][..], &["THEFTS", "theft", ""][..]),
            ("", &[""], &["x"]),
            ("*", &["", "x"], &[]),
            ("BURG*", &["BURG", "BURGLARY"], &["HAMBURG", "BUR"]),
            ("*BURG", &["BURG", "HAMBURG"], &["BURGLARY"]),
            ("*a*b*", &["ab", "xaxbx"], &["ba", ""]),
            ("ab*ba", &["abba", "ab ba"], &["aba"]),
            ("a\\*b", &["a*b"], &["axb", "a\\*b"]),
            ("a\\b", &["a\\b"], &["ab"]),
            (" x* ", &["x", "xy"], &["y", " x"]),
            ("*é", &["café"], &["cafe"]),
        ] {
            for text in yes {
                assert!(matches(pattern, text), "{pattern} {text}");
            }
            for text in no {
                assert!(!matches(pattern, text), "{pattern} {text}");
            }
        }
    }

    /// The definition, by trying every split.
    fn slowly(pattern: &[u8], text: &[u8]) -> bool {
        match pattern {
            [] => text.is_empty(),
            [b'*', rest @ ..] => (0..=text.len()).any(|at| slowly(rest, &text[at..])),
            [c, rest @ ..] => text.first() == Some(c) && slowly(rest, &text[1..]),
        }
    }

    proptest! {
        #[test]
        fn a_pattern_matches_what_its_definition_says(
            pattern in "[ab*]{0,8}", text in "[ab]{0,10}",
        ) {
            let expected = slowly(pattern.as_bytes(), text.as_bytes());
            prop_assert_eq!(matches(&pattern, &text), expected);
        }
    }
}
