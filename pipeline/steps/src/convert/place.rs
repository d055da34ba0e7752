//! Where a row says it happened.

use std::sync::Arc;

use super::area::{Polygons, bbox};
use super::columns::Positions;
use super::error::ConvertError;
use super::fault::Fault;
use super::field;
use super::number::Decimal;
use super::params::Convert;
use super::point::{self, Stated};
use super::reach::Reach;
use super::reject::Reason;
use super::row::Row;
use super::systems::Systems;
use crate::crs::Projection;
use crate::space::{Bounds, wrapped};

/// How near to a sentinel counts as equal, in the unit of the source.
const SENTINEL_TOLERANCE: f64 = 1e-9;

/// Reads, projects and filters coordinates.
pub(crate) struct Places {
    sources: Vec<Source>,
    decimal: Decimal,
    sentinels: Vec<[f64; 2]>,
    bbox: Option<Bounds>,
    polygons: Option<Polygons>,
    /// Where the projected coordinates should lie.
    area: Option<Bounds>,
    systems: Systems,
}

/// One way in which a row states its place; the first that is not blank is used.
struct Source {
    columns: PlaceColumns,
    system: Option<Arc<Projection>>,
    /// Degrees that have a projected pair beside them, which is tried where the degrees cannot be.
    doubtful: bool,
}

#[derive(Clone, Copy)]
enum PlaceColumns {
    /// Two columns: longitude or easting, latitude or northing.
    Pair(usize, usize),
    Point(usize),
}

/// A place and whether it is where its coordinate system is used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) reach: Reach,
}

impl Places {
    pub(crate) fn new(params: &Convert, at: &Positions) -> Result<Self, ConvertError> {
        let system = (params.epsg.as_ref())
            .map(|system| Projection::of(system).map(Arc::new))
            .transpose()?;
        let plane = at.x.zip(at.y);
        let mut sources = Vec::new();
        // With a plane beside them, degrees are WGS 84 and the code is the plane's.
        let beside = if plane.is_some() {
            None
        } else {
            system.clone()
        };
        let mut add = |columns, system, doubtful| {
            sources.push(Source {
                columns,
                system,
                doubtful,
            });
        };
        if let Some((lon, lat)) = at.lon.zip(at.lat) {
            add(
                PlaceColumns::Pair(lon, lat),
                beside.clone(),
                plane.is_some(),
            );
        }
        if let Some(point) = at.point {
            add(PlaceColumns::Point(point), beside, plane.is_some());
        }
        let area = (system.as_ref())
            .filter(|system| !system.is_degrees())
            .and_then(|system| system.area());
        if let Some((x, y)) = plane {
            add(PlaceColumns::Pair(x, y), system, false);
        }
        Ok(Self {
            sources,
            decimal: Decimal::of(params.decimal),
            sentinels: std::iter::once([0.0, 0.0])
                .chain(params.sentinels.iter().copied())
                .collect(),
            bbox: params.bbox.map(bbox).transpose()?,
            polygons: params.polygon.as_ref().map(Polygons::new).transpose()?,
            area,
            systems: Systems::default(),
        })
    }

    /// The same, reading numbers with the other decimal mark, without filters.
    pub(crate) fn with_other_mark(params: &Convert, at: &Positions) -> Result<Self, ConvertError> {
        let other = if params.decimal == ',' { '.' } else { ',' };
        let params = Convert {
            decimal: other,
            bbox: None,
            polygon: None,
            ..params.clone()
        };
        Self::new(&params, at)
    }

    /// The place of a row that lies where the filters want it.
    #[inline]
    pub(crate) fn locate(&self, row: &Row<'_>) -> Result<Place, Fault> {
        let place = self.anywhere(row)?;
        let Place { lon, lat, .. } = place;
        if self.bbox.is_some_and(|bbox| !bbox.contains(lon, lat)) {
            return Err(Fault::row(Reason::OutsideBbox));
        }
        if self
            .polygons
            .as_ref()
            .is_some_and(|polygons| !polygons.contains(lon, lat))
        {
            return Err(Fault::row(Reason::OutsidePolygon));
        }
        Ok(place)
    }

