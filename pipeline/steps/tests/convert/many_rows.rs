//! Many rows in every form, across chunks and chosen at random.

use hotcast_steps::convert::Convert;
use proptest::prelude::*;

use crate::support::{HEADER, convert, simple};

#[test]
fn rows_across_many_chunks_keep_their_lines_in_every_dialect() {
    let params = Convert {
        comment: Some('%'),
        escape: Some('\\'),
        skip_rows: 1,
        ..simple()
    };
    for newline in ["\n", "\r", "\r\n"] {
        let mut text = format!("title\n{HEADER}");
        let mut bad = Vec::new();
        for i in 0..40_000_i64 {
            let line = i + 3;
            match i % 1000 {
                7 => text.push_str("% \"a comment\n"),
                8 => {
                    bad.push((line, "unparsable_time"));
                    text.push_str("x,5,6,A,1\n");
                }
                _ => text.push_str("2021-03-04,5,6,\"a \\\" b\",1\n"),
            }
        }
        let text = text.replace('\n', newline);
        let outcome = convert(&params, &text);
        assert_eq!(outcome.reasons(), bad);
        assert_eq!(outcome.kept.len(), 39_920);
        assert!(
            outcome
                .kept
                .iter()
                .all(|k| k.category.as_deref() == Some("a \" b"))
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A table written in any dialect is read as it was.
    #[test]
    fn every_dialect_reads_back_what_was_written(
        rows in prop::collection::vec(("[ab\",;\n\r\\\\# é]{0,6}", "[ab\"\\\\#]{1,4}"), 1..12),
        newline in prop::sample::select(vec!["\n", "\r", "\r\n"]),
        delimiter in prop::sample::select(vec![",", ";", "\t", "|"]),
        escape in any::<bool>(),
        (mark, title, comments, has_header) in any::<(bool, bool, bool, bool)>(),
    ) {
        let quoted = |value: &str| {
            let value = if escape {
                value.replace('\\', "\\\\").replace('"', "\\\"")
            } else {
                value.replace('"', "\"\"")
            };
            format!("\"{value}\"")
        };
        // A file of carriage returns has no line feed anywhere.
        let clean = |value: &str| match newline {
            "\r" => value.replace('\n', ""),
            _ => value.to_owned(),
        };
        let mut text = String::from(if mark { "\u{feff}" } else { "" });
        if title {
            text += &format!("a title{newline}");
        }
        if has_header {
            text += &(HEADER.trim_end().replace(',', delimiter) + newline);
        }
        for (what, id) in &rows {
            if comments {
                text += &format!("#, \"{newline}");
            }
            let fields = ["2021-03-04", "5", "6", &quoted(&clean(what)), &quoted(id)];
            text += &(fields.join(delimiter) + newline);
        }
        let names = HEADER.trim_end().split(',').map(str::to_owned).collect();
        let params = Convert {
            delimiter: if delimiter == "\t" { "tab".to_owned() } else { delimiter.to_owned() },
            escape: escape.then_some('\\'),
            comment: comments.then_some('#'),
            skip_rows: u64::from(title),
            header: (!has_header).then_some(names),
            ..simple()
        };
        let outcome = convert(&params, &text);
        prop_assert_eq!(outcome.reasons(), []);
        let found = outcome.kept.iter().map(|k| (k.category.clone(), k.id.clone()));
        let found: Vec<_> = found.collect();
        let trimmed = |value: &str| {
            let value = value.trim_matches(|c: char| c.is_ascii_whitespace());
            (!value.is_empty()).then(|| value.to_owned())
        };
        let written = rows
            .iter()
            .map(|(what, id)| (trimmed(&clean(what)), trimmed(id)));
        let written: Vec<_> = written.collect();
        prop_assert_eq!(found, written);
    }
}
