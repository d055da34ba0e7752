//! The coordinate systems that projected coordinates can be in, ranked by where they put them.

use super::gazetteer::{City, by_size, distance_km, nearest_city};
use crate::crs::{Reprojection, System, codes};

/// A system, and where it puts the middle of the points.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ranked {
    pub(super) system: System,
    pub(super) place: [f64; 2],
    /// The nearest city, where none was given.
    pub(super) city: Option<City>,
    /// The distance of the place from the city.
    pub(super) km: f64,
    width_deg: f64,
}

/// A city's incidents lie so near to its centre, in kilometres.
const NEAR_KM: f64 = 60.0;

/// A system with a wider area of use is that of a continent.
const REGIONAL_DEG: f64 = 15.0;

/// Systems that put a point within this distance of each other say the same, in kilometres. (Two
/// datums of one grid differ by metres, an old one by a hundred.)
const SAME_KM: f64 = 0.02;

/// The systems that put `middle`, the median of the coordinates, near `city`; the likeliest first.
pub(super) fn near(middle: (f64, f64), city: [f64; 2]) -> Vec<Ranked> {
    let found = codes_at(city)
        .filter_map(|(system, width_deg)| {
            let place = place(&system, middle)?;
            let km = distance_km(place, city);
            (km < NEAR_KM).then_some(Ranked {
                system,
                place,
                city: None,
                km,
                width_deg,
            })
        })
        .collect();
    by_agreement(found)
}

/// The systems that put `middle` into their areas of use and near a city, when no city is known: a
/// few, the largest city first.
pub(super) fn anywhere(middle: (f64, f64)) -> Vec<Ranked> {
    let cities = by_size();
    let mut found: Vec<(usize, Ranked)> = Vec::new();
    for (system, bounds) in codes() {
        // A system of a continent puts nearly any pair near some city.
        if bounds.width_deg() > REGIONAL_DEG {
            continue;
        }
        let Some(place) = place(&system, middle).filter(|[lon, lat]| bounds.contains(*lon, *lat))
        else {
            continue;
        };
        let near = |city: &City| {
            (city.place[1] - place[1]).abs() < 0.2 && distance_km(city.place, place) < 15.0
        };
        let Some(rank) = cities.iter().position(near) else {
            continue;
        };
        let ranked = Ranked {
            system,
            place,
            city: Some(cities[rank]),
            km: distance_km(cities[rank].place, place),
            width_deg: bounds.width_deg(),
        };
        found.push((rank, ranked));
    }
    found.sort_by(|a, b| {
        a.0.cmp(&b.0)
            .then(order(&a.1.system).cmp(&order(&b.1.system)))
    });
    // One system a city: its others say nearly the same.
    found.dedup_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, ranked)| ranked).collect()
}

/// The codes that are used at a place, with the width of their areas of use.
fn codes_at([lon, lat]: [f64; 2]) -> impl Iterator<Item = (System, f64)> {
    let here = codes()
        .into_iter()
        .filter(move |(_, bounds)| bounds.contains(lon, lat));
    here.map(|(system, bounds)| (system, bounds.width_deg()))
}

/// The system that turns projected coordinates into the degrees that stand beside them.
pub(super) fn by_degrees(pairs: &[((f64, f64), [f64; 2])]) -> Option<System> {
    let (_, first) = pairs.first()?;
    let error = |system: &System| -> Option<f64> {
        let projection = Reprojection::of(system).ok()?;
        let mut errors: Vec<f64> = pairs
            .iter()
            .map(|((x, y), place)| match projection.to_lon_lat(*x, *y) {
                Some((lon, lat)) => distance_km([lon, lat], *place),
                None => f64::INFINITY,
            })
            .collect();
        errors.sort_by(f64::total_cmp);
        Some(errors[errors.len() / 2])
    };
    let rated = codes_at(*first)
        .filter_map(|(system, width)| Some((error(&system)?, width, order(&system), system)))
        .filter(|(error, ..)| *error < SAME_KM);
    rated
        .min_by(|a, b| {
            // Metres between datums are no evidence where the source has rounded.
            let metres = |error: f64| (error * 500.0).round();
            metres(a.0)
                .total_cmp(&metres(b.0))
                .then(a.1.total_cmp(&b.1))
                .then(a.2.cmp(&b.2))
        })
        .map(|(.., system)| system)
}

