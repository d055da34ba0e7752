//! Times of day: how active each hour is, and the round minutes that people report.

use super::random::Random;
use super::schedule::Unit;

/// Relative activity of the hours of a day.
const HOURS: [f64; 24] = [
    5.6, 3.3, 2.9, 2.4, 1.8, 1.5, 1.7, 2.4, 3.4, 4.3, 4.2, 4.4, 5.7, 4.7, 4.9, 5.3, 5.1, 5.0, 5.3,
    5.6, 5.6, 5.3, 5.3, 4.3,
];
/// Seconds of the day for the rows of a unit, ascending.
pub(crate) fn times(unit: &Unit, random: &mut Random) -> Vec<u32> {
    let total: f64 = HOURS.iter().sum();
    let mut seconds: Vec<u32> = (0..unit.rows)
        .map(|_| {
            let mut left = random.between(unit.slice.0, unit.slice.1) * total;
            let mut hour = 0;
            while hour < 23 && left >= HOURS[hour] {
                left -= HOURS[hour];
                hour += 1;
            }
            let minute = (60.0 * left / HOURS[hour]).min(59.0) as u32;
            // People report round times.
            let minute = match random.unit() {
                u if u < 0.35 => 0,
                u if u < 0.50 => minute / 30 * 30,
                u if u < 0.75 => minute / 5 * 5,
                _ => minute,
            };
            hour as u32 * 3600 + minute * 60
        })
        .collect();
    seconds.sort_unstable();
    seconds
}
