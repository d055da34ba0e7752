//! `/api/hotspots` and `/api/hotspots/{id}`: the list, filtered and sorted, and one hotspot.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::hotspot_query::{ListQuery, Selection};
use crate::hotspots::Hotspot;
use crate::params::{HotspotId, Params, WorkflowQuery};
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;

/// One hotspot, with the fields of the earlier API.
#[derive(Serialize, ToSchema)]
pub(crate) struct HotspotSummary {
    /// The id, below 2^53. It stays the same as long as the place is a hotspot.
    id: i64,
    /// Its centre.
    centroid: Centroid,
    /// The number of incidents inside, in all data.
    crime_count: i64,
}

/// WGS 84 degrees.
#[derive(Serialize, ToSchema)]
pub(crate) struct Centroid {
    lat: f64,
    lon: f64,
}

impl From<&Hotspot> for HotspotSummary {
    fn from(hotspot: &Hotspot) -> Self {
        let properties = hotspot.properties();
        Self {
            id: properties.id,
            centroid: Centroid {
                lat: properties.lat,
                lon: properties.lon,
            },
            crime_count: properties.incident_count,
        }
    }
}

/// The hotspots, most incidents first.
#[utoipa::path(get, path = "/api/hotspots", tag = "hotspots", params(ListQuery), responses(
    (status = 200, description = "The hotspots; with `format=geojson`, a FeatureCollection",
        body = Vec<HotspotSummary>),
    (status = 422, description = "A parameter is not valid", body = ProblemDocument,
        content_type = "application/problem+json"),
    (status = 503, description = "Nothing is published yet", body = ProblemDocument,
        content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let selection = Selection::parse(&query)?;
    state
        .read(query.workflow, move |generation| {
            let hotspots = generation.hotspots()?;
            let chosen = selection.apply(&hotspots);
            Ok(if selection.geojson {
                let features: Vec<_> = chosen.into_iter().map(Hotspot::feature).collect();
                let collection = json!({
                    "type": "FeatureCollection",
                    "name": generation.workflow(),
                    "features": features,
                });
                let content_type = [(header::CONTENT_TYPE, "application/geo+json")];
                (content_type, collection.to_string()).into_response()
            } else {
                let summaries: Vec<_> = chosen.into_iter().map(HotspotSummary::from).collect();
                Json(summaries).into_response()
            })
        })
        .await
}

/// One hotspot as a GeoJSON feature, with all its properties.
#[utoipa::path(get, path = "/api/hotspots/{id}", tag = "hotspots",
    params(("id" = i64, Path, description = "Hotspot id"), WorkflowQuery), responses(
    (status = 200, description = "A GeoJSON feature; its properties are those of hotspots.geojson",
        body = serde_json::Value, content_type = "application/geo+json"),
    (status = 404, description = "No such hotspot", body = ProblemDocument,
        content_type = "application/problem+json"),
    (status = 422, description = "The id is not an integer", body = ProblemDocument,
        content_type = "application/problem+json"),
))]
pub(crate) async fn one(
    State(state): State<AppState>,
    HotspotId(id): HotspotId,
    Params(query): Params<WorkflowQuery>,
) -> Result<Response, Problem> {
    state
        .read(query.workflow, move |generation| {
            let hotspots = generation.hotspots()?;
            let hotspot = hotspots.get(id).ok_or_else(|| Problem::no_hotspot(id))?;
            let mut answer = Json(hotspot.feature()).into_response();
            let content_type = HeaderValue::from_static("application/geo+json");
            answer
                .headers_mut()
                .insert(header::CONTENT_TYPE, content_type);
            Ok(answer)
        })
        .await
}
