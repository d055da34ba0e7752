//! Hotspot ids: places as integers below 2^53, which JSON and JavaScript hold exactly.

/// Steps of 0.00001 degrees around the globe.
const PER_ROW: i64 = 36_000_000;

/// The id of the place whose south-west corner lies so many steps of 0.00001 degrees north of the South Pole
/// and east of 180°: `north · 36_000_000 + east`.
///
/// ```
/// // 41.881° N, 87.628° W
/// assert_eq!(hotcast_artifacts::hotspot_id(13_188_100, 9_237_200), 474_771_609_237_200);
/// ```
pub fn hotspot_id(north: i64, east: i64) -> i64 {
    north * PER_ROW + east
}

/// The steps north of the South Pole and east of 180° that an id stands for.
///
/// ```
/// assert_eq!(hotcast_artifacts::place_of(474_771_609_237_200), (13_188_100, 9_237_200));
/// ```
pub fn place_of(id: i64) -> (i64, i64) {
    (id.div_euclid(PER_ROW), id.rem_euclid(PER_ROW))
}
