//! `/api/hotspots/{id}/series`: the counts of a hotspot, period by period.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::params::{self, HotspotId, Params};
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SeriesQuery {
    /// Only periods that start on or after this day, YYYY-MM-DD.
    start_date: Option<String>,
    /// Only periods that start on or before this day, YYYY-MM-DD.
    end_date: Option<String>,
    /// The name of a published workflow.
    workflow: Option<String>,
}

/// The counts of one hotspot.
#[derive(Serialize, ToSchema)]
pub(crate) struct Series {
    hotspot_id: i64,
    /// `day`, `week` or `month`.
    freq: String,
    /// The first day of each period.
    periods: Vec<NaiveDate>,
    /// Incidents in each period; null where the source has a gap.
    counts: Vec<Option<f64>>,
}

/// The counts of one hotspot, period by period.
#[utoipa::path(get, path = "/api/hotspots/{id}/series", tag = "hotspots",
    params(("id" = i64, Path, description = "Hotspot id"), SeriesQuery), responses(
    (status = 200, description = "The series", body = Series),
    (status = 404, description = "No such hotspot", body = ProblemDocument,
        content_type = "application/problem+json"),
    (status = 422, description = "A parameter is not valid", body = ProblemDocument,
        content_type = "application/problem+json"),
))]
pub(crate) async fn one(
    State(state): State<AppState>,
    HotspotId(id): HotspotId,
    Params(query): Params<SeriesQuery>,
) -> Result<Json<Series>, Problem> {
    let start = params::date("start_date", query.start_date.as_deref())?;
    let end = params::date("end_date", query.end_date.as_deref())?;
    state
        .read(query.workflow, move |generation| {
            let (mut periods, mut counts) = generation
                .series()?
                .get(id)
                .ok_or_else(|| Problem::no_hotspot(id))?;
            let from = periods.partition_point(|period| start.is_some_and(|start| *period < start));
            let to = periods
                .partition_point(|period| end.is_none_or(|end| *period <= end))
                .max(from);
            periods = periods[from..to].to_vec();
            counts = counts[from..to].to_vec();
            Ok(Json(Series {
                hotspot_id: id,
                freq: generation.manifest().document().freq.name().to_owned(),
                periods,
                counts,
            }))
        })
        .await
}
