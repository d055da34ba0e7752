//! `/api/forecast/{id}`: the expected counts of a hotspot, computed from its published model.

use std::collections::BTreeMap;
use std::path::Path;

use axum::Json;
use axum::extract::State;
use chrono::{Local, NaiveDate};
use sarima::{Exog, Forecast, Model, SUM_PATHS, SUM_SEED};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::calendar::Calendar;
use crate::document;
use crate::forecast_window::{Request, Window};
use crate::params::{self, HotspotId, Params};
use crate::problem::{Problem, ProblemDocument};
use crate::publication_error::PublicationError;
use crate::state::AppState;

/// The greatest `horizon` that is parsed. The end of the calendar limits it further.
const MAX_HORIZON: usize = 10_000;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ForecastQuery {
    /// First day, YYYY-MM-DD. By default today, or the day after the data if the calendar does not
    /// cover four weeks from today.
    start_date: Option<String>,
    /// Last day, YYYY-MM-DD. By default four weeks after the first.
    end_date: Option<String>,
    /// Number of periods after the data, instead of dates.
    #[param(example = "26")]
    horizon: Option<String>,
    /// Levels of the prediction intervals, between 0 and 1, at most ten. By default 0.8 and 0.95.
    #[param(example = "0.5,0.9")]
    level: Option<String>,
    /// The name of a published workflow.
    workflow: Option<String>,
}

/// A forecast: the fields of the earlier API, and intervals. Counts have two decimals.
#[derive(Serialize, ToSchema)]
pub(crate) struct ForecastAnswer {
    hotspot_id: i64,
    forecast_period: Period,
    /// The expected count of the whole window. The sum is cut at 0, not each period, so it may be
    /// less than the sum of the periods.
    total_predicted_crimes: f64,
    /// The prediction interval of the total for each level, from simulated futures. It is narrower
    /// than the sum of the bounds of the periods, whose errors partly cancel.
    total_interval: BTreeMap<String, Interval>,
    /// The levels, ascending: the keys of every `lower`, `upper` and `total_interval`.
    levels: Vec<f64>,
    /// `sarima`, `ets`, `mstl`, `seasonal_naive` or `mean`.
    method: String,
    /// `day`, `week` or `month`.
    freq: String,
    forecast_breakdown: Vec<Entry>,
}

/// Calendar days, both included.
#[derive(Serialize, ToSchema)]
pub(crate) struct Period {
    start: NaiveDate,
    end: NaiveDate,
}

/// A prediction interval.
#[derive(Serialize, ToSchema)]
pub(crate) struct Interval {
    lower: f64,
    upper: f64,
}

/// One period.
#[derive(Serialize, ToSchema)]
pub(crate) struct Entry {
    /// Its first day.
    date: NaiveDate,
    /// The expected count.
    predicted_crimes: f64,
    /// True if a holiday is in the period, by the calendar that the model was trained with.
    is_holiday_week: bool,
    /// Lower bounds by level.
    lower: BTreeMap<String, f64>,
    /// Upper bounds by level.
    upper: BTreeMap<String, f64>,
}

/// The expected counts of one hotspot with prediction intervals, period by period and in total.
#[utoipa::path(get, path = "/api/forecast/{id}", tag = "forecasts",
    params(("id" = i64, Path, description = "Hotspot id"), ForecastQuery), responses(
    (status = 200, description = "The forecast of the periods whose first day is within the dates",
        body = ForecastAnswer),
    (status = 400, description = "The start is after the end, no period after the data starts \
        between them, or the end is after the calendar",
        body = ProblemDocument, content_type = "application/problem+json"),
    (status = 404, description = "No model for this id", body = ProblemDocument,
        content_type = "application/problem+json"),
    (status = 422, description = "A parameter is not valid", body = ProblemDocument,
        content_type = "application/problem+json"),
))]
pub(crate) async fn one(
    State(state): State<AppState>,
    HotspotId(id): HotspotId,
    Params(query): Params<ForecastQuery>,
) -> Result<Json<ForecastAnswer>, Problem> {
    let levels = params::levels(query.level.as_deref())?;
    let request = Request {
        start: params::date("start_date", query.start_date.as_deref())?,
        end: params::date("end_date", query.end_date.as_deref())?,
        horizon: params::count("horizon", query.horizon.as_deref(), MAX_HORIZON)?,
        today: Local::now().date_naive(),
    };
    state
        .read(query.workflow, move |generation| {
            let path = generation
                .model_path(id)
                .ok_or_else(|| Problem::no_model(id))?;
            let calendar = generation.calendar()?;
            let trained = Trained::read(&path, &calendar)?;
            let window = request.window(&calendar, trained.last)?;
            Ok(Json(
                trained
                    .answer(id, &window, &levels, &calendar)
                    .map_err(|why| PublicationError::invalid(&path, why))?,
            ))
        })
        .await
}