    /// The place of a row, filters aside.
    #[inline]
    pub(crate) fn anywhere(&self, row: &Row<'_>) -> Result<Place, Fault> {
        let mut missing = Fault::row(Reason::MissingCoordinates);
        let mut doubted = None;
        for source in &self.sources {
            match self.read(source, row) {
                Ok(place) if doubted.is_none() || self.is_plausible(place) => return Ok(place),
                Ok(_) => {}
                Err(fault) if fault.reason == Reason::MissingCoordinates => missing = fault,
                Err(fault) if source.doubtful && fault.reason == Reason::CoordinatesOutOfRange => {
                    doubted = doubted.or(Some(fault));
                }
                Err(fault) => return Err(doubted.unwrap_or(fault)),
            }
        }
        Err(doubted.unwrap_or(missing))
    }

    /// Whether something says that a place is where the data is: numbers that are not degrees can be projected anywhere.
    fn is_plausible(&self, Place { lon, lat, .. }: Place) -> bool {
        let inside = |bounds: Bounds| bounds.contains(lon, lat);
        self.area.is_some_and(inside) || self.bbox.is_some_and(inside)
    }

    fn read(&self, source: &Source, row: &Row<'_>) -> Result<Place, Fault> {
        let system = source.system.as_deref();
        match source.columns {
            PlaceColumns::Pair(a, b) => {
                let grouped = system.is_some_and(|system| !system.is_degrees());
                let number = |at| self.number(row, at, grouped, source.doubtful);
                let (x, y) = (number(a)?, number(b)?);
                self.check(system, (x, a), (y, b))
            }
            PlaceColumns::Point(at) => {
                let text = field::value(row.raw(at));
                if text.is_empty() {
                    return Err(Fault::field(Reason::MissingCoordinates, at));
                }
                let unreadable = Fault::field(Reason::UnparsableCoordinates, at);
                let stated = point::parse(&text, self.decimal).ok_or(unreadable)?;
                self.resolve(stated, source, at)
            }
        }
    }

    /// The place that a text states. What names its own system is read in that, unless another projected one is declared.
    fn resolve(&self, stated: Stated, source: &Source, at: usize) -> Result<Place, Fault> {
        let unreadable = Fault::field(Reason::UnparsableCoordinates, at);
        let declared = source.system.as_deref();
        let is_plane = declared.is_some_and(|system| !system.is_degrees());
        match stated {
            Stated::Nothing => Err(Fault::field(Reason::MissingCoordinates, at)),
            Stated::Pair(a, b) if is_plane => self.check(declared, (a, at), (b, at)),
            Stated::Pair(a, b) => self.check(declared, (b, at), (a, at)),
            Stated::Degrees { lon, lat } => {
                let system = declared.filter(|_| !is_plane);
                self.check(system, (lon, at), (lat, at))
            }
            Stated::Geometry { x, y, srid: None } => self.check(declared, (x, at), (y, at)),
            Stated::Geometry {
                x,
                y,
                srid: Some(srid),
            } => {
                if declared.is_some_and(|system| system.code() == Some(srid)) {
                    return self.check(declared, (x, at), (y, at));
                }
                let own = self.systems.get(srid).ok_or(unreadable)?;
                if declared.is_some() && !own.is_degrees() {
                    return Err(unreadable);
                }
                self.check(Some(&own), (x, at), (y, at))
            }
        }
    }

    #[inline]
    fn number(
        &self,
        row: &Row<'_>,
        at: usize,
        grouped: bool,
        doubtful: bool,
    ) -> Result<f64, Fault> {
        let text = field::value(row.raw(at));
        if text.is_empty() {
            return Err(Fault::field(Reason::MissingCoordinates, at));
        }
        let read = if grouped {
            self.decimal.parse(&text)
        } else {
            self.decimal.ungrouped(&text)
        };
        read.ok_or_else(|| {
            // Thousands are not degrees, but may be the projected coordinate.
            let plane = doubtful && self.decimal.parse(&text).is_some();
            Fault::field(
                if plane {
                    Reason::CoordinatesOutOfRange
                } else {
                    Reason::UnparsableCoordinates
                },
                at,
            )
        })
    }

