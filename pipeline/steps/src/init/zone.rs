//! Whether times that state UTC are UTC.

use chrono::{DateTime, Offset as _, TimeZone as _, Timelike as _};
use chrono_tz::Tz;

/// The hour around which cities are quietest, by their own clocks.
const QUIET: f64 = 4.5;

/// `true` if times that are written as UTC make more sense when they are converted to the zone: their
/// quietest hours come in the early morning, or all are midnights.
pub(super) fn is_utc(times: &[i64], zone: Tz) -> bool {
    let mut stated = [0_u32; 24];
    let mut local = [0_u32; 24];
    for &ms in times {
        let Some(utc) = DateTime::from_timestamp_millis(ms) else {
            continue;
        };
        let offset = zone.offset_from_utc_datetime(&utc.naive_utc()).fix();
        let there = utc.with_timezone(&offset);
        stated[utc.hour() as usize] += 1;
        local[there.hour() as usize] += 1;
    }
    let all: u32 = stated.iter().sum();
    let midnights = |hours: &[u32; 24]| f64::from(hours[0]) / f64::from(all.max(1));
    if midnights(&local) > 0.98 || midnights(&stated) > 0.98 {
        return midnights(&local) > midnights(&stated);
    }
    distance(quietest(&local)) < distance(quietest(&stated))
}

/// The middle of the four hours with the fewest incidents.
fn quietest(hours: &[u32; 24]) -> f64 {
    let four = |from: usize| (0..4).map(|h| hours[(from + h) % 24]).sum::<u32>();
    let from = (0..24).min_by_key(|&from| four(from)).unwrap_or_default();
    (from as f64 + 2.0) % 24.0
}

/// Hours between an hour and the quietest one, around the clock.
fn distance(hour: f64) -> f64 {
    let apart = (hour - QUIET).abs();
    apart.min(24.0 - apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten days of times with a quiet night from 2 to 6 by the city's clock, `shift` hours behind.
    fn times(shift: i64) -> Vec<i64> {
        let busy = (0..240).filter(|hour| !(2..6).contains(&(hour % 24)));
        busy.map(|hour| (hour + shift) * 3_600_000).collect()
    }

    #[test]
    fn the_quiet_of_the_night_tells_whether_times_are_utc() {
        let zone: Tz = "America/Los_Angeles".parse().unwrap();
        assert!(is_utc(&times(8), zone));
        assert!(!is_utc(&times(0), zone));
        let midnights: Vec<i64> = (0..10).map(|day| (day * 24 + 8) * 3_600_000).collect();
        assert!(is_utc(&midnights, zone));
        let stated: Vec<i64> = (0..10).map(|day| day * 24 * 3_600_000).collect();
        assert!(!is_utc(&stated, zone));
    }
}
