//! How many incidents were to be expected in some days, by what the source recorded in the others.

use std::ops::Range;

use super::DayNumber;
use super::PeriodRule;
use super::observed::DailyTotals;

/// The mean incidents of each weekday. Weekdays differ, and a source that rests at weekends records
/// nothing then.
pub(super) struct Expected([f64; 7]);

impl Expected {
    /// The means over the days from the first incident to the last that do not lie in holes.
    pub(super) fn in_periods(
        rule: PeriodRule,
        starts: &[DayNumber],
        holes: &[bool],
        totals: &DailyTotals,
    ) -> Self {
        let mut days = [0.0; 7];
        if let (Some((&first, _)), Some((&last, _))) =
            (totals.first_key_value(), totals.last_key_value())
        {
            let recorded = starts.iter().zip(holes).filter(|(_, hole)| !**hole);
            for (&start, _) in recorded {
                for day in start.max(first)..rule.next(start).min(last + 1) {
                    days[weekday(day)] += 1.0;
                }
            }
        }
        let mut means = [0.0; 7];
        for (&day, n) in totals {
            means[weekday(day)] += n;
        }
        for (mean, days) in means.iter_mut().zip(days) {
            *mean /= f64::max(days, 1.0);
        }
        Self(means)
    }

    /// The sum over a range of days.
    pub(super) fn within(&self, days: Range<DayNumber>) -> f64 {
        days.map(|day| self.0[weekday(day)]).sum()
    }
}

/// Days that have the same number lie whole weeks apart.
fn weekday(day: DayNumber) -> usize {
    day.rem_euclid(7) as usize
}

#[cfg(test)]
mod tests {
    use super::super::{Freq, WeekStart};
    use super::*;

    #[test]
    fn a_hole_is_no_time_in_which_nothing_happened() {
        let rule = PeriodRule {
            freq: Freq::Week,
            week_start: WeekStart::Thursday,
        };
        // Weeks from day 0, a Thursday; the second of three is a hole.
        let totals: DailyTotals = (0..7)
            .chain(14..21)
            .map(|day| (day, f64::from(day % 7)))
            .collect();
        let expected = Expected::in_periods(rule, &[0, 7, 14], &[false, true, false], &totals);
        assert_eq!(expected.within(21..28), 21.0);
        assert_eq!(expected.within(26..28), 5.0 + 6.0);
        assert_eq!(expected.within(3..3), 0.0);
    }
}
