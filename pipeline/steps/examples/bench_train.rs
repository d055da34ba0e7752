//! The series for the bench of `train`, and what its fits took; `bench/train/train.yaml` runs both around the step.
//!
//! ```text
//! bench_train series SERIES.parquet CALENDAR.json HOTSPOTS WEEKS
//! bench_train report TRAINING.parquet REPORT.json
//! ```
//!
//! The series are those of a city: counts of Poisson distribution whose level differs from hotspot to hotspot (median one a week), falls slowly, has a season, wanders, and
//! drops on holidays.

use std::f64::consts::TAU;
use std::path::Path;

use anyhow::{Context as _, bail};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Float64Type;
use hotcast_steps::calendar::{Calendar, Freq, Observed, PeriodRule, WeekStart, day_number};
use hotcast_steps::series::{HolidaySource, SeriesTable, add_holidays};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use serde_json::json;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let texts: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match texts[..] {
        ["series", series, calendar, hotspots, weeks] => write(
            Path::new(series),
            Path::new(calendar),
            hotspots.parse()?,
            weeks.parse()?,
        ),
        ["report", training, timings, report] => {
            describe(Path::new(training), Path::new(timings), Path::new(report))
        }
        _ => bail!(
            "usage: bench_train series SERIES CALENDAR HOTSPOTS WEEKS | report TRAINING TIMINGS REPORT"
        ),
    }
}

fn write(series: &Path, calendar: &Path, hotspots: i64, weeks: usize) -> anyhow::Result<()> {
    let rule = PeriodRule {
        freq: Freq::Week,
        week_start: WeekStart::Monday,
    };
    let first = day_number("2003-12-29".parse()?);
    let starts: Vec<i32> = (0..weeks as i32).map(|week| first + 7 * week).collect();
    let observed = Observed {
        missing: vec![false; starts.len()],
        starts,
        outside: 0.0,
    };
    let mut shared = Calendar::new(rule, &observed.starts, &observed.missing);
    add_holidays(&mut shared, Some(HolidaySource::US), &[])?;
    let holidays = shared.regressors["holidays"][..weeks].to_vec();
    let values = (0..hotspots as u64).map(|id| counts(id, &holidays));
    let table = SeriesTable {
        ids: (0..hotspots).collect(),
        values: values.collect(),
    };
    // The step under test makes the regressor itself.
    shared.regressors.clear();
    table.write(series, &shared)?;
    std::fs::write(calendar, serde_json::to_vec(&shared)?)?;
    Ok(())
}

/// Seeded random numbers.
struct Random(Xoshiro256PlusPlus);

impl Random {
    /// In [0, 1).
    fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Nearly standard normal: the sum of twelve.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Poisson by multiplication, for small means.
    fn poisson(&mut self, mean: f64) -> f64 {
        let (limit, mut product, mut n) = ((-mean).exp(), self.unit(), 0.0);
        while product > limit && n < 1000.0 {
            product *= self.unit();
            n += 1.0;
        }
        n
    }
}

fn counts(id: u64, holidays: &[f64]) -> Vec<f64> {
    let mut random = Random(Xoshiro256PlusPlus::seed_from_u64(id));
    let level = (0.7 * random.normal()).exp();
    let (growth, season, phase) = (
        -0.03 + 0.03 * random.normal(),
        0.25 * random.unit(),
        TAU * random.unit(),
    );
    let mut wandering = 0.0;
    (holidays.iter().enumerate())
        .map(|(week, holidays)| {
            wandering = 0.9 * wandering + 0.06 * random.normal();
            let years = week as f64 / 52.18;
            let log =
                growth * years + season * (TAU * years + phase).cos() + wandering - 0.05 * holidays;
            random.poisson(level * log.exp())
        })
        .collect()
}

fn read(table: &Path) -> anyhow::Result<Vec<RecordBatch>> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(table)?)?.build()?;
    Ok(reader.collect::<Result<_, _>>()?)
}

fn describe(training: &Path, timings: &Path, report: &Path) -> anyhow::Result<()> {
    let mut elapsed = Vec::new();
    let (mut converged, mut fallbacks, mut iterations) = (0, 0, 0i64);
    for batch in &read(timings)? {
        let column = batch.column_by_name("elapsed_ms");
        let column = column.context("no column `elapsed_ms`")?;
        elapsed.extend(
            column
                .as_primitive::<Float64Type>()
                .values()
                .iter()
                .copied(),
        );
    }
    for batch in &read(training)? {
        let column = |name: &str| {
            batch
                .column_by_name(name)
                .with_context(|| format!("no column `{name}`"))
        };
        converged += column("converged")?.as_boolean().true_count();
        let reasons = column("fallback_reason")?;
        fallbacks += reasons.len() - reasons.null_count();
        let steps = column("iterations")?.as_primitive::<arrow::datatypes::Int32Type>();
        iterations += steps.values().iter().map(|&n| i64::from(n)).sum::<i64>();
    }
    elapsed.sort_by(f64::total_cmp);
    let at = |q: f64| {
        elapsed
            .get((q * (elapsed.len().saturating_sub(1)) as f64) as usize)
            .copied()
    };
    let document = json!({
        "models": elapsed.len(), "converged": converged, "fallbacks": fallbacks,
        "iterations_per_fit": iterations as f64 / elapsed.len().max(1) as f64,
        "fits_s": elapsed.iter().sum::<f64>() / 1e3,
        "fit_ms": { "median": at(0.5), "p90": at(0.9), "max": at(1.0) },
    });
    std::fs::write(report, serde_json::to_vec_pretty(&document)?)?;
    Ok(())
}
