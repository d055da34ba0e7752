//! Parameters of paths and queries: text is parsed here once, handlers get valid values.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::excerpt::excerpt;
use crate::problem::Problem;

/// The most levels in one request.
pub(crate) const MAX_LEVELS: usize = 10;
/// The greatest `limit` of a list of hotspots.
pub(crate) const MAX_LIMIT: usize = 100_000;

/// Query parameters that are rejected with a [`Problem`].
pub(crate) struct Params<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(value) = Query::<T>::from_request_parts(parts, state).await.map_err(
            |rejection: QueryRejection| {
                Problem::new(
                    axum::http::StatusCode::UNPROCESSABLE_ENTITY,
                    rejection.body_text(),
                )
            },
        )?;
        Ok(Self(value))
    }
}

/// The query of a path whose only parameter is `workflow`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WorkflowQuery {
    /// The name of a published workflow.
    pub(crate) workflow: Option<String>,
}

/// A hotspot id in the path.
///
/// Anything but an integer is a 422, not a 404: clients of the earlier API expect that.
pub(crate) struct HotspotId(pub(crate) i64);

impl<S: Send + Sync> FromRequestParts<S> for HotspotId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|rejection: PathRejection| Problem::parameter("id", rejection.body_text()))?;
        text.parse().map(Self).map_err(|_| {
            Problem::parameter("id", format!("`{}` is not an integer", excerpt(&text)))
        })
    }
}

/// Parses a date, `YYYY-MM-DD`; the time of an ISO 8601 date-time is ignored.
pub(crate) fn date(name: &str, text: Option<&str>) -> Result<Option<NaiveDate>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let day = text.split_once('T').map_or(text, |(day, _)| day);
    NaiveDate::parse_from_str(day, "%Y-%m-%d")
        .ok()
        .filter(|_| day.len() == 10)
        .map(Some)
        .ok_or_else(|| {
            Problem::parameter(
                name,
                format!(
                    "`{name}`: `{}` is not a date of the form YYYY-MM-DD",
                    excerpt(text)
                ),
            )
        })
}

/// Parses an integer in `1..=max`.
pub(crate) fn count(name: &str, text: Option<&str>, max: usize) -> Result<Option<usize>, Problem> {
    let Some(text) = text else { return Ok(None) };
    text.parse()
        .ok()
        .filter(|n| (1..=max).contains(n))
        .map(Some)
        .ok_or_else(|| {
            Problem::parameter(
                name,
                format!(
                    "`{name}`: `{}` is not an integer from 1 to {max}",
                    excerpt(text)
                ),
            )
        })
}

/// Parses levels of prediction intervals, each strictly between 0 and 1; sorts them and removes
/// duplicates.
pub(crate) fn levels(text: Option<&str>) -> Result<Vec<f64>, Problem> {
    let Some(text) = text else {
        return Ok(vec![0.8, 0.95]);
    };
    let problem = |detail: String| Problem::parameter("level", detail);
    let mut levels = text
        .split(',')
        .map(|part| {
            part.trim()
                .parse()
                .ok()
                .filter(|level| *level > 0.0 && *level < 1.0)
                .ok_or_else(|| {
                    problem(format!(
                        "`level`: `{}` is not a number between 0 and 1",
                        excerpt(part)
                    ))
                })
        })
        .collect::<Result<Vec<f64>, _>>()?;
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    if levels.len() > MAX_LEVELS {
        return Err(problem(format!(
            "`level`: {} levels are more than the {MAX_LEVELS} allowed",
            levels.len()
        )));
    }
    Ok(levels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_strict() {
        assert_eq!(
            date("d", Some("2024-02-29")).unwrap(),
            NaiveDate::from_ymd_opt(2024, 2, 29)
        );
        assert_eq!(
            date("d", Some("2024-02-29T10:00:00Z")).unwrap(),
            NaiveDate::from_ymd_opt(2024, 2, 29)
        );
        for bad in [
            "2023-02-29",
            "24-01-01",
            "2024-1-1",
            "",
            "+2024-01-01",
            "2024-01-01x",
        ] {
            assert_eq!(
                date("d", Some(bad)).unwrap_err().status().as_u16(),
                422,
                "{bad}"
            );
        }
    }

    #[test]
    fn levels_are_sorted_and_bounded() {
        assert_eq!(levels(Some("0.95, 0.5,0.95")).unwrap(), [0.5, 0.95]);
        for bad in ["0", "1", "NaN", "inf", "-0.5", "0.9,", "a", "80"] {
            assert!(levels(Some(bad)).is_err(), "{bad}");
        }
        let many = (1..=11)
            .map(|i| format!("0.{i:02}"))
            .collect::<Vec<_>>()
            .join(",");
        assert!(levels(Some(&many)).is_err());
    }

    #[test]
    fn counts_are_bounded() {
        assert_eq!(count("limit", Some("7"), 10).unwrap(), Some(7));
        for bad in ["0", "-1", "11", "99999999999999999999999", "1e3", "NaN", ""] {
            assert!(count("limit", Some(bad), 10).is_err(), "{bad}");
        }
    }
}
