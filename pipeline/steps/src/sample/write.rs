//! Writing a sample in constant memory.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;
use thiserror::Error;

use super::city::City;
use super::dirt;
use super::mixes::Mixes;
use super::rhythm::Rhythm;
use super::row::HEADER;
use super::rows::UnitWriter;
use super::schedule::{Unit, schedule};
use crate::crs::ReprojectionError;

/// Units generated before the next write: enough to keep every core busy, few enough to bound
/// memory.
const RENDERED_AT_ONCE: usize = 32;

/// The parameters of a sample.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleParams {
    /// Rows below the header; `dirty` writes a few of them twice.
    pub rows: u64,
    /// Another seed is another city.
    pub seed: u64,
    /// First day.
    pub start: NaiveDate,
    /// Years covered, at least 1. Rows are in order of time.
    pub years: u32,
    /// Share of rows without coordinates, 0 to 1.
    pub missing_coordinates: f64,
    /// Spoils about one row in a hundred: bad dates and coordinates, wrong field counts, unbalanced
    /// quotes, foreign encodings, duplicates; and cuts the last row in two.
    pub dirty: bool,
}

impl Default for SampleParams {
    /// 100,000 clean rows of seed 1 over the ten years from 2014, one in a hundred without
    /// coordinates.
    fn default() -> Self {
        Self {
            rows: 100_000,
            seed: 1,
            start: NaiveDate::from_ymd_opt(2014, 1, 1).unwrap_or_default(),
            years: 10,
            missing_coordinates: 0.01,
            dirty: false,
        }
    }
}

/// The size of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SampleSummary {
    /// Rows asked for and written; lines of a dirty sample can be more.
    pub rows: u64,
    /// Bytes before compression.
    pub bytes: u64,
}

/// An error that stops the writing of a sample.
#[derive(Debug, Error)]
pub enum SampleError {
    /// The period is empty or leaves the calendar.
    #[error(
        "the period of `{years}` years from `{start}` is not 1 to 200 years within the calendar"
    )]
    Period {
        /// First day asked for.
        start: NaiveDate,
        /// Years asked for.
        years: u32,
    },
    /// The share of rows without coordinates is not a share.
    #[error("the share of rows without coordinates is `{0}`, not within 0 to 1")]
    Share(f64),
    /// The state plane is not available.
    #[error(transparent)]
    Reprojection(#[from] ReprojectionError),
    /// The file cannot be written.
    #[error("cannot write `{path}`")]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

/// Writes a sample to a file; a name that ends in `.gz` or `.zst` is compressed.
///
/// `progress` is called with the number of rows written so far.
///
/// # Errors
/// See [`SampleError`].
pub fn write_sample_file(
    path: &Path,
    params: &SampleParams,
    progress: &dyn Fn(u64),
) -> Result<SampleSummary, SampleError> {
    let failed = |source| SampleError::Write {
        path: path.to_owned(),
        source,
    };
    let file = File::create(path).map_err(failed)?;
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    match extension {
        "gz" => {
            let mut out = GzEncoder::new(BufWriter::new(file), Compression::fast());
            let summary = write_sample(&mut out, params, progress).map_err(|e| at(path, e))?;
            out.finish()
                .and_then(|mut inner| inner.flush())
                .map_err(failed)?;
            Ok(summary)
        }
        "zst" => {
            let mut out = zstd::Encoder::new(BufWriter::new(file), 3).map_err(failed)?;
            let summary = write_sample(&mut out, params, progress).map_err(|e| at(path, e))?;
            out.finish()
                .and_then(|mut inner| inner.flush())
                .map_err(failed)?;
            Ok(summary)
        }
        _ => {
            let mut out = file;
            write_sample(&mut out, params, progress).map_err(|e| at(path, e))
        }
    }
}

/// Adds the file's name to an error of the writer, which does not know it.
fn at(path: &Path, error: SampleError) -> SampleError {
    match error {
        SampleError::Write { source, .. } => SampleError::Write {
            path: path.to_owned(),
            source,
        },
        other => other,
    }
}

/// Writes a sample as CSV text.
///
/// ```
/// use hotcast_steps::sample::{SampleParams, write_sample};
///
/// let params = SampleParams { rows: 1_000, seed: 7, ..SampleParams::default() };
/// let mut csv = Vec::new();
/// let summary = write_sample(&mut csv, &params, &|_| ())?;
/// assert_eq!(summary.rows, 1_000);
/// assert_eq!(csv.iter().filter(|&&b| b == b'\n').count(), 1_001);
/// # Ok::<(), hotcast_steps::sample::SampleError>(())
/// ```
///
/// # Errors
/// See [`SampleError`].
pub fn write_sample(
    out: &mut dyn Write,
    params: &SampleParams,
    progress: &dyn Fn(u64),
) -> Result<SampleSummary, SampleError> {
    let days = days(params)?;
    if !(0.0..=1.0).contains(&params.missing_coordinates) {
        return Err(SampleError::Share(params.missing_coordinates));
    }
    let city = City::new(params.seed)?;
    let rhythm = Rhythm::new(params.seed, params.start, days, &city);
    let writer = UnitWriter {
        seed: params.seed,
        city: &city,
        rhythm: &rhythm,
        mixes: &Mixes::new(),
        missing_coordinates: params.missing_coordinates,
        dirty: params.dirty,
    };
    let mut units = schedule(params.seed, params.rows, &rhythm);
    let failed = |source| SampleError::Write {
        path: PathBuf::from("-"),
        source,
    };
    let mark = if params.dirty { "\u{feff}" } else { "" };
    out.write_all(mark.as_bytes()).map_err(failed)?;
    out.write_all(HEADER.as_bytes()).map_err(failed)?;
    let mut summary = SampleSummary {
        rows: 0,
        bytes: (mark.len() + HEADER.len()) as u64,
    };
    loop {
        let batch: Vec<Unit> = units.by_ref().take(RENDERED_AT_ONCE).collect();
        let mut texts: Vec<Vec<u8>> = batch.par_iter().map(|unit| writer.unit(unit)).collect();
        summary.rows += batch.iter().map(|unit| unit.rows).sum::<u64>();
        if let (true, true, Some(text)) =
            (params.dirty, summary.rows == params.rows, texts.last_mut())
        {
            dirt::cut_last_row(text);
        }
        for text in texts {
            out.write_all(&text).map_err(failed)?;
            summary.bytes += text.len() as u64;
        }
        progress(summary.rows);
        if batch.is_empty() {
            break;
        }
    }
    out.flush().map_err(failed)?;
    Ok(summary)
}

fn days(params: &SampleParams) -> Result<usize, SampleError> {
    let outside = || SampleError::Period {
        start: params.start,
        years: params.years,
    };
    if !(1..=200).contains(&params.years) {
        return Err(outside());
    }
    let end = params
        .start
        .checked_add_months(chrono::Months::new(12 * params.years))
        .ok_or_else(outside)?;
    usize::try_from((end - params.start).num_days()).map_err(|_| outside())
}
