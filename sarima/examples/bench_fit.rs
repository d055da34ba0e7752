//! Fits every series of a file and prints one line each: milliseconds, log-likelihood, iterations.
//!
//! usage: bench_fit [--model] SERIES.csv p,d,q P,D,Q,s [REGRESSOR.csv]
//!        bench_fit SERIES.csv auto s
//!
//! With `--model` the time includes what a forecast needs besides the fit, the state at the end of
//! the series.
use std::process::ExitCode;
use std::time::Instant;

use sarima::{AutoOptions, Exog, FittedSarima, Order, Sarima, SeasonalOrder, Spec, auto_order};

type Failure = Box<dyn std::error::Error>;

fn rows(path: &str) -> Result<Vec<Vec<f64>>, Failure> {
    let mut rows = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        rows.push(
            line.split(',')
                .map(|v| v.trim().parse().unwrap_or(f64::NAN))
                .collect(),
        );
    }
    Ok(rows)
}

fn orders<const N: usize>(text: &str) -> Result<[usize; N], Failure> {
    let values: Vec<usize> = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
    values
        .try_into()
        .map_err(|_| format!("`{text}` does not have {N} parts").into())
}

fn run() -> Result<(), Failure> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let whole = args.first().is_some_and(|first| first == "--model");
    args.drain(..usize::from(whole));
    let [series, order, seasonal, rest @ ..] = args.as_slice() else {
        return Err("usage: bench_fit [--model] SERIES.csv p,d,q P,D,Q,s [REGRESSOR.csv]".into());
    };
    if order == "auto" {
        let s: usize = seasonal.parse()?;
        let options = AutoOptions::default();
        return each(series, |y| {
            Ok(auto_order(y, &Exog::none(), s, &options)?.fitted)
        });
    }
    let mut spec = Spec::new(
        Order::from(orders::<3>(order)?),
        SeasonalOrder::from(orders::<4>(seasonal)?),
    );
    let mut exog = Exog::none();
    if let [path] = rest {
        spec = spec.exog(["x"]);
        exog = Exog::new(["x"], rows(path)?)?;
    }
    let model = Sarima::new(spec);
    each(series, |y| {
        let fitted = model.fit(y, &exog)?;
        if whole {
            std::hint::black_box(fitted.to_untested_model()?);
        }
        Ok(fitted)
    })
}

fn each(
    path: &str,
    mut fit: impl FnMut(&[f64]) -> Result<FittedSarima, Failure>,
) -> Result<(), Failure> {
    for y in rows(path)? {
        let start = Instant::now();
        let fitted = fit(&y)?;
        let elapsed = start.elapsed().as_secs_f64() * 1e3;
        println!(
            "{elapsed:.4},{:.6},{},{},{:?}",
            fitted.llf(),
            fitted.iterations(),
            fitted.converged(),
            fitted.params().to_vec()
        );
    }
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
