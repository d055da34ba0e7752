//! Filters every series of counts of a file, and judges forecasts of one to four periods at the end
//! of each: microseconds a fit, logarithmic score, CRPS, and the share of the probability integral
//! transform between 0.1 and 0.9 of periods and of sums over four.
//!
//! usage: bench_counts SERIES.csv PERIODS [EXPOSURE.csv]
//!
//! A line of SERIES.csv has the counts of a series. The last PERIODS are forecast, every fourth time
//! anew. EXPOSURE.csv has one line, whose numbers hold for every series.
use std::process::ExitCode;
use std::time::Instant;

use sarima::{CountFilter, CountSettings};

type Failure = Box<dyn std::error::Error>;

const HORIZON: usize = 4;

#[derive(Default)]
struct Scores {
    n: f64,
    log: f64,
    crps: f64,
    inside: f64,
    sums: f64,
    sums_inside: f64,
}

fn rows(path: &str) -> Result<Vec<Vec<f64>>, Failure> {
    let text = std::fs::read_to_string(path)?;
    let row = |line: &str| {
        let numbers = line
            .split(',')
            .map(|v| v.trim().parse().unwrap_or(f64::NAN));
        numbers.collect()
    };
    Ok(text.lines().map(row).collect())
}

/// The share of the randomised transform between 0.1 and 0.9.
fn inside((low, high): (f64, f64)) -> f64 {
    (high.min(0.9) - low.max(0.1)).max(0.0) / (high - low)
}

fn judge(y: &[f64], exposure: &[f64], last: usize, scores: &mut Scores) -> Result<(), Failure> {
    let start = y.len().saturating_sub(last);
    let mut filter = CountFilter::new(CountSettings::default(), &y[..start], &exposure[..start])?;
    let origins = (start..y.len()).step_by(HORIZON);
    for range in origins.map(|o| o..o + HORIZON).filter(|r| r.end <= y.len()) {
        let (future, known) = (&y[range.clone()], &exposure[range]);
        for (period, &y) in filter.forecast(known)?.iter().zip(future) {
            if y.is_nan() {
                continue;
            }
            scores.n += 1.0;
            scores.log += period.log_score(y as u64);
            scores.crps += period.crps(y as u64);
            scores.inside += inside(period.pit_bounds(y as u64));
        }
        let total: f64 = future.iter().sum();
        if !total.is_nan() {
            scores.sums += 1.0;
            let sum = filter.sum(0..HORIZON, known)?;
            scores.sums_inside += inside(sum.pit_bounds(total as u64));
        }
        filter.append(future, known)?;
    }
    Ok(())
}

/// Microseconds of the fastest of twenty fits.
fn time(y: &[f64], exposure: &[f64]) -> Result<f64, Failure> {
    let mut best = f64::INFINITY;
    for _ in 0..20 {
        let start = Instant::now();
        std::hint::black_box(CountFilter::new(CountSettings::default(), y, exposure)?);
        best = best.min(start.elapsed().as_secs_f64() * 1e6);
    }
    Ok(best)
}

fn run() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [series, last, exposure @ ..] = args.as_slice() else {
        return Err("usage: bench_counts SERIES.csv PERIODS [EXPOSURE.csv]".into());
    };
    let (series, last) = (rows(series)?, last.parse()?);
    let given = exposure.first().map(|path| rows(path)).transpose()?;
    let given = given.and_then(|rows| rows.into_iter().next());
    let (mut scores, mut micros) = (Scores::default(), 0.0);
    for y in &series {
        let exposure = given.clone().unwrap_or_else(|| vec![1.0; y.len()]);
        if exposure.len() != y.len() {
            return Err("the exposures are not as many as the counts".into());
        }
        micros += time(y, &exposure)?;
        judge(y, &exposure, last, &mut scores)?;
    }
    println!("{:.1} us a fit", micros / series.len() as f64);
    println!(
        "log score {:.4}, CRPS {:.4}",
        scores.log / scores.n,
        scores.crps / scores.n
    );
    println!(
        "PIT within 0.1 to 0.9: periods {:.3}, sums of {HORIZON} {:.3}",
        scores.inside / scores.n,
        scores.sums_inside / scores.sums
    );
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
