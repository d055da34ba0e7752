//! The formats of files that are not a CSV, recognised by their first bytes.

/// A format and the way from it to a CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileKind {
    /// With an article: `a Parquet file`.
    pub(crate) name: &'static str,
    pub(crate) hint: &'static str,
}

const EXPORT: &str =
    "`convert` reads CSV: write the table as CSV first, by hand or in a step that has `run`";
const SHEET: &str =
    "`convert` reads CSV: save the sheet as CSV (UTF-8) in the program that made the workbook";
const MAP: &str = "`convert` reads CSV: write the features as CSV first, with the coordinates in \
                   columns; a step that has `run` can do it, with `ogr2ogr` or a script";
const UNPACK: &str = "unpack it first; plain, gzip, bzip2, xz and zstd files and zip archives are \
                      read as they are";
const FETCH: &str = "open it to see what it says, and fetch the file again";
const WRONG: &str = "check `input`: this is not a table";

/// Signatures that a text never starts with.
const BINARY: &[(&[u8], &str, &str)] = &[
    (
        b"SQLite format 3\0",
        "a SQLite database or a GeoPackage",
        EXPORT,
    ),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Excel workbook (xls) or another Office file",
        SHEET,
    ),
    (
        b"PK\x03\x04",
        "a zip archive inside another archive",
        UNPACK,
    ),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"\x04\x22\x4d\x18", "an lz4 file", UNPACK),
    (b"\x1f\x9d", "a file compressed by `compress` (Z)", UNPACK),
    (b"\x1f\x8b", "a gzip file inside several others", UNPACK),
    (b"fgb\x03", "a FlatGeobuf file", MAP),
    (b"\0\0\x27\x0a", "a shapefile", MAP),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", EXPORT),
    (b"CDF\x01", "a netCDF file", EXPORT),
    (b"CDF\x02", "a netCDF file", EXPORT),
    (b"Obj\x01", "an Avro file", EXPORT),
    (b"PGDMP", "a PostgreSQL dump", EXPORT),
    (b"\x89PNG\r\n", "a PNG image", WRONG),
    (b"\xff\xd8\xff", "a JPEG image", WRONG),
    (b"II*\0", "a TIFF image", WRONG),
    (b"MM\0*", "a TIFF image", WRONG),
    (
        b"%PDF-",
        "a PDF document",
        "ask the publisher for the table as CSV; a PDF is not data",
    ),
    (b"{\\rtf", "an RTF document", WRONG),
];

/// Signatures of letters only, which count if binary bytes follow.
const LETTERS: &[(&[u8], &str, &str)] = &[
    (b"PAR1", "a Parquet file", EXPORT),
    (b"ARROW1", "an Arrow file", EXPORT),
    (b"ORC", "an ORC file", EXPORT),
    (b"RDX", "an R data file", EXPORT),
    (b"LZIP", "an lzip file", UNPACK),
    (b"GIF8", "a GIF image", WRONG),
    (b"$FL2", "an SPSS file", EXPORT),
    (b"<stata_dta>", "a Stata file", EXPORT),
];

/// The format of a file that starts with `head`; `None` if it may be a CSV.
pub(crate) fn of(head: &[u8]) -> Option<FileKind> {
    by_signature(head, BINARY)
        .or_else(|| by_signature(head, LETTERS).filter(|_| has_binary(head)))
        .or_else(|| by_place(head))
        .or_else(|| text(head))
}

fn by_signature(
    head: &[u8],
    signatures: &[(&[u8], &'static str, &'static str)],
) -> Option<FileKind> {
    let found = signatures
        .iter()
        .find(|(magic, ..)| head.starts_with(magic));
    found.map(|&(_, name, hint)| FileKind { name, hint })
}

fn has_binary(head: &[u8]) -> bool {
    head.iter().take(64).any(|&b| b < b'\t')
}

/// Formats whose signature is not at the start.
fn by_place(head: &[u8]) -> Option<FileKind> {
    let at = |from: usize, magic: &[u8]| head.get(from..).is_some_and(|h| h.starts_with(magic));
    let kind = |name, hint| Some(FileKind { name, hint });
    if at(257, b"ustar") {
        return kind(
            "a tar archive",
            "unpack it first; `convert` reads its CSV files",
        );
    }
    if at(8, b"DUCK") && has_binary(head) {
        return kind("a DuckDB database", EXPORT);
    }
    // A dBase table starts with its version and the day of its last change.
    if let [3 | 0x30 | 0x83 | 0x8b, _, 1..=12, 1..=31, ..] = head
        && head.iter().take(32).any(|&b| b == 0)
    {
        return kind("a dBase table (dbf), perhaps a shapefile's", EXPORT);
    }
    None
}

/// Formats that are text.
fn text(head: &[u8]) -> Option<FileKind> {
    let head = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let kind = |name, hint| Some(FileKind { name, hint });
    match head {
        [b'<', ..] => markup(head),
        [b'{' | b'[', rest @ ..] => json(head, rest.trim_ascii_start()),
        _ if head.starts_with(b"version https://git-lfs.github.com/") => kind(
            "a Git LFS pointer, not the file it stands for",
            "fetch the file itself with `git lfs pull`",
        ),
        _ => None,
    }
}

