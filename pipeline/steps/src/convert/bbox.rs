//! The filter `bbox`.

use super::error::ConvertError;
use crate::space::{Bounds, wrapped};

/// The box of the parameter `bbox`. It lies across 180° if its west edge is in the eastern
/// hemisphere and its east edge in the western, or if its east edge is beyond 180.
///
/// Other boxes whose west is greater than their east are refused: the two are exchanged, and
/// everything but the area would be kept.
pub(crate) fn bbox(bounds: [f64; 4]) -> Result<Bounds, ConvertError> {
    let [west, south, east, north] = bounds;
    let across = west > 0.0 && east < 0.0 && east + 360.0 - west < 180.0;
    let turned = west < east && east - west <= 360.0 && (-180.0..=360.0).contains(&west);
    let valid = (across && west <= 180.0 && east >= -180.0 || turned && east <= 360.0)
        && south < north
        && south >= -90.0
        && north <= 90.0;
    if !valid {
        let message = format!(
            "`{bounds:?}` is not [west, south, east, north] in degrees with south < north and \
             west < east, or with west > 0 > east across 180°"
        );
        return Err(ConvertError::Params {
            field: "bbox",
            message,
        });
    }
    if east - west >= 360.0 {
        return Ok(Bounds([-180.0, south, 180.0, north]));
    }
    let within = |lon: f64| if lon > 180.0 { wrapped(lon) } else { lon };
    // A box from 180 begins at -180, and one up to 180 ends there.
    let west = if west == 180.0 { -180.0 } else { within(west) };
    Ok(Bounds([west, south, within(east), north]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_may_lie_across_180_but_not_be_turned_round() {
        for (given, expected) in [
            ([1.0, 0.0, 2.0, 1.0], [1.0, 0.0, 2.0, 1.0]),
            ([177.0, -21.0, -178.0, -12.0], [177.0, -21.0, -178.0, -12.0]),
            ([177.0, -21.0, 182.0, -12.0], [177.0, -21.0, -178.0, -12.0]),
            ([272.0, 41.0, 273.0, 42.0], [-88.0, 41.0, -87.0, 42.0]),
            ([180.0, -21.0, 182.0, -12.0], [-180.0, -21.0, -178.0, -12.0]),
            ([170.0, -21.0, 180.0, -12.0], [170.0, -21.0, 180.0, -12.0]),
            ([0.0, -90.0, 360.0, 90.0], [-180.0, -90.0, 180.0, 90.0]),
        ] {
            assert_eq!(bbox(given).unwrap(), Bounds(expected), "{given:?}");
        }
        for given in [
            [-87.5, 41.6, -87.9, 42.1],
            [14.0, 50.0, 13.0, 51.0],
            [10.0, 50.0, -20.0, 51.0],
            [177.0, -12.0, -178.0, -21.0],
            [177.0, -21.0, -181.0, -12.0],
            [0.0, 0.0, 361.0, 1.0],
            [0.0, 0.0, 0.0, 1.0],
            [f64::NAN, 0.0, 1.0, 1.0],
        ] {
            assert!(bbox(given).is_err(), "{given:?}");
        }
    }
}