/// The fields of `models/<id>.json` that a forecast needs.
#[derive(Deserialize)]
struct Document {
    last_period: NaiveDate,
    model: Value,
}

/// A model, and the index in the calendar of the last period of its data.
struct Trained {
    model: Model,
    last: usize,
}

impl Trained {
    fn read(path: &Path, calendar: &Calendar) -> Result<Self, PublicationError> {
        let Document { last_period, model } = document::read(path)?;
        let last = calendar.index_of(last_period).ok_or_else(|| {
            PublicationError::invalid(
                path,
                format!("its last period `{last_period}` is not in the calendar"),
            )
        })?;
        let model = Model::from_json(&model.to_string())
            .map_err(|error| PublicationError::invalid(path, error))?;
        Ok(Self { model, last })
    }

    /// Forecasts up to the end of the window, since a model starts at the end of its data, and
    /// answers with the periods of the window.
    fn answer(
        &self,
        id: i64,
        window: &Window,
        levels: &[f64],
        calendar: &Calendar,
    ) -> Result<ForecastAnswer, String> {
        let horizon = window.periods.end - self.last - 1;
        let skipped = window.periods.start - self.last - 1;
        let exog = self.exog(horizon, calendar)?;
        let forecast = self
            .model
            .forecast(horizon, levels, &exog)
            .map_err(|error| error.to_string())?;
        let total = self
            .model
            .forecast_sum(skipped..horizon, levels, SUM_PATHS, SUM_SEED, &exog)
            .map_err(|error| error.to_string())?;
        let total_interval = total.intervals.iter().map(|interval| {
            (
                interval.level.to_string(),
                Interval {
                    lower: round2(interval.lower),
                    upper: round2(interval.upper),
                },
            )
        });
        Ok(ForecastAnswer {
            hotspot_id: id,
            forecast_period: Period {
                start: window.start,
                end: window.end,
            },
            total_predicted_crimes: round2(total.mean),
            total_interval: total_interval.collect(),
            levels: levels.to_vec(),
            method: self.model.method().to_owned(),
            freq: calendar.freq().to_owned(),
            forecast_breakdown: window
                .periods
                .clone()
                .map(|period| entry(&forecast, period - self.last - 1, period, calendar))
                .collect(),
        })
    }

    /// The model's regressors over the `horizon` periods after its data.
    fn exog(&self, horizon: usize, calendar: &Calendar) -> Result<Exog, String> {
        let names = self.model.exog_names();
        if names.is_empty() {
            return Ok(Exog::none());
        }
        let future = self.last + 1..self.last + 1 + horizon;
        let columns = names
            .iter()
            .map(|name| {
                let values = calendar
                    .regressor(name)
                    .ok_or_else(|| format!("the calendar has no regressor `{name}`"))?;
                Ok(values[future.clone()].to_vec())
            })
            .collect::<Result<_, String>>()?;
        Exog::new(names.to_vec(), columns).map_err(|error| error.to_string())
    }
}

/// The answer for step `step` of the forecast, which is the period `period` of the calendar.
fn entry(forecast: &Forecast, step: usize, period: usize, calendar: &Calendar) -> Entry {
    let bounds = |of: fn(&sarima::PredictionInterval) -> &[f64]| {
        forecast
            .intervals
            .iter()
            .map(|interval| (interval.level.to_string(), round2(of(interval)[step])))
            .collect()
    };
    Entry {
        date: calendar.periods()[period],
        predicted_crimes: round2(forecast.mean[step]),
        is_holiday_week: calendar.has_holiday(period),
        lower: bounds(|interval| &interval.lower),
        upper: bounds(|interval| &interval.upper),
    }
}

fn round2(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
