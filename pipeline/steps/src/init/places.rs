//! The columns that state the place: degrees, a point in one column, or projected coordinates.

use super::column::{Column, share};

/// The columns of the place, by their positions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Where {
    Degrees { lon: usize, lat: usize },
    Point(usize),
    Plane { x: usize, y: usize },
}

/// The place of a source.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Places {
    pub(super) stated: Where,
    /// Projected coordinates beside the degrees, which may be the same columns.
    pub(super) beside: Option<(usize, usize)>,
    /// The decimal mark: 0 for a point, 1 for a comma.
    pub(super) mark: usize,
}

const LAT: &[&str] = &[
    "lat",
    "latitude",
    "latitud",
    "latitudine",
    "breite",
    "breitengrad",
    "geolat",
    "ycoord",
    "y",
    "ycoordinate",
    "coordy",
    "geoy",
    "pointy",
    "northing",
    "north",
    "hochwert",
    "norte",
    "gpsy",
    "ywgs",
    "intptlat",
];
const LON: &[&str] = &[
    "lon",
    "lng",
    "long",
    "longitude",
    "longitud",
    "longitudine",
    "laenge",
    "längengrad",
    "geolon",
    "geolng",
    "xcoord",
    "x",
    "xcoordinate",
    "coordx",
    "geox",
    "pointx",
    "easting",
    "east",
    "rechtswert",
    "este",
    "gpsx",
    "xwgs",
    "intptlon",
];

/// The share of the numbers that have to lie in the range of degrees.
const NEARLY_ALL: f64 = 0.95;

/// The columns of the place; `None` if no column has places.
pub(super) fn choose(columns: &[Column<'_>]) -> Option<Places> {
    let pairs = pairs(columns);
    let degrees = pairs.iter().find(|pair| pair.are_degrees);
    let plane = pairs.iter().find(|pair| pair.is_plane());
    let point = (columns.iter().enumerate())
        .filter(|(_, column)| column.values > 0 && share(column.points, column.values) > 0.9)
        .max_by_key(|(at, column)| (column.values, std::cmp::Reverse(*at)))
        .map(|(at, _)| at);
    let blank = |at: usize| columns[at].blanks;
    if let Some(pair) = degrees {
        // Projected coordinates earn their place where they fill gaps of the degrees.
        let fills = |other: &&Pair| blank(other.x) + 2 < blank(pair.x) && other.mark == pair.mark;
        let beside = match pair.mixed {
            true => Some((pair.x, pair.y)),
            false => plane.filter(fills).map(|other| (other.x, other.y)),
        };
        return Some(Places {
            stated: Where::Degrees {
                lon: pair.x,
                lat: pair.y,
            },
            beside,
            mark: pair.mark,
        });
    }
    let (stated, mark) = match (point, plane) {
        (Some(point), _) => (Where::Point(point), mark_of_points(&columns[point])),
        (None, Some(pair)) => {
            let (x, y) = (pair.x, pair.y);
            (Where::Plane { x, y }, pair.mark)
        }
        (None, None) => return None,
    };
    Some(Places {
        stated,
        beside: None,
        mark,
    })
}

/// Two columns that can be coordinates.
struct Pair {
    x: usize,
    y: usize,
    mark: usize,
    are_degrees: bool,
    /// `true` if some rows of the degrees are too large for it.
    mixed: bool,
    /// The better name comes first.
    rank: usize,
}

impl Pair {
    fn is_plane(&self) -> bool {
        !self.are_degrees
    }
}

/// The pairs of columns with numbers that names make coordinates, the likeliest first.
fn pairs(columns: &[Column<'_>]) -> Vec<Pair> {
    let mut found: Vec<Pair> = Vec::new();
    for (y, lat) in columns.iter().enumerate() {
        let Some(rank) = rank(lat, LAT) else { continue };
        let partner = (columns.iter().enumerate())
            .filter(|(x, lon)| *x != y && rank_fits(lon, rank))
            .max_by_key(|(x, lon)| (likeness(lat, lon), std::cmp::Reverse(x.abs_diff(y))));
        if let Some((x, lon)) = partner {
            found.extend(pair((x, lon), (y, lat), rank));
        }
    }
    found.sort_by_key(|pair| (pair.rank, pair.y));
    found
}

/// 0 for a name of degrees, 1 for one of any coordinate; `None` for other names and columns
/// without numbers.
fn rank(column: &Column<'_>, names: &[&str]) -> Option<usize> {
    let is_number = [0, 1].iter().any(|&mark| column.numeric(mark) > 0.8);
    if !is_number || column.values == 0 {
        return None;
    }
    let words = column.words();
    let best = words
        .iter()
        .filter_map(|word| names.iter().position(|name| name == word))
        .min()?;
    Some(usize::from(best >= 6))
}

fn rank_fits(lon: &Column<'_>, of_lat: usize) -> bool {
    rank(lon, LON).is_some_and(|rank| rank == of_lat)
}

/// The words that two names share.
fn likeness(a: &Column<'_>, b: &Column<'_>) -> usize {
    let words = a.words();
    b.words().iter().filter(|word| words.contains(word)).count()
}

fn pair(
    (x, lon): (usize, &Column<'_>),
    (y, lat): (usize, &Column<'_>),
    rank: usize,
) -> Option<Pair> {
    // The mark with which both are numbers; of two, the one that makes degrees of them.
    let degrees = |mark: usize| {
        let (lon, lat) = (&lon.numbers[mark], &lat.numbers[mark]);
        // Longitudes of 0 to 360 are within ±180 or beyond; exchanged ones are told later.
        lon.share_within(1).min(lat.share_within(1)).min(1.0)
            * f64::from(u8::from(lon.fractions + lat.fractions > 0))
    };
    let readable = |mark: usize| lon.numeric(mark).min(lat.numeric(mark)) > 0.8;
    let mark = [0, 1]
        .into_iter()
        .filter(|&mark| readable(mark))
        .max_by(|&a, &b| degrees(a).total_cmp(&degrees(b)).then(b.cmp(&a)))?;
    let share = degrees(mark);
    let (x, y, lon) = match exchanged(lon, lat, mark) {
        true => (y, x, lat),
        false => (x, y, lon),
    };
    Some(Pair {
        x,
        y,
        mark,
        are_degrees: share > 0.05,
        mixed: share > 0.05 && share < NEARLY_ALL && lon.numbers[mark].max.abs() > 360.0,
        rank,
    })
}

/// `true` if what is called latitude is none, but what is called longitude could be one.
fn exchanged(lon: &Column<'_>, lat: &Column<'_>, mark: usize) -> bool {
    let within = |column: &Column<'_>, limit: usize| column.numbers[mark].share_within(limit);
    within(lat, 1) > NEARLY_ALL && within(lat, 0) < 1.0 - NEARLY_ALL && within(lon, 0) > NEARLY_ALL
}

/// The mark of a column of points: a comma where the values have no decimal point.
fn mark_of_points(column: &Column<'_>) -> usize {
    let with_point = column.counts.keys().filter(|value| value.contains(&b'.'));
    usize::from(with_point.count() * 2 < column.counts.len())
}
