//! `ForecastAnswer`: the JSON of `/api/forecast/{id}`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sarima::{Forecast, PredictionInterval};
use serde::Serialize;
use utoipa::ToSchema;

use hotcast_artifacts::CalendarDocument;

use crate::forecast_window::Window;
use crate::trained::Ahead;

/// A forecast: the fields of the earlier API, and intervals. Counts have two decimals.
#[derive(Serialize, ToSchema)]
pub(crate) struct ForecastAnswer {
    hotspot_id: i64,
    forecast_period: Period,
    /// The expected count of the whole window. The sum is cut at 0, not each period, so it may be
    /// less than the sum of the periods.
    total_predicted_crimes: f64,
    /// The prediction interval of the total for each level, from simulated futures. It is narrower
    /// than the sum of the bounds of the periods, whose errors partly cancel.
    total_interval: BTreeMap<String, Interval>,
    /// The levels, ascending: the keys of every `lower`, `upper` and `total_interval`.
    levels: Vec<f64>,
    /// `sarima`, `ets`, `mstl`, `seasonal_naive`, `mean` or `counts`.
    method: String,
    /// `day`, `week` or `month`.
    freq: String,
    forecast_breakdown: Vec<Entry>,
}

/// CalendarDocument days, both included.
#[derive(Serialize, ToSchema)]
pub(crate) struct Period {
    start: NaiveDate,
    end: NaiveDate,
}

/// A prediction interval.
#[derive(Serialize, ToSchema)]
pub(crate) struct Interval {
    lower: f64,
    upper: f64,
    /// Where bounds are whole numbers, as of counts: the probability that the interval really
    /// has, to four decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
}

/// One period.
#[derive(Serialize, ToSchema)]
pub(crate) struct Entry {
    /// Its first day.
    date: NaiveDate,
    /// The expected count.
    predicted_crimes: f64,
    /// True if a holiday is in the period, by the calendar that the model was trained with.
    is_holiday_week: bool,
    /// Lower bounds by level.
    lower: BTreeMap<String, f64>,
    /// Upper bounds by level.
    upper: BTreeMap<String, f64>,
    /// Where bounds are whole numbers, the real probability of the interval by level, to four decimals.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    probability: BTreeMap<String, f64>,
}

impl ForecastAnswer {
    /// The answer about a hotspot: `ahead` is its forecast for `window`.
    pub(crate) fn new(id: i64, window: &Window, ahead: Ahead, calendar: &CalendarDocument) -> Self {
        let total_interval = ahead.total.intervals.iter().map(|interval| {
            let bounds = Interval {
                lower: round2(interval.lower),
                upper: round2(interval.upper),
                probability: interval.probability.map(round4),
            };
            (interval.level.to_string(), bounds)
        });
        let breakdown = window
            .periods
            .clone()
            .zip(ahead.steps)
            .map(|(period, step)| entry(&ahead.forecast, step, period, calendar));
        Self {
            hotspot_id: id,
            forecast_period: Period {
                start: window.start,
                end: window.end,
            },
            total_predicted_crimes: round2(ahead.total.mean),
            total_interval: total_interval.collect(),
            levels: ahead
                .forecast
                .intervals
                .iter()
                .map(|interval| interval.level)
                .collect(),
            forecast_breakdown: breakdown.collect(),
            method: ahead.method,
            freq: calendar.freq.name().to_owned(),
        }
    }
}

/// The answer for step `step` of the forecast, which is the period `period` of the calendar.
fn entry(forecast: &Forecast, step: usize, period: usize, calendar: &CalendarDocument) -> Entry {
    let bounds = |of: fn(&PredictionInterval) -> &[f64]| {
        forecast
            .intervals
            .iter()
            .map(|interval| (interval.level.to_string(), round2(of(interval)[step])))
            .collect()
    };
    let probability = forecast.intervals.iter().filter_map(|interval| {
        let found = interval.probability.as_ref()?[step];
        Some((interval.level.to_string(), round4(found)))
    });
    Entry {
        date: calendar.periods[period],
        predicted_crimes: round2(forecast.mean[step]),
        is_holiday_week: calendar.has_holiday(period),
        lower: bounds(|interval| &interval.lower),
        upper: bounds(|interval| &interval.upper),
        probability: probability.collect(),
    }
}

fn round2(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn round4(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_the_step_of_its_period() {
        let calendar = crate::calendar::weeks(3, 1, &[0.0, 0.0, 1.0]);
        let model = sarima::seasonal_naive(&[1.0, 2.004, 3.0, 4.0], 2, true);
        let forecast = model.forecast(2, &[0.8], &sarima::Exog::none()).unwrap();
        let entry = entry(&forecast, 1, 2, &calendar);
        assert_eq!(entry.date.to_string(), "2024-01-15");
        assert!(entry.is_holiday_week);
        assert_eq!(entry.predicted_crimes, round2(forecast.mean[1]));
        assert_eq!(entry.lower["0.8"], round2(forecast.intervals[0].lower[1]));
        assert!(entry.probability.is_empty());
    }

    #[test]
    fn an_entry_of_counts_has_the_real_probability_of_its_interval() {
        let calendar = crate::calendar::weeks(3, 1, &[]);
        let settings = sarima::CountSettings::default();
        let model = sarima::counts(&[2.0, 0.0, 1.0], &sarima::Exog::none(), &settings).unwrap();
        let forecast = model.forecast(2, &[0.8], &sarima::Exog::none()).unwrap();
        let entry = entry(&forecast, 0, 1, &calendar);
        let probability = entry.probability["0.8"];
        assert!((0.8..1.0).contains(&probability));
        assert_eq!(probability, round4(probability));
        assert_eq!(entry.upper["0.8"].fract(), 0.0);
    }
}