fn markup(head: &[u8]) -> Option<FileKind> {
    let start = String::from_utf8_lossy(&head[..head.len().min(4096)]).to_ascii_lowercase();
    let kind = |name, hint| Some(FileKind { name, hint });
    let is_xml = start.starts_with("<?xml");
    if ["<!doctype html", "<html", "<head", "<body", "<!--"]
        .iter()
        .any(|tag| start.starts_with(tag))
        || (is_xml && start.contains("<html"))
    {
        kind("a web page: perhaps the download failed", FETCH)
    } else if start.contains("<kml") {
        kind("a KML map", MAP)
    } else if start.contains("<gpx") {
        kind("a GPX track", MAP)
    } else if start.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        kind("an Excel workbook in XML", SHEET)
    } else if is_xml && start.contains("<error") {
        kind(
            "an error message in XML: perhaps the download failed",
            FETCH,
        )
    } else if is_xml {
        kind("an XML file", EXPORT)
    } else {
        None
    }
}

/// JSON if what follows the bracket is: a header may start with one, too.
fn json(head: &[u8], inside: &[u8]) -> Option<FileKind> {
    let is_object = matches!(
        (head.first(), inside.first()),
        (Some(b'{'), Some(b'"' | b'}'))
    );
    let is_array =
        head.first() == Some(&b'[') && matches!(inside.first(), Some(b'{' | b'[' | b']'));
    if !is_object && !is_array {
        return None;
    }
    let start = String::from_utf8_lossy(&head[..head.len().min(4096)]);
    let kind = |name, hint| Some(FileKind { name, hint });
    if start.contains("\"FeatureCollection\"") || start.contains("\"Feature\"") {
        kind("GeoJSON", MAP)
    } else if start.contains("\"error\"") || start.contains("\"errors\"") {
        kind(
            "an error message in JSON: perhaps the download failed",
            FETCH,
        )
    } else {
        kind("JSON", EXPORT)
    }
}

/// The format of a zip archive that is a document of its own, by the names in it.
pub(crate) fn of_archive<'a>(names: impl Iterator<Item = &'a str>) -> Option<FileKind> {
    let kind = |name, hint| Some(FileKind { name, hint });
    let (mut is_package, mut sheet, mut document) = (false, false, false);
    for name in names {
        is_package |= name == "[Content_Types].xml" || name == "mimetype";
        sheet |= name.starts_with("xl/") || name == "content.xml";
        document |= name.starts_with("word/") || name.starts_with("ppt/");
        let lower = name.to_ascii_lowercase();
        if lower == "doc.kml" {
            return kind("a KMZ map", MAP);
        }
        if lower.ends_with(".shp") {
            return kind("a zipped shapefile", MAP);
        }
        if lower.contains(".gdb/") {
            return kind("a zipped geodatabase", MAP);
        }
    }
    match (is_package, sheet, document) {
        (true, true, _) => kind("an Excel workbook or another spreadsheet", SHEET),
        (true, _, true) => kind("an Office document", WRONG),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(head: &[u8]) -> Option<&'static str> {
        of(head).map(|kind| kind.name)
    }

    #[test]
    fn files_are_named_by_their_first_bytes() {
        let mut tar = vec![b'a'; 300];
        tar[257..262].copy_from_slice(b"ustar");
        for (head, expected) in [
            (b"PAR1\x15\x04".as_slice(), "a Parquet file"),
            (b"SQLite format 3\0", "a SQLite database or a GeoPackage"),
            (b"fgb\x03fgb\0", "a FlatGeobuf file"),
            (b"%PDF-1.7\n", "a PDF document"),
            (&tar, "a tar archive"),
            (
                b"\x03\x7d\x01\x1f\x02\0\0\0",
                "a dBase table (dbf), perhaps a shapefile's",
            ),
            (
                b"\n<!DOCTYPE html><html>",
                "a web page: perhaps the download failed",
            ),
            (b"<?xml version=\"1.0\"?><kml>", "a KML map"),
            (b"\xef\xbb\xbf{ \"type\": \"FeatureCollection\"", "GeoJSON"),
            (b"[{\"a\": 1}]", "JSON"),
            (
                b"{\"error\": true}",
                "an error message in JSON: perhaps the download failed",
            ),
        ] {
            assert_eq!(name(head), Some(expected));
        }
    }

    #[test]
    fn texts_that_start_like_another_format_stay_texts() {
        for head in [
            "PAR1,Date,Lat\n",
            "ORC,Date\n",
            "[ID],[Date]\n",
            "{id},{date}\n",
            "<id>,<date>\n",
            "[\"id\",\"date\"]\n",
            "GIF8 id,x\n",
            "",
        ] {
            assert_eq!(name(head.as_bytes()), None, "{head}");
        }
    }

    #[test]
    fn packages_are_told_by_the_names_in_them() {
        let of = |names: &[&str]| of_archive(names.iter().copied()).map(|kind| kind.name);
        let workbook = of(&["xl/workbook.xml", "[Content_Types].xml"]);
        assert_eq!(workbook, Some("an Excel workbook or another spreadsheet"));
        assert_eq!(
            of(&["x/roads.SHP", "x/roads.dbf"]),
            Some("a zipped shapefile")
        );
        assert_eq!(of(&["a.csv", "readme.txt"]), None);
    }
}
