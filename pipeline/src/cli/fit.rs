//! `hotcast fit`: fits one series from a CSV file.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use sarima::{AutoOptions, Constant, Exog, Order, Sarima, SeasonalOrder, Spec, auto_order};

use super::exit::{Exit, UsageError};
use super::single::options::{FitTransform, Levels, Named, order, seasonal_order};
use super::single::regressors_csv::Regressors;
use super::single::report::{Report, print_fit};
use super::single::series_csv::Series;

/// Fit one series, without a workflow.
///
/// SERIES has a header and one row per period. The last column is the value; an empty field is a
/// missing value. In a file of one column an empty line is a missing value too, except at the end:
/// write NA there.
#[derive(Debug, Args)]
pub(crate) struct FitArgs {
    /// CSV file of the series
    series: PathBuf,

    /// Non-seasonal order p,d,q
    #[arg(long, value_name = "P,D,Q", value_parser = order, default_value = "1,1,1")]
    order: Order,

    /// Seasonal order P,D,Q,s
    #[arg(long, value_name = "P,D,Q,S", value_parser = seasonal_order, default_value = "0,0,0,1")]
    seasonal: SeasonalOrder,

    /// Constant term
    #[arg(
        long,
        value_name = "WHICH",
        value_parser = ["none", "mean", "drift"],
        default_value = "none"
    )]
    constant: String,

    /// Choose the orders and the constant by AICc; only the season length of --seasonal is used
    #[arg(long, conflicts_with_all = ["params", "constant", "order"])]
    auto: bool,

    /// CSV file of regressors: a header, then a row for each period of the series and of the
    /// horizon; columns that the series has too must have the same values, all others are
    /// regressors (numbers, true or false)
    #[arg(long, value_name = "EXOG")]
    exog: Option<PathBuf>,

    /// Transformation of the values: none, log1p, sqrt or boxcox=LAMBDA
    #[arg(long, value_name = "HOW", default_value = "none")]
    transform: FitTransform,

    /// Cut forecasts and their intervals at zero
    #[arg(long)]
    non_negative: bool,

    /// Evaluate the likelihood at these parameters (ar.L1=0.5,…,sigma2=2) instead of fitting;
    /// sigma2 and the regression coefficients are estimated if they are left out
    #[arg(long, value_name = "NAME=VALUE,…")]
    params: Option<Named>,

    /// Number of periods to forecast
    #[arg(long, value_name = "H")]
    horizon: Option<usize>,

    #[command(flatten)]
    intervals: Levels,

    /// Write the model document to this file, for `hotcast forecast`
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &FitArgs) -> anyhow::Result<ExitCode> {
    let series = Series::read(&args.series)?;
    let regressors = match &args.exog {
        Some(path) => Regressors::read(path, &series)?,
        None => Regressors::none(),
    };
    let n = series.values.len();
    let [exog, future] = regressors.split(n, args.horizon.unwrap_or(0))?;
    let spec = args.spec(&exog)?;
    // The time of the estimation alone, without the files.
    let start = Instant::now();
    let mut report = args.estimate(spec, &series.values, &exog)?;
    report.elapsed_ms = start.elapsed().as_secs_f64() * 1e3;
    if let Some(horizon) = args.horizon {
        let forecast = report
            .model
            .forecast(horizon, &args.intervals.levels, &future);
        report.forecast = Some(forecast.map_err(|e| UsageError(e.to_string()))?);
    }
    if let Some(path) = &args.model {
        std::fs::write(path, report.model.to_json())
            .with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    print_fit(&report, args.json)?;
    Ok(Exit::Done.into())
}

impl FitArgs {
    fn spec(&self, exog: &Exog) -> anyhow::Result<Spec> {
        let constant = match self.constant.as_str() {
            "mean" => Constant::Mean,
            "drift" => Constant::Drift,
            _ => Constant::None,
        };
        let spec = Spec::new(self.order, self.seasonal)
            .constant(constant)
            .exog(exog.names())
            .transform(self.transform.0)
            .non_negative(self.non_negative);
        // Here, so that invalid orders are wrong usage instead of a failed fit.
        spec.validate().map_err(|e| UsageError(e.to_string()))?;
        Ok(spec)
    }

    fn estimate(&self, spec: Spec, endog: &[f64], exog: &Exog) -> anyhow::Result<Report> {
        let of_series = || format!("cannot fit `{}`", self.series.display());
        if let Some(given) = &self.params {
            let params = given.complete(&spec, endog, exog)?;
            let model =
                sarima::Model::from_params(spec, params, endog, exog).with_context(of_series)?;
            return Ok(Report::new(model, false));
        }
        let fitted = if self.auto {
            let options = AutoOptions {
                transform: spec.transform,
                non_negative: spec.non_negative,
                ..AutoOptions::default()
            };
            let found = auto_order(endog, exog, spec.seasonal_order.s, &options);
            found.with_context(of_series)?.fitted
        } else {
            Sarima::new(spec).fit(endog, exog).with_context(of_series)?
        };
        Ok(Report::new(
            fitted.to_model().with_context(of_series)?,
            true,
        ))
    }
}
