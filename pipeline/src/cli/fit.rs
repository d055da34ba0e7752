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
/// SERIES has a header and one row a period; the last column is the value, and an empty one is missing (in a file of one column an
/// empty line, but not at the end: write NA there).
#[derive(Debug, Args)]
pub(crate) struct FitArgs {
    /// The series, a CSV file
    series: PathBuf,

    /// The non-seasonal order p,d,q
    #[arg(long, value_name = "P,D,Q", value_parser = order, default_value = "1,1,1")]
    order: Order,

    /// The seasonal order P,D,Q,s
    #[arg(long, value_name = "P,D,Q,S", value_parser = seasonal_order, default_value = "0,0,0,1")]
    seasonal: SeasonalOrder,

    /// The constant term
    #[arg(long, value_name = "WHICH", value_parser = ["none", "mean", "drift"], default_value = "none")]
    constant: String,

    /// Choose the orders and the constant by AICc; of --seasonal only the season length counts
    #[arg(long, conflicts_with_all = ["params", "constant", "order"])]
    auto: bool,

    /// Regressors, a CSV file: a header, then a row for each period of the series and of the horizon; columns that
    /// the series has as well must agree with it, all others are regressors (numbers, true or false)
    #[arg(long, value_name = "EXOG")]
    exog: Option<PathBuf>,

    /// Transform the values: none, log1p, sqrt or boxcox=LAMBDA
    #[arg(long, value_name = "HOW", default_value = "none")]
    transform: FitTransform,

    /// Cut forecasts and their intervals at zero
    #[arg(long)]
    non_negative: bool,

    /// Evaluate the likelihood at these parameters (ar.L1=0.5,…,sigma2=2) and fit nothing; sigma2 and the regression coefficients
    /// that are left out are estimated
    #[arg(long, value_name = "NAME=VALUE,…")]
    params: Option<Named>,

    /// Forecast so many periods
    #[arg(long, value_name = "H")]
    horizon: Option<usize>,

    #[command(flatten)]
    intervals: Levels,

    /// Write the model document, for `hotcast forecast`
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
