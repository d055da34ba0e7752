//! Automatic orders on a competition set: accuracy of the forecasts and time per series.
//!
//! usage: zcat SET.csv.gz | auto_accuracy [full]
//!
//! The input has the columns `series,split,t,start_year,start_period,frequency,value`, rows of a
//! series in order, its `split` being `train` or `test`. Prints the mean absolute scaled error over
//! all horizons and series, the mean of the errors at each horizon, and times.

use std::io::Read;
use std::process::ExitCode;
use std::time::Instant;

use sarima::{AutoOptions, Exog, auto_order};

struct Series {
    name: String,
    season: usize,
    train: Vec<f64>,
    test: Vec<f64>,
}

fn read() -> Result<Vec<Series>, Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let mut all: Vec<Series> = Vec::new();
    for line in text.lines().skip(1) {
        let [name, split, _, _, _, season, value] = line.split(',').collect::<Vec<_>>()[..] else {
            return Err(format!("`{line}` does not have 7 columns").into());
        };
        if all.last().is_none_or(|s| s.name != name) {
            all.push(Series {
                name: name.to_owned(),
                season: season.parse()?,
                train: Vec::new(),
                test: Vec::new(),
            });
        }
        if let Some(series) = all.last_mut() {
            let part = if split == "train" {
                &mut series.train
            } else {
                &mut series.test
            };
            part.push(value.parse()?);
        }
    }
    Ok(all)
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let options = AutoOptions {
        stepwise: std::env::args().nth(1).as_deref() != Some("full"),
        ..AutoOptions::default()
    };
    let verbose = std::env::var("VERBOSE").is_ok();
    let (mut times, mut scores, mut models) = (Vec::new(), Vec::new(), 0);
    let mut by_horizon: Vec<Vec<f64>> = Vec::new();
    for series in read()? {
        let start = Instant::now();
        let found = auto_order(&series.train, &Exog::none(), series.season, &options);
        times.push(start.elapsed().as_secs_f64() * 1e3);
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                println!("{}: {error}", series.name);
                continue;
            }
        };
        models += found.candidates.len();
        let h = series.test.len();
        let forecast = found.fitted.to_model()?.forecast(h, &[], &Exog::none())?;
        let s = series.season;
        let scale = series
            .train
            .iter()
            .zip(&series.train[s..])
            .map(|(a, b)| (b - a).abs())
            .sum::<f64>()
            / (series.train.len() - s) as f64;
        let errors: Vec<f64> = series
            .test
            .iter()
            .zip(&forecast.mean)
            .map(|(y, f)| (y - f).abs() / scale)
            .collect();
        let mase = errors.iter().sum::<f64>() / h as f64;
        if verbose {
            let spec = found.fitted.spec();
            println!(
                "{},{}{}{},{:.3},{mase:.4}",
                series.name,
                spec.order,
                spec.seasonal_order,
                spec.constant,
                found.fitted.aicc()
            );
        }
        scores.push(mase);
        by_horizon.resize(by_horizon.len().max(h), Vec::new());
        for (list, e) in by_horizon.iter_mut().zip(errors) {
            list.push(e);
        }
    }
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    times.sort_by(f64::total_cmp);
    println!(
        "series {}  MASE {:.4}  median {:.2} ms  mean {:.2} ms  largest {:.1} ms  models {:.1}",
        scores.len(),
        mean(&scores),
        times[times.len() / 2],
        mean(&times),
        times[times.len() - 1],
        models as f64 / scores.len() as f64
    );
    let at: Vec<String> = by_horizon
        .iter()
        .map(|v| format!("{:.2}", mean(v)))
        .collect();
    println!("by horizon: {}", at.join(" "));
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
