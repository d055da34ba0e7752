//! `Bbox`: the box in degrees that a list of hotspots can be limited to.

use crate::excerpt::excerpt;
use crate::problem::Problem;

/// A bounding box in degrees.
///
/// A west greater than the east crosses the antimeridian, as in GeoJSON (RFC 7946, 5.2).
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
                    excerpt(text)
                ),
            )
        };
        let numbers: Vec<f64> = text
            .split(',')
            .map(|part| part.trim().parse().ok().filter(|n: &f64| n.is_finite()))
            .collect::<Option<_>>()
            .ok_or_else(|| problem("contains something other than finite numbers"))?;
        let [west, south, east, north] = numbers[..] else {
            return Err(problem("does not have four numbers"));
        };
        if [west, east].iter().any(|lon| lon.abs() > 180.0)
            || [south, north].iter().any(|lat| lat.abs() > 90.0)
        {
            return Err(problem(
                "has a longitude beyond ±180 or a latitude beyond ±90",
            ));
        }
        if south > north {
            return Err(problem("has a south greater than its north"));
        }
        Ok(Some(Self {
            west,
            south,
            east,
            north,
        }))
    }

    /// `true` if this box and `[west, south, east, north]`, which may cross the antimeridian as
    /// well, have a point in common.
    pub(crate) fn touches(&self, [west, south, east, north]: [f64; 4]) -> bool {
        let lat = south <= self.north && north >= self.south;
        let theirs = intervals(west, east);
        let lon = intervals(self.west, self.east)
            .iter()
            .any(|a| theirs.iter().any(|b| a[0] <= b[1] && b[0] <= a[1]));
        lat && lon
    }
}

/// The longitudes from west to east as two intervals without the antimeridian inside.
///
/// They are equal if the box does not cross it.
fn intervals(west: f64, east: f64) -> [[f64; 2]; 2] {
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
}
