//! `Selection`: the hotspots that a list query selects, and their order.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::bbox::Bbox;
use crate::excerpt::excerpt;
use crate::hotspots::{Hotspot, Hotspots};
use crate::params::{self, MAX_LIMIT};
use crate::problem::Problem;

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

/// The query of `/api/hotspots`, as text.
#[derive(Default, Deserialize, IntoParams)]
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
    /// `rank`: most incidents first, recent ones counting for more.
    #[param(example = "-expected_change")]
    sort: Option<String>,
    /// The name of a published workflow.
    pub(crate) workflow: Option<String>,
}

/// A [`ListQuery`] after parsing.
pub(crate) struct Selection {
    /// A GeoJSON feature collection instead of the short list.
    pub(crate) geojson: bool,
    bbox: Option<Bbox>,
    category: Option<String>,
    limit: Option<usize>,
    sort: &'static str,
    descending: bool,
}

impl Selection {
    /// # Errors
    /// 422 for the first parameter that is not valid.
    pub(crate) fn parse(query: &ListQuery) -> Result<Self, Problem> {
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
            geojson: geojson(query.format.as_deref())?,
            bbox: Bbox::parse(query.bbox.as_deref())?,
            category: query.category.clone(),
            limit: params::count("limit", query.limit.as_deref(), MAX_LIMIT)?,
            sort,
            descending,
        })
    }

    /// The selected hotspots, in the order of the query.
    pub(crate) fn apply<'a>(&self, hotspots: &'a Hotspots) -> Vec<&'a Hotspot> {
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

/// `true` for `geojson`, `false` for the list.
fn geojson(format: Option<&str>) -> Result<bool, Problem> {
    match format {
        None | Some("list" | "json") => Ok(false),
        Some("geojson") => Ok(true),
        Some(other) => Err(Problem::parameter(
            "format",
            format!(
                "`format`: `{}` is neither `list` nor `geojson`",
                excerpt(other)
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minus_sign_reverses_the_order() {
        let query = |sort: &str| ListQuery {
            sort: Some(sort.to_owned()),
            ..ListQuery::default()
        };
        let selection = Selection::parse(&query("-trend")).unwrap();
        assert!(selection.descending && selection.sort == "trend");
        let selection = Selection::parse(&ListQuery::default()).unwrap();
        assert!(!selection.descending && selection.sort == "rank");
        assert!(Selection::parse(&query("--trend")).is_err());
    }

    #[test]
    fn the_format_is_one_of_two() {
        assert_eq!(geojson(None).ok(), Some(false));
        assert_eq!(geojson(Some("geojson")).ok(), Some(true));
        assert!(geojson(Some("GeoJSON")).is_err());
    }
}
