//! Query parameters: read once at the edge, carried as valid values.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The longest list of levels one request may ask for.
pub(crate) const MAX_LEVELS: usize = 10;
/// The largest number of hotspots one request may ask for.
pub(crate) const MAX_LIMIT: usize = 100_000;

/// Query parameters whose rejection is a [`Problem`].
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

/// A hotspot id in the path. Anything but an integer is a 422, as clients of the original expect.
pub(crate) struct HotspotId(pub(crate) i64);

impl<S: Send + Sync> FromRequestParts<S> for HotspotId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|rejection: PathRejection| Problem::parameter("id", rejection.body_text()))?;
        text.parse()
            .map(Self)
            .map_err(|_| Problem::parameter("id", format!("`{}` is not an integer", shown(&text))))
    }
}

/// At most 40 characters of a client's text, so that an error is never longer than its cause deserves.
pub(crate) fn shown(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        format!("{short}…")
    } else {
        short
    }
}

/// A calendar date, `YYYY-MM-DD`; the time of an ISO date-time is ignored.
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
                    shown(text)
                ),
            )
        })
}

/// A whole number within `1..=max`.
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
                    "`{name}`: `{}` is not a whole number from 1 to {max}",
                    shown(text)
                ),
            )
        })
}

/// Prediction interval levels, each strictly between 0 and 1, ascending and without repetition.
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
                        shown(part)
                    ))
                })
        })
        .collect::<Result<Vec<f64>, _>>()?;
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    if levels.len() > MAX_LEVELS {
        return Err(problem(format!(
            "`level`: {} levels, at most {MAX_LEVELS} are allowed",
            levels.len()
        )));
    }
    Ok(levels)
}

/// A bounding box in degrees, west, south, east, north. West may exceed east: the box then crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bbox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bbox {
    /// Reads `west,south,east,north`.
    pub(crate) fn parse(text: Option<&str>) -> Result<Option<Self>, Problem> {
        let Some(text) = text else { return Ok(None) };
        let problem = |why: &str| {
            Problem::parameter(
                "bbox",
                format!(
                    "`bbox`: `{}` {why}; expected west,south,east,north in degrees",
                    shown(text)
                ),
            )
        };
        let numbers: Vec<f64> = text
            .split(',')
            .map(|part| part.trim().parse().ok().filter(|n: &f64| n.is_finite()))
            .collect::<Option<_>>()
            .ok_or_else(|| problem("has a part that is not a finite number"))?;
        let [west, south, east, north] = numbers[..] else {
            return Err(problem("does not have four numbers"));
        };
        if [west, east].iter().any(|lon| lon.abs() > 180.0)
            || [south, north].iter().any(|lat| lat.abs() > 90.0)
        {
            return Err(problem("leaves the globe"));
        }
        if south > north {
            return Err(problem("has its south north of its north"));
        }
        Ok(Some(Self {
            west,
            south,
            east,
            north,
        }))
    }

    /// Whether the box `[west, south, east, north]` touches this one. It may cross the antimeridian as well.
    pub(crate) fn touches(&self, [west, south, east, north]: [f64; 4]) -> bool {
        let lat = south <= self.north && north >= self.south;
        let theirs = stretches(west, east);
        let lon = stretches(self.west, self.east)
            .iter()
            .any(|a| theirs.iter().any(|b| a[0] <= b[1] && b[0] <= a[1]));
        lat && lon
    }
}

/// The longitudes from west to east as one stretch twice, or as two that meet at the antimeridian.
fn stretches(west: f64, east: f64) -> [[f64; 2]; 2] {
    if west <= east {
        [[west, east]; 2]
    } else {
        [[west, 180.0], [-180.0, east]]
    }
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
    fn a_bbox_is_four_finite_numbers_on_the_globe() {
        for bad in [
            "",
            "1,2,3",
            "1,2,3,4,5",
            "NaN,0,1,1",
            "0,0,inf,1",
            "0,1,1,0",
            "-181,0,1,1",
            "0,0,1,91",
        ] {
            assert!(Bbox::parse(Some(bad)).is_err(), "{bad}");
        }
        let chicago = Bbox::parse(Some("-88,41,-87,42")).unwrap().unwrap();
        assert!(chicago.touches([-87.5, 41.5, -87.4, 41.6]));
        assert!(!chicago.touches([-86.5, 41.5, -86.4, 41.6]));
    }

    #[test]
    fn a_bbox_may_cross_the_antimeridian() {
        let fiji = Bbox::parse(Some("177,-20,-178,-15")).unwrap().unwrap();
        assert!(fiji.touches([178.0, -18.0, 179.0, -17.0]));
        assert!(fiji.touches([-179.5, -18.0, -179.0, -17.0]));
        assert!(!fiji.touches([0.0, -18.0, 1.0, -17.0]));
        assert!(fiji.touches([179.99, -18.0, -179.99, -17.0]));
        let west_of_it = Bbox::parse(Some("170,-20,175,-15")).unwrap().unwrap();
        assert!(!west_of_it.touches([179.99, -18.0, -179.99, -17.0]));
        assert!(west_of_it.touches([174.0, -18.0, -179.99, -17.0]));
    }

    #[test]
    fn counts_are_bounded() {
        assert_eq!(count("limit", Some("7"), 10).unwrap(), Some(7));
        for bad in ["0", "-1", "11", "99999999999999999999999", "1e3", "NaN", ""] {
            assert!(count("limit", Some(bad), 10).is_err(), "{bad}");
        }
    }

    #[test]
    fn long_texts_are_cut_when_shown() {
        assert_eq!(shown(&"é".repeat(100)).chars().count(), 41);
    }
}
