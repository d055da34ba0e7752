//! The tables of a query: Parquet, CSV and NDJSON files.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use polars::prelude::{
    Engine, LazyCsvReader, LazyFileListReader, LazyFrame, LazyJsonLineReader, PlRefPath,
    PolarsResult, ScanArgsParquet, UnionArgs, concat, len,
};

use crate::ask::TableFile;
use crate::failure::Failure;

/// The format of a file, by its content: the name of a source file does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Parquet,
    Csv,
    NdJson,
}

/// First bytes of files that a query does not read, and a name for them.
const OTHERS: [(&[u8], &str); 6] = [
    (b"\x1f\x8b", "a gzip file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\0", "an xz file"),
    (b"PK\x03\x04", "a zip archive"),
    (b"[", "one JSON document"),
];

/// The rows of all files of a table, one after the other, and their number.
pub(crate) fn table(name: &str, files: &[TableFile]) -> Result<(LazyFrame, u64), Failure> {
    let mut frames = Vec::new();
    let mut rows = 0;
    for file in files {
        let (frame, n) = one(file)?;
        frames.push(frame);
        rows += n;
    }
    let options = UnionArgs {
        // A column may have whole numbers in one file and fractions in another.
        to_supertypes: true,
        maintain_order: true,
        ..UnionArgs::default()
    };
    let frame = match frames.len() {
        0 => return Err(Failure::new(format!("table `{name}` has no files"))),
        1 => frames.remove(0),
        _ => concat(frames, options)?,
    };
    Ok((frame, rows))
}

fn one(file: &TableFile) -> Result<(LazyFrame, u64), Failure> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Failure::new(format!("cannot read `{}`: {error}", file.label))
    };
    let format = format(file)?;
    let frame = frame(&file.path, format).map_err(|error| unreadable(&error))?;
    let rows = match format {
        Format::Parquet => row_count(&file.path),
        // These have no count; the columns are not parsed for it.
        _ => counted(frame.clone()).map_err(|error| Failure::new(error.to_string())),
    };
    let rows = rows.map_err(|error| unreadable(&error.message))?;
    Ok((frame, rows))
}

fn frame(path: &Path, format: Format) -> PolarsResult<LazyFrame> {
    let path_in_plan = || PlRefPath::try_from_path(path);
    match format {
        Format::Parquet => parquet(path),
        // Types are found in all rows: those of the first hundred need not fit the others.
        Format::Csv => LazyCsvReader::new(path_in_plan()?)
            .with_glob(false)
            .with_infer_schema_length(None)
            .with_try_parse_dates(true)
            .finish(),
        Format::NdJson => LazyJsonLineReader::new(path_in_plan()?)
            .with_infer_schema_length(None)
            .finish(),
    }
}

/// The rows of one Parquet file, whose name is not a pattern.
pub(crate) fn parquet(path: &Path) -> PolarsResult<LazyFrame> {
    let args = ScanArgsParquet {
        glob: false,
        ..ScanArgsParquet::default()
    };
    LazyFrame::scan_parquet(PlRefPath::try_from_path(path)?, args)
}

fn format(file: &TableFile) -> Result<Format, Failure> {
    let label = &file.label;
    let mut start = Vec::new();
    File::open(&file.path)
        .and_then(|file| file.take(4096).read_to_end(&mut start))
        .map_err(|error| Failure::new(format!("cannot read `{label}`: {error}")))?;
    if start.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    let text = text.trim_ascii_start();
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| text.starts_with(magic)) {
        let message = format!("`{label}` is {what}");
        return Err(Failure::new(message)
            .hint("a query reads plain Parquet, CSV and NDJSON (one object a line)"));
    }
    if text.starts_with(b"{") {
        return Ok(Format::NdJson);
    }
    if text.is_empty() || text.contains(&0) {
        let what = if text.is_empty() { "empty" } else { "not text" };
        return Err(Failure::new(format!("`{label}` is {what}")));
    }
    Ok(Format::Csv)
}

/// The number of rows of a Parquet file, from its footer.
pub(crate) fn row_count(path: &Path) -> Result<u64, Failure> {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    Ok(u64::try_from(reader.metadata().file_metadata().num_rows())?)
}

fn counted(frame: LazyFrame) -> PolarsResult<u64> {
    let counted = frame
        .select([len().alias("n")])
        .collect_with_engine(Engine::Streaming)?
        .unwrap_single();
    counted
        .column("n")?
        .u32()?
        .get(0)
        .map_or(Ok(0), |n| Ok(u64::from(n)))
}
