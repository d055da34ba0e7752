//! The words of a query: whatever can be the name of a column or table.

use std::collections::BTreeSet;

use sqlparser::dialect::GenericDialect;
use sqlparser::tokenizer::{Span, Token, Tokenizer};

/// Every word of a query with its place; none of a text that is not SQL.
pub(crate) fn words(sql: &str) -> Vec<(String, Span)> {
    let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize_with_location();
    let word = |(token, span)| match token {
        Token::Word(word) => Some((word.value, span)),
        _ => None,
    };
    tokens
        .unwrap_or_default()
        .into_iter()
        .map(|token| (token.token, token.span))
        .filter_map(word)
        .collect()
}

/// The place of a name in a query, the first if there are several.
pub(crate) fn place_of(sql: &str, name: &str) -> Option<Span> {
    let found = words(sql).into_iter().find(|(word, _)| word == name);
    found.map(|(_, span)| span)
}

/// All words without their places: a superset of the columns that a query without wildcards names.
pub(crate) fn names(sql: &str) -> BTreeSet<String> {
    words(sql).into_iter().map(|(word, _)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_names_are_words_and_texts_are_not() {
        let names = names("SELECT \"Primary Type\", a.b FROM a WHERE c = 'd' -- e");
        for name in ["Primary Type", "a", "b", "c"] {
            assert!(names.contains(name), "{name}");
        }
        assert!(!names.contains("d") && !names.contains("e"));
    }
}