fn place(system: &System, (x, y): (f64, f64)) -> Option<[f64; 2]> {
    let projection = Reprojection::of(system).ok()?;
    if projection.is_degrees() {
        return None;
    }
    let (lon, lat) = projection.to_lon_lat(x, y)?;
    Some([lon, lat])
}

/// EPSG's codes before Esri's, older ones first.
fn order(system: &System) -> (bool, u32) {
    match system {
        System::Code(code) => (false, *code),
        System::Esri(code) => (true, *code),
        System::Proj(_) => (true, u32::MAX),
    }
}

/// Puts first what most systems agree on; among these the one with the smallest area of use, and
/// then the one with the oldest code.
fn by_agreement(mut found: Vec<Ranked>) -> Vec<Ranked> {
    let agreeing = |one: &Ranked| {
        let same = |other: &&Ranked| distance_km(one.place, other.place) < SAME_KM;
        found.iter().filter(same).count()
    };
    let agreement: Vec<usize> = found.iter().map(agreeing).collect();
    let mut order_of: Vec<usize> = (0..found.len()).collect();
    order_of.sort_by(|&a, &b| {
        agreement[b]
            .cmp(&agreement[a])
            .then(found[a].width_deg.total_cmp(&found[b].width_deg))
            .then(order(&found[a].system).cmp(&order(&found[b].system)))
    });
    let mut taken: Vec<Option<Ranked>> = found.drain(..).map(Some).collect();
    order_of
        .into_iter()
        .filter_map(|at| taken[at].take())
        .collect()
}

/// The city of a place: the largest one around it, or the nearest if none is near.
pub(super) fn city_at(place: [f64; 2]) -> Option<City> {
    let around = by_size()
        .into_iter()
        .find(|city| distance_km(city.place, place) < 25.0);
    around.or_else(|| {
        nearest_city(place)
            .filter(|(_, km)| *km < 2.0 * NEAR_KM)
            .map(|(city, _)| city)
    })
}

#[cfg(test)]
mod tests {
    use super::super::gazetteer::cities_named;
    use super::*;

    fn first(middle: (f64, f64), city: &str) -> System {
        let city = cities_named(city)[0];
        near(middle, city.place).remove(0).system
    }

    /// Coordinates of each city in the system that its portal names.
    #[test]
    fn the_system_of_a_city_is_found_by_where_its_points_fall() {
        // Illinois East in feet; any of its datums after 1983 will do.
        let chicago = first((1_174_694.0, 1_901_831.0), "Chicago");
        assert_eq!(chicago, System::Code(3435));
        let agrees = |found: &System, expected: u32, point: (f64, f64)| {
            let a = place(found, point).unwrap();
            let b = place(&System::Code(expected), point).unwrap();
            assert!(distance_km(a, b) < SAME_KM, "{found}");
        };
        let vancouver = (491_000.0, 5_457_000.0);
        agrees(&first(vancouver, "Vancouver"), 26910, vancouver);
        let philadelphia = (2_697_048.0, 236_570.0);
        agrees(&first(philadelphia, "Philadelphia"), 2272, philadelphia);
        let stuttgart = (513_223.5, 5_403_015.5);
        agrees(&first(stuttgart, "Stuttgart"), 25832, stuttgart);
        let london = (530_000.0, 180_500.0);
        agrees(&first(london, "London"), 27700, london);
    }

    #[test]
    fn degrees_beside_projected_coordinates_name_the_system() {
        let pairs = [
            (
                (1_174_694.0, 1_901_831.0),
                [-87.633_937_881, 41.886_018_055],
            ),
            (
                (1_174_694.0, 1_901_831.0),
                [-87.633_937_881, 41.886_018_055],
            ),
        ];
        assert_eq!(by_degrees(&pairs), Some(System::Code(3435)));
        assert_eq!(by_degrees(&[((1.0, 2.0), [-87.6, 41.9])]), None);
    }
}
