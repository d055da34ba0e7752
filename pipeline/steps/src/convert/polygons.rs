//! The filter `polygon`.

use super::error::ConvertError;
use super::params::{Area, Geometry};
use super::rings::{check, fault, unrolled};
use crate::space::Bounds;

/// The most bands of latitudes that a polygon is divided into.
const MAX_BANDS: usize = 4096;

/// Polygons with holes. A place is inside if it is inside one of them.
#[derive(Clone, Debug)]
pub(crate) struct Polygons {
    polygons: Vec<BandedPolygon>,
}

/// One polygon. The even-odd rule over its rings decides (Shimrat 1962).
#[derive(Clone, Debug)]
struct BandedPolygon {
    /// Longitudes go beyond 180 or -180 where the polygon lies across.
    bounds: Bounds,
    /// The edges in each band of latitudes. Bands have equal height, from the south, so that a
    /// place is compared with few edges.
    bands: Vec<Vec<Edge>>,
}

type Edge = [[f64; 2]; 2];

impl Polygons {
    pub(crate) fn new(area: &Area) -> Result<Self, ConvertError> {
        let polygons: Vec<Vec<Vec<[f64; 2]>>> = match area {
            Area::Ring(ring) => vec![vec![ring.clone()]],
            Area::Geometry(Geometry::Polygon { coordinates }) => vec![coordinates.clone()],
            Area::Geometry(Geometry::MultiPolygon { coordinates }) => coordinates.clone(),
            Area::File(path) => return Err(fault(format!("`{path}` has not been read"))),
            Area::Step(from) => {
                let message = format!("the output of `{}` has not been read", from.step);
                return Err(fault(message));
            }
        };
        if polygons.iter().flatten().next().is_none() {
            return Err(fault("has no ring".to_owned()));
        }
        let polygons = polygons.iter().map(|rings| BandedPolygon::new(rings));
        Ok(Self {
            polygons: polygons.collect::<Result<_, _>>()?,
        })
    }

    /// `true` if the point is inside one of the polygons.
    pub(crate) fn contains(&self, lon: f64, lat: f64) -> bool {
        self.polygons
            .iter()
            .any(|polygon| polygon.contains(lon, lat))
    }
}

impl BandedPolygon {
    fn new(rings: &[Vec<[f64; 2]>]) -> Result<Self, ConvertError> {
        rings.iter().try_for_each(|ring| check(ring))?;
        let rings = &unrolled(rings);
        let fold = |axis: usize, pick: fn(f64, f64) -> f64, from: f64| {
            rings.iter().flatten().fold(from, |m, p| pick(m, p[axis]))
        };
        let bounds = Bounds([
            fold(0, f64::min, f64::INFINITY),
            fold(1, f64::min, f64::INFINITY),
            fold(0, f64::max, f64::NEG_INFINITY),
            fold(1, f64::max, f64::NEG_INFINITY),
        ]);
        let corners: usize = rings.iter().map(Vec::len).sum();
        let mut polygon = Self {
            bounds,
            bands: vec![Vec::new(); corners.clamp(1, MAX_BANDS)],
        };
        for ring in rings {
            for (&from, &to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                let (low, high) = (from[1].min(to[1]), from[1].max(to[1]));
                for band in polygon.band(low)..=polygon.band(high) {
                    polygon.bands[band].push([from, to]);
                }
            }
        }
        Ok(polygon)
    }

    /// The band of a latitude within the bounds.
    fn band(&self, lat: f64) -> usize {
        let Bounds([_, south, _, north]) = self.bounds;
        let share = (lat - south) / (north - south);
        // A polygon without height has no inside, so any band will do.
        ((share * self.bands.len() as f64) as usize).min(self.bands.len() - 1)
    }

    /// A ray to the east crosses the rings an odd number of times; points on an edge count as
    /// inside for one of the two sides.
    fn contains(&self, lon: f64, lat: f64) -> bool {
        let Bounds([west, _, east, _]) = self.bounds;
        self.holds(lon, lat)
            || (east > 180.0 && self.holds(lon + 360.0, lat))
            || (west < -180.0 && self.holds(lon - 360.0, lat))
    }

    fn holds(&self, lon: f64, lat: f64) -> bool {
        self.bounds.contains(lon, lat) && {
            let edges = &self.bands[self.band(lat)];
            edges.iter().filter(|edge| crosses(edge, lon, lat)).count() % 2 == 1
        }
    }
}

fn crosses([[x1, y1], [x2, y2]]: &Edge, lon: f64, lat: f64) -> bool {
    (*y1 > lat) != (*y2 > lat) && lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
            vec![[0.0, 0.0], [400.0, 0.0], [0.0, 1.0]],
            vec![[0.0, 0.0], [1.0, 91.0], [0.0, 1.0]],
        ] {
            assert!(Polygons::new(&Area::Ring(ring)).is_err());
        }
    }

    #[test]
    fn a_polygon_may_lie_across_180() {
        let hole = |a: f64, b: f64| vec![[a, -17.0], [b, -17.0], [b, -16.0], [a, -16.0]];
        let jumping = vec![
            [178.0, -20.0],
            [-178.0, -20.0],
            [-178.0, -15.0],
            [178.0, -15.0],
        ];
        let going_on = vec![
            [178.0, -20.0],
            [182.0, -20.0],
            [182.0, -15.0],
            [178.0, -15.0],
        ];
        for outer in [jumping, going_on] {
            let area = Area::Geometry(Geometry::Polygon {
                coordinates: vec![outer, hole(-179.5, -179.0)],
            });
            let polygons = Polygons::new(&area).unwrap();
            for (lon, inside) in [
                (178.5, true),
                (179.9995, true),
                (-179.9995, true),
                (-179.2, false),
                (-178.5, true),
                (-177.0, false),
                (0.0, false),
            ] {
                assert_eq!(polygons.contains(lon, -16.5), inside, "{lon}");
            }
        }
        let world = vec![
            [-180.0, -90.0],
            [180.0, -90.0],
            [180.0, 90.0],
            [-180.0, 90.0],
        ];
        assert!(
            Polygons::new(&Area::Ring(world))
                .unwrap()
                .contains(1.0, 1.0)
        );
    }

    #[test]
    fn districts_that_overlap_do_not_cancel_each_other() {
        let square = |a: f64, b: f64| vec![vec![[a, a], [b, a], [b, b], [a, b]]];
        let area = Area::Geometry(Geometry::MultiPolygon {
            coordinates: vec![square(0.0, 10.0), square(2.0, 4.0)],
        });
        assert!(Polygons::new(&area).unwrap().contains(3.0, 3.0));
    }

    proptest! {
        /// A star with many corners, so that there are many bands, against a look at every edge.
        #[test]
        fn bands_leave_no_edge_out(
            radii in prop::collection::vec(1.0f64..10.0, 3..200),
            places in prop::collection::vec((-11.0f64..11.0, -11.0f64..11.0), 50),
        ) {
            let corner = |(i, r): (usize, &f64)| {
                let angle = i as f64 / radii.len() as f64 * std::f64::consts::TAU;
                [r * angle.cos(), r * angle.sin()]
            };
            let ring: Vec<[f64; 2]> = radii.iter().enumerate().map(corner).collect();
            let polygons = Polygons::new(&Area::Ring(ring.clone())).unwrap();
            for (lon, lat) in places {
                let edges = ring.iter().zip(ring.iter().cycle().skip(1));
                let crossed = edges.filter(|(a, b)| crosses(&[**a, **b], lon, lat)).count();
                prop_assert_eq!(polygons.contains(lon, lat), crossed % 2 == 1);
            }
        }
    }
}
