//! The logical content of a JSON document.

use std::fs;
use std::path::Path;

use super::canonical::Canonical;
use super::key::canonical_digest;
use super::{Digest, Fields};
use crate::decimal::survives;
use crate::step::Output;

/// Returns the digest of a document without its volatile keys, at any depth.
///
/// A program may write numbers that an `f64` cannot hold. Two such numbers would compare equal
/// after rounding, so a document with one counts by its bytes.
pub(super) fn read(path: &Path, output: &Output) -> Result<Digest, String> {
    let text = fs::read(path).map_err(|error| error.to_string())?;
    let canonical =
        Canonical::of_text(&text, &output.volatile).map_err(|error| error.to_string())?;
    let content = canonical_digest(&canonical);
    // The project's own steps write from `f64`, so their numbers survive; only programs are
    // checked.
    if output.by_program && !numbers(&text).all(survives) {
        // A domain of its own: a digest of bytes never equals a digest of content.
        let mut fields = Fields::new("hotcast 2026 inexact document");
        fields.field("bytes", &Digest::of(&text).0);
        return Ok(fields.finish());
    }
    Ok(content)
}

/// Iterates over the numbers of a valid document as they are written.
fn numbers(text: &[u8]) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            match text[at] {
                b'"' => at = end_of_text(text, at),
                b'-' | b'0'..=b'9' => {
                    let start = at;
                    while at < text.len() && is_numeric(text[at]) {
                        at += 1;
                    }
                    return std::str::from_utf8(&text[start..at]).ok();
                }
                _ => at += 1,
            }
        }
        None
    })
}

fn is_numeric(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')
}

/// Returns the position after the string that begins at `open`.
fn end_of_text(text: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while at < text.len() && text[at] != b'"' {
        // A backslash hides the byte after it, which may be the quotation mark.
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str, output: &Output) -> Digest {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.json");
        fs::write(&path, text).unwrap();
        read(&path, output).unwrap()
    }

    #[test]
    fn numbers_are_found_outside_of_texts() {
        let text = br#"{"a1": [-1.5e+3, 0, "2 \" 3", {"\\": 4}], "b": true}"#;
        let found: Vec<&str> = numbers(text).collect();
        assert_eq!(found, ["-1.5e+3", "0", "4"]);
    }

    #[test]
    fn what_a_double_cannot_hold_counts_where_a_program_wrote_it() {
        let (ours, theirs) = (Output::json("x"), Output::json("x").by_program());
        let same = |a: &str, b: &str, output: &Output| content(a, output) == content(b, output);
        assert!(same("[1.0, 0.1]", "[ 1.00,0.10 ]", &theirs));
        assert!(same("[1.0]", "[1.00000000000000001]", &ours));
        assert!(!same("[1.0]", "[1.00000000000000001]", &theirs));
        let [a, b] = ["[123456789012345678901234]", "[123456789012345678901235]"];
        assert!(!same(a, b, &theirs));
    }
}
