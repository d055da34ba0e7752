//! `hotcast sample`: writes a made-up city.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use chrono::NaiveDate;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::exit::UsageError;
use hotcast_steps::sample::{SampleError, SampleParams, write_sample, write_sample_file};

/// Write a made-up city in the 22-column format of Chicago's portal, to try everything without a
/// download.
#[derive(Debug, Args)]
pub(crate) struct SampleArgs {
    /// CSV file to write; `.gz` and `.zst` compress it, `-` is standard output.
    out: PathBuf,
    /// Number of rows below the header.
    #[arg(long, default_value_t = 100_000)]
    rows: u64,
    /// Seed of the random numbers; each seed makes another city.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// First day.
    #[arg(long, default_value = "2014-01-01")]
    start: NaiveDate,
    /// Number of years from the first day; rows are in order of time.
    #[arg(long, default_value_t = 10)]
    years: u32,
    /// Share of rows without coordinates.
    #[arg(long, default_value_t = 0.01)]
    missing_coordinates: f64,
    /// Damage about one row in a hundred, in a dozen ways, and cut the last one off.
    #[arg(long)]
    dirty: bool,
    /// Print the summary as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &SampleArgs) -> anyhow::Result<ExitCode> {
    let params = SampleParams {
        rows: args.rows,
        seed: args.seed,
        start: args.start,
        years: args.years,
        missing_coordinates: args.missing_coordinates,
        dirty: args.dirty,
    };
    let started = Instant::now();
    let bar = ProgressBar::new(args.rows).with_style(ProgressStyle::with_template(
        "{wide_bar} {human_pos} rows, {per_sec}",
    )?);
    let progress = |rows| bar.set_position(rows);
    let summary = if args.out.as_os_str() == "-" {
        write_sample(&mut std::io::stdout().lock(), &params, &progress)
    } else {
        write_sample_file(&args.out, &params, &progress)
    };
    bar.finish_and_clear();
    let summary = summary.map_err(|error| match error {
        SampleError::Period { .. } | SampleError::Share(_) => UsageError(error.to_string()).into(),
        other => anyhow::Error::new(other).context("cannot write the sample"),
    })?;
    let seconds = started.elapsed().as_secs_f64();
    if args.json {
        // On standard error, as standard output may be the CSV.
        eprintln!("{}", serde_json::to_string(&summary)?);
    } else {
        let megabytes = summary.bytes as f64 / 1e6;
        eprintln!(
            "{} rows, {megabytes:.1} MB in {seconds:.1} s ({:.0} MB/s)",
            summary.rows,
            megabytes / seconds
        );
    }
    Ok(ExitCode::SUCCESS)
}
