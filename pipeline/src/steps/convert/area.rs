//! Filters by place: a box and polygons.

use super::error::ConvertError;
use super::params::{Area, Geometry};

/// West, south, east, north in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bbox([f64; 4]);

impl Bbox {
    pub(crate) fn new(bounds: [f64; 4]) -> Result<Self, ConvertError> {
        let [west, south, east, north] = bounds;
        let valid = west < east
            && south < north
            && west >= -180.0
            && east <= 180.0
            && south >= -90.0
            && north <= 90.0;
        if !valid {
            let message = format!(
                "`{bounds:?}` is not [west, south, east, north] in degrees with west < east and south < north"
            );
            return Err(ConvertError::Params {
                field: "bbox",
                message,
            });
        }
        Ok(Self(bounds))
    }

    /// Whether the point is inside or on the edge.
    pub(crate) fn contains(&self, lon: f64, lat: f64) -> bool {
        let [west, south, east, north] = self.0;
        lon >= west && lon <= east && lat >= south && lat <= north
    }
}

/// Polygons with holes, by the even-odd rule over all their rings.
#[derive(Clone, Debug)]
pub(crate) struct Polygons {
    rings: Vec<Vec<[f64; 2]>>,
    bounds: Bbox,
}

impl Polygons {
    pub(crate) fn new(area: &Area) -> Result<Self, ConvertError> {
        let rings: Vec<Vec<[f64; 2]>> = match area {
            Area::Ring(ring) => vec![ring.clone()],
            Area::Geometry(Geometry::Polygon { coordinates }) => coordinates.clone(),
            Area::Geometry(Geometry::MultiPolygon { coordinates }) => coordinates.concat(),
        };
        let fault = |message: String| ConvertError::Params {
            field: "polygon",
            message,
        };
        if rings.is_empty() {
            return Err(fault("has no ring".to_owned()));
        }
        for ring in &rings {
            let corners = if ring.first() == ring.last() {
                ring.len().saturating_sub(1)
            } else {
                ring.len()
            };
            if corners < 3 {
                return Err(fault(format!("a ring of `{corners}` corners has no area")));
            }
            if let Some([lon, lat]) = ring
                .iter()
                .find(|[lon, lat]| !(lon.abs() <= 180.0 && lat.abs() <= 90.0))
            {
                return Err(fault(format!(
                    "`[{lon}, {lat}]` is not a [lon, lat] in degrees"
                )));
            }
        }
        let fold = |axis: usize, pick: fn(f64, f64) -> f64, from: f64| {
            rings.iter().flatten().fold(from, |m, p| pick(m, p[axis]))
        };
        let bounds = Bbox([
            fold(0, f64::min, f64::INFINITY),
            fold(1, f64::min, f64::INFINITY),
            fold(0, f64::max, f64::NEG_INFINITY),
            fold(1, f64::max, f64::NEG_INFINITY),
        ]);
        Ok(Self { rings, bounds })
    }

    /// Whether the point is inside. A ray to the east crosses the rings an odd number of times; points on an edge count as inside for one of the two sides.
    pub(crate) fn contains(&self, lon: f64, lat: f64) -> bool {
        if !self.bounds.contains(lon, lat) {
            return false;
        }
        let crossings: usize = self
            .rings
            .iter()
            .map(|ring| crossings(ring, lon, lat))
            .sum();
        crossings % 2 == 1
    }
}

fn crossings(ring: &[[f64; 2]], lon: f64, lat: f64) -> usize {
    let ends = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(ends)
        .filter(|([x1, y1], [x2, y2])| {
            (*y1 > lat) != (*y2 > lat) && lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_and_separate_parts_are_respected() {
        let square = |a: f64, b: f64| vec![[a, a], [b, a], [b, b], [a, b], [a, a]];
        let area = Area::Geometry(Geometry::MultiPolygon {
            coordinates: vec![
                vec![square(0.0, 10.0), square(4.0, 6.0)],
                vec![square(20.0, 21.0)],
            ],
        });
        let polygons = Polygons::new(&area).unwrap();
        for (lon, lat, inside) in [
            (1.0, 1.0, true),
            (5.0, 5.0, false),
            (20.5, 20.5, true),
            (15.0, 15.0, false),
            (7.0, 5.0, true),
            (-1.0, 5.0, false),
        ] {
            assert_eq!(polygons.contains(lon, lat), inside, "{lon} {lat}");
        }
    }

    #[test]
    fn an_open_ring_is_closed_and_nonsense_is_refused() {
        assert!(
            Polygons::new(&Area::Ring(vec![[0.0, 0.0], [2.0, 0.0], [1.0, 2.0]]))
                .unwrap()
                .contains(1.0, 0.5)
        );
        for ring in [
            vec![],
            vec![[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]],
            vec![[0.0, 0.0], [200.0, 0.0], [0.0, 1.0]],
        ] {
            assert!(Polygons::new(&Area::Ring(ring)).is_err());
        }
        assert!(Bbox::new([1.0, 0.0, -1.0, 1.0]).is_err());
    }
}
