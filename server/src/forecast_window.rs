//! From the dates of a forecast request to periods of the calendar.

use std::ops::Range;

use chrono::{Days, NaiveDate};

use hotcast_artifacts::CalendarDocument;

use crate::problem::Problem;

/// The length of a forecast whose end is not given, in days.
const DEFAULT_DAYS: Days = Days::new(28);

/// The dates or the horizon of a request, all optional.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Request {
    pub(crate) start: Option<NaiveDate>,
    pub(crate) end: Option<NaiveDate>,
    pub(crate) horizon: Option<usize>,
    /// The day of the request.
    pub(crate) today: NaiveDate,
}

/// The periods of the answer.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Window {
    /// First day asked for.
    pub(crate) start: NaiveDate,
    /// Last day asked for.
    pub(crate) end: NaiveDate,
    /// Positions in the calendar's periods, not empty.
    pub(crate) periods: Range<usize>,
}

impl Request {
    /// The window over `calendar` for a model whose last period is at `last`, and whose regressors
    /// have values for the first `known` periods.
    ///
    /// With a horizon: the first `horizon` periods after the model's last.
    /// With dates: the periods whose first day is in `start..=end`.
    /// The default end is four weeks after the start, or the last day for which the regressors have
    /// values.
    /// The default start is today if the window then lies within the calendar's future, otherwise
    /// the first day after the model's last period.
    pub(crate) fn window(
        &self,
        calendar: &CalendarDocument,
        last: usize,
        known: usize,
    ) -> Result<Window, Problem> {
        let future = last + 1..calendar.periods.len();
        if future.is_empty() {
            return Err(Problem::bad_request(
                "the calendar has no period after the data",
            ));
        }
        match (self.horizon, self.start, self.end) {
            (Some(horizon), None, None) => next_periods(calendar, future, horizon),
            (Some(_), _, _) => Err(Problem::bad_request(
                "give `horizon`, or `start_date` and `end_date`, not both",
            )),
            (None, start, end) => {
                // Without any, a default window is refused for the regressor, as others are.
                let known = if known > last + 1 { known } else { future.end };
                let dates = self.dates(calendar, last..known, start, end);
                between(calendar, future, dates)
            }
        }
    }

    /// `start` and `end` with the defaults of [`Self::window`]; `known` are the last observed period
    /// and those that can be forecast.
    fn dates(
        &self,
        calendar: &CalendarDocument,
        known: Range<usize>,
        start: Option<NaiveDate>,
        end: Option<NaiveDate>,
    ) -> (NaiveDate, NaiveDate) {
        let later = |day: NaiveDate| day.checked_add_days(DEFAULT_DAYS).unwrap_or(day);
        let after_data = calendar.end(known.start);
        let last_known = calendar.periods[known.end - 1];
        let after_known = calendar.end(known.end - 1);
        let last_day = after_known.pred_opt().unwrap_or(after_known);
        let start = start.unwrap_or_else(|| {
            let within = self.today >= after_data && end.unwrap_or(later(self.today)) <= last_known;
            if within && end.is_none_or(|end| self.today <= end) {
                self.today
            } else {
                after_data
            }
        });
        let default_end = later(start).min(last_day.max(start));
        (start, end.unwrap_or(default_end))
    }
}

/// The first `horizon` periods of `future`.
fn next_periods(
    calendar: &CalendarDocument,
    future: Range<usize>,
    horizon: usize,
) -> Result<Window, Problem> {
    if horizon > future.len() {
        return Err(Problem::bad_request(format!(
            "`horizon`: `{horizon}` is more than the {} periods of the calendar after the data",
            future.len()
        )));
    }
    let periods = future.start..future.start + horizon;
    let end = calendar.end(periods.end - 1);
    Ok(Window {
        start: calendar.periods[periods.start],
        end: end.pred_opt().unwrap_or(end),
        periods,
    })
}