    /// The place of two numbers, each with the column that it is from.
    fn check(
        &self,
        system: Option<&Projection>,
        (a, first): (f64, usize),
        (b, second): (f64, usize),
    ) -> Result<Place, Fault> {
        let near = |s: &[f64; 2]| {
            (s[0] - a).abs() <= SENTINEL_TOLERANCE && (s[1] - b).abs() <= SENTINEL_TOLERANCE
        };
        if self.sentinels.iter().any(near) {
            return Err(Fault::field(Reason::SentinelCoordinates, second));
        }
        let is_plane = system.is_some_and(|system| !system.is_degrees());
        // Some sources count degrees from 0 to 360 to the east.
        let a = if !is_plane && a > 180.0 && a <= 360.0 {
            wrapped(a)
        } else {
            a
        };
        let beyond_lat = !is_plane && b.abs() > 90.0;
        let beyond_lon = !is_plane && a.abs() > 180.0;
        if beyond_lat || beyond_lon {
            let at = if beyond_lat { second } else { first };
            return Err(Fault::field(Reason::CoordinatesOutOfRange, at));
        }
        let Some(system) = system else {
            return Ok(Place {
                lon: a,
                lat: b,
                reach: Reach::Inside,
            });
        };
        let out_of_range = Fault::field(Reason::CoordinatesOutOfRange, first);
        let (lon, lat) = system.to_lon_lat(a, b).ok_or(out_of_range)?;
        if lat.abs() > 90.0 || lon.abs() > 180.0 {
            let at = if lat.abs() > 90.0 { second } else { first };
            return Err(Fault::field(Reason::CoordinatesOutOfRange, at));
        }
        let reach = system
            .area()
            .map_or(Reach::Inside, |area| Reach::of(area, lon, lat));
        Ok(Place { lon, lat, reach })
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::Columns;
    use super::super::one_or_many::OneOrMany;
    use super::*;
    use hotcast_runner::FilePattern;

    fn params(epsg: Option<&str>, decimal: char) -> Convert {
        let columns = Columns {
            time: Some(OneOrMany::One("t".to_owned())),
            ..Columns::default()
        };
        Convert {
            epsg: epsg.map(|system| system.parse().unwrap()),
            decimal,
            ..Convert::new(FilePattern::Many(Vec::new()), columns)
        }
    }

    /// The place of a row of two fields parted by a bar, or the reason why it has none.
    fn locate(params: &Convert, at: &Positions, row: &str) -> Result<(f64, f64, Reach), Reason> {
        let ends: Vec<usize> = row
            .match_indices('|')
            .map(|(at, _)| at)
            .chain([row.len()])
            .collect();
        let row = Row {
            text: row.as_bytes(),
            start: 0,
            ends: &ends,
        };
        let places = Places::new(params, at).unwrap();
        match places.locate(&row) {
            Ok(place) => Ok((place.lon, place.lat, place.reach)),
            Err(fault) => Err(fault.reason),
        }
    }

    fn near(found: Result<(f64, f64, Reach), Reason>, lon: f64, lat: f64) {
        let (x, y, _) = found.unwrap();
        assert!((x - lon).abs() < 1e-6 && (y - lat).abs() < 1e-6, "{x} {y}");
    }

    fn both() -> Positions {
        Positions {
            x: Some(0),
            y: Some(1),
            ..degrees()
        }
    }

    fn point() -> Positions {
        Positions {
            point: Some(0),
            ..Positions::default()
        }
    }

    fn degrees() -> Positions {
        Positions {
            lon: Some(0),
            lat: Some(1),
            ..Positions::default()
        }
    }

    #[test]
    fn columns_may_hold_degrees_in_some_rows_and_feet_in_others() {
        let philadelphia = params(Some("2272"), '.');
        let read = |row| locate(&philadelphia, &both(), row);
        near(read("-75.233809|39.97727"), -75.233_809, 39.977_27);
        // PROJ's figures.
        for row in [
            "2689742.20606364|271844.38110381",
            "2,689,742.20606364|271,844.38110381",
        ] {
            near(read(row), -75.173_320_37, 40.050_686_46);
        }
        // Feet of no place where the code is used.
        assert_eq!(read("5|1e9"), Err(Reason::CoordinatesOutOfRange));
        assert_eq!(read("271844|2689742"), Err(Reason::CoordinatesOutOfRange));
        assert_eq!(read("|"), Err(Reason::MissingCoordinates));
        assert_eq!(read("x|39.9"), Err(Reason::UnparsableCoordinates));
    }

    #[test]
    fn thousands_are_read_in_projected_coordinates_and_never_in_degrees() {
        let read = |row| locate(&params(None, '.'), &degrees(), row);
        assert_eq!(read("-87,634|41,886"), Err(Reason::UnparsableCoordinates));
        near(
            locate(&params(None, ','), &degrees(), "-87,634|41,886"),
            -87.634,
            41.886,
        );
        assert_eq!(
            locate(&params(None, ','), &degrees(), "-87.634|41.886"),
            Err(Reason::UnparsableCoordinates)
        );
        let other = Places::with_other_mark(&params(None, '.'), &degrees()).unwrap();
        assert_eq!(other.decimal, Decimal::Comma);
    }

    #[test]
    fn longitudes_count_to_180_or_to_360() {
        let read = |row| locate(&params(None, '.'), &degrees(), row);
        near(read("272.366|41.886"), -87.634, 41.886);
        near(read("180|-17"), 180.0, -17.0);
        near(read("180.0005|-17"), -179.9995, -17.0);
        assert_eq!(read("361|-17"), Err(Reason::CoordinatesOutOfRange));
        assert_eq!(read("-181|-17"), Err(Reason::CoordinatesOutOfRange));
        assert_eq!(read("41.886|-91"), Err(Reason::CoordinatesOutOfRange));
    }

    #[test]
    fn a_text_is_read_in_the_system_that_it_names_or_that_is_declared() {
        let (lon, lat) = (9.18, 48.78);
        let utm = "POINT(513223.539 5403015.518)";
        near(locate(&params(Some("25832"), '.'), &point(), utm), lon, lat);
        let pair = "(513223.539, 5403015.518)";
        near(
            locate(&params(Some("25832"), '.'), &point(), pair),
            lon,
            lat,
        );
        let commas = "513223,539; 5403015,518";
        near(
            locate(&params(Some("25832"), ','), &point(), commas),
            lon,
            lat,
        );
        let named = format!("SRID=25832;{utm}");
        for system in [None, Some("25832"), Some("4258")] {
            let params = params(system, '.');
            if system == Some("4258") {
                // Declared as degrees, stated in metres.
                assert_eq!(
                    locate(&params, &point(), &named),
                    Err(Reason::UnparsableCoordinates)
                );
            } else {
                near(locate(&params, &point(), &named), lon, lat);
            }
        }
        let other = params(Some("25833"), '.');
        assert_eq!(
            locate(&other, &point(), &named),
            Err(Reason::UnparsableCoordinates)
        );
        // Degrees that are named as such are degrees whatever the plane is.
        for text in [
            "SRID=4326;POINT(9.18 48.78)",
            "{'latitude': '48.78', 'longitude': '9.18'}",
        ] {
            near(locate(&other, &point(), text), lon, lat);
        }
        near(locate(&params(None, '.'), &point(), "48.78 9.18"), lon, lat);
    }

    #[test]
    fn places_outside_the_area_of_a_code_are_noticed() {
        let plane = Positions {
            x: Some(0),
            y: Some(1),
            ..Positions::default()
        };
        // A place in Saint Louis in the feet of Missouri East.
        for (system, reach) in [
            ("102696", Reach::Inside),
            ("102697", Reach::Beside),
            ("26915", Reach::Far),
        ] {
            let found = locate(&params(Some(system), '.'), &plane, "888708.3|1028833");
            assert_eq!(found.unwrap().2, reach, "{system}");
        }
    }
}
