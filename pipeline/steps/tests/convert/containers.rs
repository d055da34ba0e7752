//! The containers of source files, and files that are not a CSV.

use std::io::Cursor;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::support::{HEADER, convert, one, simple, try_files};
use hotcast_steps::convert::{Convert, Dedupe, Hooks, SourceFile, convert_files};
use std::io::Write as _;

const ROWS: &str = "2021-03-04,5,6,A,1\nx,5,6,A,2\n";

fn text() -> String {
    format!("{HEADER}{ROWS}")
}

fn bzip2(text: &str) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn archive(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in entries {
        if name.ends_with('/') {
            writer.add_directory(*name, options).unwrap();
        } else {
            writer
                .start_file(*name, options.large_file(name.contains("large")))
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

fn deflated(entries: &[(&str, &[u8])]) -> Vec<u8> {
    archive(entries, CompressionMethod::Deflated)
}

fn refused(bytes: &[u8]) -> (String, String) {
    let error = try_files(&simple(), &[("a.zip", bytes)], 1).unwrap_err();
    let hint = error.hint().unwrap_or_default();
    (error.to_string(), hint)
}

#[test]
fn bzip2_files_of_several_streams_give_what_plain_ones_do() {
    let text = text();
    let (head, tail) = text.split_at(25);
    let bytes = [bzip2(head), bzip2(tail)].concat();
    let outcome = try_files(&simple(), &[("a", &bytes)], 2).unwrap();
    assert_eq!(outcome.reasons(), [(3, "unparsable_time")]);
    assert_eq!(outcome.kept, convert(&simple(), &text).kept);
}

#[test]
fn every_file_of_an_archive_is_read_under_its_own_name() {
    let text = text();
    let packed = gzip(&text);
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let bytes = archive(
            &[
                ("x/", b""),
                ("x/b.csv", text.as_bytes()),
                ("__MACOSX/x/._b.csv", b"\0\x05\x16\x07"),
                (".DS_Store", b"\0\0\0\x01Bud1"),
                ("../large.csv.gz", &packed),
            ],
            method,
        );
        let outcome = try_files(&simple(), &[("a.csv.zip", &bytes)], 2).unwrap();
        assert_eq!((outcome.counts.rows_in, outcome.kept.len()), (4, 2));
        let rejects: Vec<_> = outcome
            .rejected
            .iter()
            .map(|r| (r.file.as_str(), r.line))
            .collect();
        assert_eq!(
            rejects,
            [("a.csv.zip/x/b.csv", 3), ("a.csv.zip/../large.csv.gz", 3)]
        );
    }
}

#[test]
fn duplicates_are_sought_over_the_files_of_an_archive_too() {
    let text = text();
    let bytes = deflated(&[("a.csv", text.as_bytes()), ("b.csv", text.as_bytes())]);
    let params = Convert {
        dedupe: Dedupe::Row,
        ..simple()
    };
    let outcome = try_files(&params, &[("a.zip", &bytes), ("c.csv", text.as_bytes())], 2).unwrap();
    assert_eq!(outcome.kept.len(), 1);
    let duplicates = outcome
        .rejected
        .iter()
        .filter(|r| r.reason == "duplicate")
        .count();
    assert_eq!(duplicates, 2);
}

#[test]
fn a_file_of_an_archive_that_is_not_wanted_is_named_and_can_be_left_out() {
    let text = text();
    let entries: [(&str, &[u8]); 2] = [
        ("x/a.csv", text.as_bytes()),
        ("x/README.txt", b"See a.csv.\n"),
    ];
    let (message, hint) = refused(&deflated(&entries));
    assert!(
        message.starts_with("a.zip/x/README.txt: line 1: no column `when`"),
        "{message}"
    );
    assert!(
        hint.ends_with("`entries: \"*.csv\"` names the files of the archive to read"),
        "{hint}"
    );
    let only = |pattern: &str| Convert {
        entries: one(pattern),
        ..simple()
    };
    let outcome = try_files(&only("*.csv"), &[("a.zip", &deflated(&entries))], 1).unwrap();
    assert_eq!(outcome.kept.len(), 1);
    let error = try_files(&only("*.tsv"), &[("a.zip", &deflated(&entries))], 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a.zip: no file of the archive matches `entries`; it has `x/a.csv`, `x/README.txt`"
    );
}

#[test]
fn archives_that_cannot_be_read_are_errors_that_say_why() {
    let text = text().repeat(50);
    let whole = deflated(&[("a.csv", text.as_bytes())]);
    for cut in [4, 30, whole.len() / 2, whole.len() - 1] {
        let (message, hint) = refused(&whole[..cut]);
        assert!(
            message.contains("not a whole zip archive"),
            "{cut}: {message}"
        );
        assert!(hint.contains("fetch it again"), "{hint}");
    }
    let mut spoiled = archive(&[("a.csv", text.as_bytes())], CompressionMethod::Stored);
    let at = spoiled.windows(4).position(|w| w == b"2021").unwrap();
    spoiled[at + 3] = b'2';
    assert!(
        refused(&spoiled)
            .0
            .starts_with("a.zip/a.csv: cannot be read: ")
    );
    let (message, _) = refused(&deflated(&[("x/", b""), (".hidden", b"a")]));
    assert_eq!(message, "a.zip: the zip archive has no files");
    let mut encrypted = whole.clone();
    // The lowest bit of the general flags, in the local and in the central header.
    let central = encrypted
        .windows(4)
        .position(|w| w == b"PK\x01\x02")
        .unwrap();
    encrypted[6] |= 1;
    encrypted[central + 8] |= 1;
    let (message, hint) = refused(&encrypted);
    assert_eq!(message, "a.zip/a.csv: is encrypted");
    assert!(hint.contains("password"));
}

#[test]
fn what_follows_compressed_data_is_told_apart_from_padding() {
    let text = text();
    for (after, remarks) in [(vec![0; 700], 0), (b"garbage".to_vec(), 1)] {
        let bytes = [gzip(&text), after].concat();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv.gz");
        std::fs::write(&path, bytes).unwrap();
        let source = SourceFile {
            path,
            label: "a.csv.gz".to_owned(),
        };
        let heard = std::sync::Mutex::new(Vec::new());
        let hooks = Hooks {
            workers: 2,
            progress: &|_| (),
            cancelled: &|| false,
            finding: &|sentence| heard.lock().unwrap().push(sentence),
        };
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        let counts = convert_files(&[source], &simple(), &a, &b, &hooks).unwrap();
        assert_eq!(counts.rows_in, 2);
        let heard = heard.into_inner().unwrap();
        assert_eq!(heard.len(), remarks, "{heard:?}");
        assert!(
            heard
                .iter()
                .all(|said| said.contains("a.csv.gz: the last 7 bytes"))
        );
    }
}

#[test]
fn other_formats_are_named_with_a_way_out() {
    let workbook = deflated(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<w/>"),
    ]);
    let mut tar = vec![b'a'; 512];
    tar[257..262].copy_from_slice(b"ustar");
    let tar = gzip(&String::from_utf8(tar).unwrap());
    let geojson = b"{\"type\": \"FeatureCollection\", \"features\": []}";
    for (bytes, name, way) in [
        (b"PAR1\x15\x04\0\0".as_slice(), "a Parquet file", "as CSV"),
        (geojson, "GeoJSON", "ogr2ogr"),
        (
            &workbook,
            "an Excel workbook or another spreadsheet",
            "save the sheet",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0",
            "an old Excel workbook (xls) or another Office file",
            "save the sheet",
        ),
        (
            b"<!DOCTYPE html>\n<html>",
            "a web page: perhaps the download failed",
            "fetch",
        ),
        (&tar, "a tar archive", "unpack"),
    ] {
        let (message, hint) = refused(bytes);
        assert_eq!(message, format!("a.zip: {name}, not a CSV"));
        assert!(hint.contains(way), "{hint}");
    }
}
