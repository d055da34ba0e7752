//! `/api/hotspots` and `/api/hotspots/{id}`: the list, filtered and sorted, and one hotspot.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::bbox::Bbox;
use crate::excerpt::excerpt;
use crate::hotspots::{Hotspot, Hotspots};
use crate::params::{self, HotspotId, MAX_LIMIT, Params, WorkflowQuery};
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;

/// The properties that `sort` accepts.
const SORTABLE: [&str; 10] = [
    "rank",
    "id",
    "incident_count",
    "area_m2",
    "share",
    "density_per_km2",
    "trend",
    "gi_star_z",
    "expected_change",
    "lat",
];

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// `list` (the default) or `geojson`.
    format: Option<String>,
    /// Only hotspots whose bounding box touches this one: west, south, east, north in degrees.
    #[param(example = "-87.7,41.8,-87.6,41.9")]
    bbox: Option<String>,
    /// Only hotspots with this category, in any case, among their ten most frequent.
    category: Option<String>,
    /// The most hotspots to list, from 1 to 100000.
    limit: Option<String>,
    /// The property to sort by, with a minus sign before it for descending order. By default
    /// `rank`: most incidents first.
    #[param(example = "-expected_change")]
    sort: Option<String>,
    /// The name of a published workflow.
    workflow: Option<String>,
}

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
        let centroid = Centroid {
            lat: hotspot.lat,
            lon: hotspot.lon,
        };
        Self {
            id: hotspot.id,
            centroid,
            crime_count: hotspot.incident_count,
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
    let geojson = match query.format.as_deref() {
        None | Some("list" | "json") => false,
        Some("geojson") => true,
        Some(other) => {
            return Err(Problem::parameter(
                "format",
                format!(
                    "`format`: `{}` is neither `list` nor `geojson`",
                    excerpt(other)
                ),
            ));
        }
    };
    state
        .read(query.workflow, move |generation| {
            let hotspots = generation.hotspots()?;
            let chosen = selection.apply(&hotspots);
            Ok(if geojson {
                let features: Vec<Value> = chosen.into_iter().map(Hotspot::feature).collect();
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

/// A [`ListQuery`] after parsing.
struct Selection {
    bbox: Option<Bbox>,
    category: Option<String>,
    limit: Option<usize>,
    sort: &'static str,
    descending: bool,
}

impl Selection {
    fn parse(query: &ListQuery) -> Result<Self, Problem> {
        let sort = query.sort.as_deref().unwrap_or("rank");
        let (descending, name) = sort
            .strip_prefix('-')
            .map_or((false, sort), |name| (true, name));
        let sort = SORTABLE
            .into_iter()
            .find(|known| *known == name)
            .ok_or_else(|| {
                Problem::parameter(
                    "sort",
                    format!(
                        "`sort`: `{}` is not one of {}",
                        excerpt(name),
                        SORTABLE.join(", ")
                    ),
                )
            })?;
        Ok(Self {
            bbox: Bbox::parse(query.bbox.as_deref())?,
            category: query.category.clone(),
            limit: params::count("limit", query.limit.as_deref(), MAX_LIMIT)?,
            sort,
            descending,
        })
    }

    fn apply<'a>(&self, hotspots: &'a Hotspots) -> Vec<&'a Hotspot> {
        let mut chosen: Vec<&Hotspot> = hotspots
            .iter()
            .filter(|hotspot| self.bbox.is_none_or(|bbox| bbox.touches(hotspot.bounds)))
            .filter(|hotspot| {
                self.category
                    .as_ref()
                    .is_none_or(|category| hotspot.has_category(category))
            })
            .collect();
        // The sort is stable: ties stay in the order of their ranks. Hotspots without a value are
        // last in both directions.
        chosen.sort_by(|a, b| {
            let order = a.by(self.sort, b);
            if self.descending && a.has_number(self.sort) && b.has_number(self.sort) {
                order.reverse()
            } else {
                order
            }
        });
        chosen.truncate(self.limit.unwrap_or(usize::MAX));
        chosen
    }
}

/// One hotspot as a GeoJSON feature, with all its properties.
#[utoipa::path(get, path = "/api/hotspots/{id}", tag = "hotspots",
    params(("id" = i64, Path, description = "Hotspot id"), WorkflowQuery), responses(
    (status = 200, description = "A GeoJSON feature; its properties are those of hotspots.geojson",
        body = Value, content_type = "application/geo+json"),
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
            Ok((
                [(header::CONTENT_TYPE, "application/geo+json")],
                hotspot.feature().to_string(),
            )
                .into_response())
        })
        .await
}
