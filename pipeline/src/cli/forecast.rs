//! `hotcast forecast`: forecasts from a model document.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::LazyLock;

use anyhow::Context;
use chrono::NaiveDate;
use clap::Args;
use sarima::{Exog, Model, SUM_PATHS, SUM_SEED};

use super::exit::{Exit, UsageError};
use super::single::options::Levels;
use super::single::published::PublishedRegressors;
use super::single::regressors_csv::Regressors;
use super::single::report::print_forecast;
use super::single::series_csv::Series;

/// The default of `--sum` without a number, as clap takes it.
static SUM_PATHS_TEXT: LazyLock<String> = LazyLock::new(|| SUM_PATHS.to_string());

/// Forecast from a model document, written by `hotcast fit --model` or published as
/// models/<id>.json.
#[derive(Debug, Args)]
pub(crate) struct ForecastArgs {
    /// JSON file of the model document
    model: PathBuf,

    /// Number of periods to forecast
    #[arg(long, value_name = "H", default_value_t = 12)]
    horizon: usize,

    #[command(flatten)]
    intervals: Levels,

    /// CSV file of future regressors: a header, then a row for each appended period and each period
    /// of the horizon, none for the history
    #[arg(long, value_name = "EXOG")]
    exog: Option<PathBuf>,

    /// calendar.json of the artifacts that the model is published in, in place of `--exog`: the
    /// regressors that the page and the API forecast with
    #[arg(long, value_name = "CALENDAR", conflicts_with = "exog")]
    calendar: Option<PathBuf>,

    /// CSV file of newer observations, in the format of `hotcast fit`; the forecast starts after
    /// them, with the same parameters
    #[arg(long, value_name = "SERIES")]
    append: Option<PathBuf>,

    /// Add the sum over the horizon with its intervals, from this many simulated paths; without a
    /// number and a seed the result equals that of the server and the page
    #[arg(
        long,
        value_name = "PATHS",
        num_args = 0..=1,
        default_missing_value = SUM_PATHS_TEXT.as_str()
    )]
    sum: Option<usize>,

    /// Seed of the simulation
    #[arg(long, default_value_t = SUM_SEED)]
    seed: u64,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &ForecastArgs) -> anyhow::Result<ExitCode> {
    let (mut model, last_period) = read_model(&args.model)?;
    let newer = args
        .append
        .as_deref()
        .map(Series::read)
        .transpose()?
        .unwrap_or_default();
    let names = model.exog_names().to_vec();
    let [past, future] = match (&args.exog, &args.calendar) {
        (Some(path), _) => {
            Regressors::read_named(path, &newer, &names)?.split(newer.values.len(), args.horizon)?
        }
        (None, Some(path)) => {
            let published = PublishedRegressors::read(path, last_period)?;
            published.split(&names, newer.values.len(), args.horizon)?
        }
        (None, None) if names.is_empty() => [Exog::none(), Exog::none()],
        (None, None) => {
            let names = names.join("`, `");
            return Err(UsageError(format!(
                "the model needs the regressors `{names}`; give them with --exog, or with \
                 --calendar for a published model"
            ))
            .into());
        }
    };
    let usage = |error: sarima::ForecastError| UsageError(error.to_string());
    model.append(&newer.values, &past).map_err(usage)?;
    let levels = &args.intervals.levels;
    let forecast = model
        .forecast(args.horizon, levels, &future)
        .map_err(usage)?;
    let sum = |paths| {
        model
            .forecast_sum(0..args.horizon, levels, paths, args.seed, &future)
            .map_err(usage)
    };
    let sum = args.sum.map(sum).transpose()?;
    print_forecast(&model, &forecast, sum.as_ref(), args.json);
    Ok(Exit::Done.into())
}

/// The model, and the last period of its data if it is published.
fn read_model(path: &std::path::Path) -> anyhow::Result<(Model, Option<NaiveDate>)> {
    let named = || format!("`{}`", path.display());
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", named()))?;
    let document: serde_json::Value = serde_json::from_str(&text)
        .map_err(|e| UsageError(format!("{} is not a model document: {e}", named())))?;
    // `export` publishes a model in an object that names its hotspot. Numbers keep their value in
    // text and back, so that the inner document is the one that was written.
    let last_period = document.get("last_period").and_then(|day| day.as_str());
    let last_period = last_period.and_then(|day| day.parse().ok());
    let document = document
        .get("model")
        .map_or(text, serde_json::Value::to_string);
    let model = Model::from_json(&document);
    let model = model.map_err(|e| UsageError(format!("{}: {e}", named())))?;
    Ok((model, last_period))
}
