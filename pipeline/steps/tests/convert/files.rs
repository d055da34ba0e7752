//! Files as a whole: encodings, compression, long lines, interruption.

use std::io::Write as _;

use hotcast_steps::convert::{Convert, ConvertError};

use crate::support::{HEADER, convert, convert_error, file_error, simple, try_files};

#[test]
fn bytes_that_are_not_utf8_are_read_as_declared() {
    let text: &[u8] =
        b"when,lon,lat,what,id\n2020-01-01,1,2,CAF\xc9,1\n2020-01-01,1,2,\"\x80 \"\"5\"\"\",2\n";
    for (encoding, expected) in [
        ("auto", vec!["CAFÉ", "€ \"5\""]),
        ("windows-1252", vec!["CAFÉ", "€ \"5\""]),
        ("utf-8", vec![]),
    ] {
        let params = Convert {
            encoding: encoding.to_owned(),
            ..simple()
        };
        let outcome = try_files(&params, &[("a.csv", text)], 2).unwrap();
        assert_eq!(
            outcome
                .kept
                .iter()
                .filter_map(|k| k.category.as_deref())
                .collect::<Vec<_>>(),
            expected,
            "{encoding}"
        );
        if encoding == "utf-8" {
            assert_eq!(
                outcome.reasons(),
                [(2, "invalid_encoding"), (3, "invalid_encoding")]
            );
        }
    }
}

#[test]
fn compressed_files_give_what_plain_ones_do_whatever_their_names() {
    let text = format!("{HEADER}2020-01-01,1,1,A,1\n2020-01-02,x,1,A,1\n");
    let (head, tail) = text.as_bytes().split_at(30);
    // Two members, as concatenated archives have them.
    let gzip: Vec<u8> = [head, tail]
        .iter()
        .flat_map(|part| {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(part).unwrap();
            encoder.finish().unwrap()
        })
        .collect();
    let frames: Vec<u8> = [head, tail]
        .iter()
        .flat_map(|part| zstd::encode_all(*part, 1).unwrap())
        .collect();
    let plain = convert(&simple(), &text);
    for (name, bytes) in [("a.csv.gz", &gzip), ("no-extension", &frames)] {
        let outcome = try_files(&simple(), &[(name, bytes)], 2).unwrap();
        assert_eq!(
            (outcome.kept, outcome.rejected[0].line),
            (plain.kept.clone(), 3)
        );
    }
    let cut = try_files(&simple(), &[("a.csv.gz", &gzip[..gzip.len() - 12])], 2).unwrap_err();
    assert!(matches!(cut, ConvertError::Read { .. }), "{cut}");
    assert_eq!(
        cut.hint().unwrap(),
        "the compressed file is cut off; fetch it again"
    );
}

#[test]
fn a_header_alone_is_a_file_without_incidents_and_nothing_at_all_is_an_error() {
    assert_eq!(convert(&simple(), HEADER).counts.rows_in, 0);
    assert_eq!(convert(&simple(), HEADER.trim_end()).counts.rows_in, 0);
    for text in ["", "\n\r\n", "\u{feff}"] {
        let error = convert_error(&simple(), text.as_bytes());
        assert_eq!(
            error.to_string(),
            "a.csv: the file is empty, without a header line"
        );
    }
}

#[test]
fn files_that_are_no_csv_are_told_apart() {
    assert!(
        convert_error(&simple(), b"\xff\xfew\0h\0e\0n\0")
            .to_string()
            .contains("line 1: the file is UTF-16")
    );
    assert!(
        convert_error(&simple(), b"PK\x03\x04....")
            .to_string()
            .contains("not a whole zip archive")
    );
    assert!(
        convert_error(&simple(), b"when\0\0,lon\n")
            .to_string()
            .contains("NUL")
    );
    assert!(
        convert_error(&simple(), b"when,\"lon\n1,2\n")
            .to_string()
            .contains("never closed")
    );
}

/// Some megabytes, so that there are many chunks, whose ends fall into quoted fields of several
/// lines, and a stray quote that nothing closes.
#[test]
fn quoted_line_ends_are_found_wherever_a_chunk_ends() {
    let story = "and then\n".repeat(40);
    let long_story = "on and on, \"\"he said\"\"\n".repeat(20_000);
    let (mut text, mut line, mut ids, mut rejects) = (HEADER.to_owned(), 2, Vec::new(), Vec::new());
    for id in 0..6_000 {
        let row = match id % 1_000 {
            7 => format!("2020-02-01,-87.6,41.9,\"STRAY,{id}\n"),
            8 => format!("2020-02-30,-87.6,41.9,\"TWO\nLINES\",{id}\n"),
            500 => format!("2020-02-01,-87.6,41.9,\"{long_story}\",{id}\n"),
            _ if id > 1_000 && id % 3 == 0 => format!("2020-02-01,-87.6,41.9,\"{story}\",{id}\n"),
            _ => format!("2020-02-01,-87.6,41.9,THEFT,{id}\n"),
        };
        match id % 1_000 {
            7 => rejects.push((line, "unbalanced_quote")),
            8 => rejects.push((line, "unparsable_time")),
            _ => ids.push(id.to_string()),
        }
        line += row.matches('\n').count() as i64;
        text += &row;
    }
    for workers in [1, 3] {
        let outcome = try_files(&simple(), &[("a.csv", text.as_bytes())], workers).unwrap();
        assert_eq!(outcome.reasons(), rejects);
        let found: Vec<String> = outcome.kept.into_iter().filter_map(|row| row.id).collect();
        assert_eq!(found, ids);
    }
}

#[test]
fn a_line_without_end_is_an_error_that_says_where() {
    let mut text = format!("{HEADER}2020-02-01,-87.6,41.9,THEFT,1\n").into_bytes();
    text.resize(text.len() + (65 << 20), b'x');
    let error = convert_error(&simple(), &text);
    assert_eq!(
        error.to_string(),
        "a.csv: line 3: a line is longer than 64 MiB, so this is not a CSV"
    );
}

#[test]
fn an_interrupted_conversion_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.csv");
    std::fs::write(&path, format!("{HEADER}2020-01-01,1,1,A,1\n")).unwrap();
    let error = file_error(&path, "a.csv", true);
    assert!(matches!(error, ConvertError::Cancelled));
}