/// The periods of `future` that start from `start` to `end`.
fn between(
    calendar: &CalendarDocument,
    future: Range<usize>,
    (start, end): (NaiveDate, NaiveDate),
) -> Result<Window, Problem> {
    let all = &calendar.periods;
    let (first, last) = (all[future.start], all[future.end - 1]);
    if start > end {
        return Err(Problem::bad_request(format!(
            "`start_date` `{start}` is after `end_date` `{end}`"
        )));
    }
    if end < first {
        return Err(Problem::bad_request(format!(
            "`end_date` `{end}` is not after the data; the next period starts on `{first}`"
        )));
    }
    if end >= calendar.end(future.end - 1) {
        return Err(Problem::bad_request(format!(
            "`end_date` `{end}` is after the calendar, whose last period starts on `{last}`"
        )));
    }
    let periods = all.partition_point(|day| *day < start).max(future.start)
        ..all.partition_point(|day| *day <= end);
    if periods.is_empty() {
        return Err(Problem::bad_request(format!(
            "no period starts between `{start}` and `{end}`"
        )));
    }
    Ok(Window {
        start,
        end,
        periods,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight weeks from Monday 2024-01-01, three of them observed.
    fn calendar() -> CalendarDocument {
        crate::calendar::weeks(8, 3, &[])
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn ask(
        start: Option<&str>,
        end: Option<&str>,
        horizon: Option<usize>,
        today: &str,
    ) -> Result<(String, String, Range<usize>), u16> {
        let request = Request {
            start: start.map(day),
            end: end.map(day),
            horizon,
            today: day(today),
        };
        request
            .window(&calendar(), 2, 8)
            .map(|window| {
                (
                    window.start.to_string(),
                    window.end.to_string(),
                    window.periods,
                )
            })
            .map_err(|problem| problem.status().as_u16())
    }

    fn window(
        start: &str,
        end: &str,
        periods: Range<usize>,
    ) -> Result<(String, String, Range<usize>), u16> {
        Ok((start.to_owned(), end.to_owned(), periods))
    }

    #[test]
    fn dates_select_the_periods_that_start_within_them() {
        assert_eq!(
            ask(Some("2024-01-22"), Some("2024-02-05"), None, "2030-01-01"),
            window("2024-01-22", "2024-02-05", 3..6)
        );
        assert_eq!(
            ask(Some("2024-01-23"), Some("2024-02-04"), None, "2030-01-01"),
            window("2024-01-23", "2024-02-04", 4..5)
        );
    }

    #[test]
    fn a_start_inside_the_data_gives_what_follows_them() {
        assert_eq!(
            ask(Some("2023-01-01"), Some("2024-01-30"), None, "2030-01-01"),
            window("2023-01-01", "2024-01-30", 3..5)
        );
    }

    #[test]
    fn a_horizon_counts_from_the_end_of_the_data() {
        assert_eq!(
            ask(None, None, Some(2), "2030-01-01"),
            window("2024-01-22", "2024-02-04", 3..5)
        );
        assert_eq!(ask(None, None, Some(6), "2030-01-01"), Err(400));
        assert_eq!(
            ask(Some("2024-01-22"), None, Some(2), "2030-01-01"),
            Err(400)
        );
    }

    #[test]
    fn without_dates_it_is_four_weeks_from_today_or_from_the_end_of_the_data() {
        assert_eq!(
            ask(None, None, None, "2024-01-22"),
            window("2024-01-22", "2024-02-19", 3..8)
        );
        assert_eq!(
            ask(None, None, None, "2030-01-01"),
            window("2024-01-22", "2024-02-19", 3..8)
        );
        assert_eq!(
            ask(None, None, None, "2020-01-01"),
            window("2024-01-22", "2024-02-19", 3..8)
        );
    }

    #[test]
    fn a_missing_end_is_not_after_the_regressors_and_a_given_one_may_be() {
        let ask = |end: Option<&str>, known: usize| {
            let end = end.map(day);
            let today = day("2030-01-01");
            let request = Request {
                end,
                today,
                ..Request::default()
            };
            let window = request.window(&calendar(), 2, known).unwrap();
            (window.end.to_string(), window.periods)
        };
        assert_eq!(ask(None, 5), ("2024-02-04".to_owned(), 3..5));
        assert_eq!(ask(None, 8), ("2024-02-19".to_owned(), 3..8));
        assert_eq!(ask(None, 3), ("2024-02-19".to_owned(), 3..8));
        assert_eq!(ask(Some("2024-02-12"), 5), ("2024-02-12".to_owned(), 3..7));
    }

    #[test]
    fn a_missing_start_never_lies_after_the_end() {
        assert_eq!(
            ask(None, Some("2024-01-29"), None, "2030-01-01"),
            window("2024-01-22", "2024-01-29", 3..5)
        );
        assert_eq!(
            ask(None, Some("2024-02-19"), None, "2024-01-25"),
            window("2024-01-25", "2024-02-19", 4..8)
        );
    }

    #[test]
    fn impossible_windows_are_refused() {
        assert_eq!(
            ask(Some("2024-02-05"), Some("2024-02-04"), None, "2030-01-01"),
            Err(400),
            "start after end"
        );
        assert_eq!(
            ask(Some("2024-01-01"), Some("2024-01-21"), None, "2030-01-01"),
            Err(400),
            "all in the data"
        );
        assert_eq!(
            ask(Some("2024-01-23"), Some("2024-01-28"), None, "2030-01-01"),
            Err(400),
            "no period starts there"
        );
        assert_eq!(
            ask(Some("2024-01-23"), Some("9999-12-31"), None, "2030-01-01"),
            Err(400),
            "beyond the calendar"
        );
    }
}
