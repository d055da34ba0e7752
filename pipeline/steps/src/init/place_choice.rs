//! The coordinate system of the places, and their order.

use super::draft::{city_called, middle};
use super::error::InitError;
use super::gazetteer::{City, distance_km, nearest_city};
use super::group::Group;
use super::mapping::mark;
use super::places::Where;
use super::question::{Answer, Choice, Question, ask};
use super::rows::{Values, each_row};
use super::sample::Sample;
use super::systems::{self, Ranked};
use crate::convert::{Convert, Longitudes, OneOrMany, Stated, parse_point};

/// Coordinates that are looked at.
const ENOUGH: usize = 20_000;

/// Incidents lie within this distance of their city, in kilometres.
const NEAR_KM: f64 = 120.0;

/// Where the incidents are, as far as is known before they are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Spot {
    pub(super) city: Option<City>,
    /// Other systems that would do.
    pub(super) rivals: Vec<Ranked>,
    pub(super) guessed: bool,
}

/// The place that `--city` names.
pub(super) fn given(text: Option<&str>) -> Result<Option<City>, InitError> {
    let Some(text) = text else { return Ok(None) };
    let numbers: Vec<f64> = text
        .split(',')
        .filter_map(|n| n.trim().parse().ok())
        .collect();
    match numbers.as_slice() {
        [lon, lat] => Ok(nearest_city([*lon, *lat]).map(|(city, _)| City {
            place: [*lon, *lat],
            ..city
        })),
        _ => city_called(text).map(Some),
    }
}

