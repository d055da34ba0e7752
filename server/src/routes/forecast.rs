//! `/api/forecast/{id}`: the expected counts of a hotspot, computed from its published model.

use axum::Json;
use axum::extract::State;
use chrono::Local;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::forecast_answer::ForecastAnswer;
use crate::forecast_window::Request;
use crate::params::{self, HotspotId, Params};
use crate::problem::{Problem, ProblemDocument};
use crate::publication_error::PublicationError;
use crate::state::AppState;
use crate::trained::Trained;

/// The greatest `horizon` that is parsed. The end of the calendar limits it further.
const MAX_HORIZON: usize = 10_000;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ForecastQuery {
    /// First day, YYYY-MM-DD. By default today, or the day after the data if the calendar does not
    /// cover four weeks from today.
    start_date: Option<String>,
    /// Last day, YYYY-MM-DD. By default four weeks after the first, or where a regressor of the
    /// model ends.
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

/// The expected counts of one hotspot with prediction intervals, period by period and in total.
#[utoipa::path(get, path = "/api/forecast/{id}", tag = "forecasts",
    params(("id" = i64, Path, description = "Hotspot id"), ForecastQuery), responses(
    (status = 200, description = "The forecast of the periods whose first day is within the dates",
        body = ForecastAnswer),
    (status = 400, description = "The start is after the end, no period after the data starts \
        between them, or the end is after the calendar or after a regressor of the model",
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
            let window = request.window(&calendar, trained.last(), trained.reach(&calendar))?;
            if let Some(why) = trained.refusal(window.periods.end, &calendar) {
                return Err(Problem::bad_request(why).into());
            }
            let ahead = trained
                .forecast(&window.periods, &levels, &calendar)
                .map_err(|why| PublicationError::invalid(&path, why))?;
            Ok(Json(ForecastAnswer::new(id, &window, ahead, &calendar)))
        })
        .await
}