/// Sets the decimal mark and the coordinate system.
pub(super) fn choose(
    samples: &[Sample],
    groups: &[Group<'_>],
    city: Option<City>,
    params: &mut Convert,
    who: &mut dyn Answer,
) -> Result<Spot, InitError> {
    params.decimal = mark(&groups[0]).0;
    let stated = groups[0].roles.places.stated;
    let beside = groups[0].roles.places.beside;
    let planes = match (stated, beside) {
        (Where::Degrees { .. }, Some(_)) => {
            let pairs = both(samples, groups);
            if let Some(system) = systems::by_degrees(&pairs) {
                params.epsg = Some(system);
                return Ok(Spot {
                    city,
                    ..Spot::default()
                });
            }
            plane_values(samples, groups)
        }
        (Where::Degrees { .. }, None) => {
            return Ok(Spot {
                city,
                ..Spot::default()
            });
        }
        (Where::Point(_) | Where::Plane { .. }, _) => plane_values(samples, groups),
    };
    let Some(middle) = middle(&planes) else {
        // Points in degrees.
        return Ok(Spot {
            city,
            ..Spot::default()
        });
    };
    let near_degrees = || {
        let degrees = degree_values(samples, groups);
        super::draft::middle(&degrees).and_then(systems::city_at)
    };
    let city = city.or_else(near_degrees);
    of_plane((middle[0], middle[1]), city, params, who)
}

/// Chooses the system of projected coordinates.
fn of_plane(
    middle: (f64, f64),
    city: Option<City>,
    params: &mut Convert,
    who: &mut dyn Answer,
) -> Result<Spot, InitError> {
    let ranked = match city {
        Some(city) => systems::near(middle, city.place),
        None => systems::anywhere(middle),
    };
    if ranked.is_empty() {
        return Err(InitError::NoSystem {
            x: middle.0,
            y: middle.1,
            city: city.map_or_else(
                || "any city of 40,000 people".to_owned(),
                |city| city.name.to_owned(),
            ),
        });
    }
    let (at, guessed) = match city {
        Some(_) => (0, false),
        None => {
            let question = Question {
                text: "The coordinates are not degrees. Which city are they of?".to_owned(),
                choices: ranked
                    .iter()
                    .take(8)
                    .map(|one| Choice {
                        label: one.city.map_or_else(String::new, |city| {
                            format!("{}, {}", city.name, city.country)
                        }),
                        examples: vec![
                            format!("epsg {}", one.system),
                            format!("{:.3}, {:.3}", one.place[0], one.place[1]),
                        ],
                    })
                    .collect(),
            };
            let answer = ask(who, &question);
            // A single system that puts the points near a large city is no proof.
            (answer.at, answer.guessed || ranked.len() == 1)
        }
    };
    let chosen = &ranked[at];
    params.epsg = Some(chosen.system.clone());
    Ok(Spot {
        city: city.or(chosen.city),
        rivals: ranked
            .iter()
            .filter(|one| *one != chosen)
            .take(4)
            .cloned()
            .collect(),
        guessed,
    })
}

/// Exchanges `lon` and `lat`, or counts longitudes to the west, where only that puts the points near
/// a city; `true` if it did.
pub(super) fn orient(points: &[[f64; 2]], city: Option<City>, params: &mut Convert) -> bool {
    let Some([lon, lat]) = middle(points) else {
        return false;
    };
    if params.epsg.is_some() || params.columns.lon.is_none() {
        return false;
    }
    let distance = |place: [f64; 2]| match city {
        Some(city) => distance_km(city.place, place),
        None => nearest_city(place).map_or(f64::INFINITY, |(_, km)| km),
    };
    let is_near = |place: [f64; 2]| place[1].abs() <= 90.0 && distance(place) < NEAR_KM;
    if is_near([lon, lat]) {
        return false;
    }
    let (exchanged, west) = match () {
        () if is_near([lat, lon]) => (true, false),
        () if is_near([-lon, lat]) => (false, true),
        () if is_near([-lat, lon]) => (true, true),
        () => return false,
    };
    if exchanged {
        std::mem::swap(&mut params.columns.lon, &mut params.columns.lat);
    }
    if west {
        params.longitudes = Longitudes::West;
    }
    true
}

/// The numbers of a column, if it has one.
fn number(value: &[u8], mark: crate::convert::Decimal) -> Option<f64> {
    mark.parse(value).filter(|number| *number != 0.0)
}

/// Projected coordinates of the samples; none where they are degrees.
fn plane_values(samples: &[Sample], groups: &[Group<'_>]) -> Vec<[f64; 2]> {
    let mut found = Vec::new();
    each_place(samples, groups, &mut |group, value| {
        let (_, mark) = mark(group);
        let places = &group.roles.places;
        let pair = match (places.stated, places.beside) {
            (Where::Plane { x, y }, _) | (_, Some((x, y))) => {
                number(&value(x), mark).zip(number(&value(y), mark))
            }
            (Where::Point(at), _) => match parse_point(&value(at), mark) {
                Some(Stated::Pair(x, y) | Stated::Geometry { x, y, srid: None }) => Some((x, y)),
                _ => None,
            },
            (Where::Degrees { .. }, None) => None,
        };
        found.extend(
            pair.filter(|(x, y)| x.abs() > 360.0 || y.abs() > 360.0)
                .map(|(x, y)| [x, y]),
        );
    });
    found
}

/// Degrees of the samples.
fn degree_values(samples: &[Sample], groups: &[Group<'_>]) -> Vec<[f64; 2]> {
    let mut found = Vec::new();
    each_place(samples, groups, &mut |group, value| {
        let (_, mark) = mark(group);
        if let Where::Degrees { lon, lat } = group.roles.places.stated {
            let pair = number(&value(lon), mark).zip(number(&value(lat), mark));
            found.extend(
                pair.filter(|(x, y)| x.abs() <= 180.0 && y.abs() <= 90.0)
                    .map(|(x, y)| [x, y]),
            );
        }
    });
    found
}

/// Rows that have both degrees and projected coordinates, at different places.
fn both(samples: &[Sample], groups: &[Group<'_>]) -> Vec<((f64, f64), [f64; 2])> {
    let mut found: Vec<((f64, f64), [f64; 2])> = Vec::new();
    each_place(samples, groups, &mut |group, value| {
        let (_, mark) = mark(group);
        let places = &group.roles.places;
        let (Where::Degrees { lon, lat }, Some((x, y))) = (places.stated, places.beside) else {
            return;
        };
        if found.len() >= 25 || (lon, lat) == (x, y) {
            return;
        }
        let of = |a: usize, b: usize| number(&value(a), mark).zip(number(&value(b), mark));
        if let (Some(degrees), Some(plane)) = (of(lon, lat), of(x, y))
            && degrees.0.abs() <= 180.0
            && degrees.1.abs() <= 90.0
        {
            found.push((plane, [degrees.0, degrees.1]));
        }
    });
    found
}

fn each_place(
    samples: &[Sample],
    groups: &[Group<'_>],
    work: &mut dyn FnMut(&Group<'_>, Values<'_>),
) {
    for group in groups {
        let kept: u64 = group.members.iter().map(|&at| samples[at].kept()).sum();
        let every = (kept as usize / 100 / ENOUGH).max(1);
        for &at in &group.members {
            each_row(&samples[at], &group.form, every, &mut |value| {
                work(group, value)
            });
        }
    }
}

/// The names of the coordinate columns, for sentences.
pub(super) fn columns_of(params: &Convert) -> String {
    let columns = &params.columns;
    let named = [
        &columns.lon,
        &columns.lat,
        &columns.point,
        &columns.x,
        &columns.y,
    ];
    let names: Vec<String> = named
        .into_iter()
        .flatten()
        .flat_map(OneOrMany::as_slice)
        .map(|name| format!("`{name}`"))
        .collect();
    names.join(", ")
}
