//! The activity of each day, of the city and of each hotspot: trend, season, weekday, holidays and
//! a slow random walk.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

use super::city::City;
use super::dense_places::HOTSPOT_SHARE;
use super::random::Random;

/// The levels of one hotspot over time.
struct Course {
    share: f64,
    /// Log growth per year.
    growth: f64,
    season: (f64, f64),
    /// A place that comes up or dies away: the year of the turn and its direction.
    turn: Option<(f64, f64)>,
    /// Log level of each week.
    wandering: Vec<f32>,
}

/// The expected level of every day of the period.
pub(crate) struct Rhythm {
    start: NaiveDate,
    city: Vec<f64>,
    courses: Vec<Course>,
}

impl Rhythm {
    pub(crate) fn new(seed: u64, start: NaiveDate, days: usize, city: &City) -> Self {
        let weeks = days / 7 + 1;
        let wandering = wander(&mut Random::stream(seed, 4, 0), weeks, 0.85, 0.02);
        let levels = (0..days)
            .map(|day| {
                let date = date_of(start, day);
                let years = day as f64 / 365.25;
                (-0.02 * years + f64::from(wandering[day / 7])).exp()
                    * season(date, 0.16, 200.0)
                    * weekday(date)
                    * holiday(date)
            })
            .collect();
        let years = days as f64 / 365.25;
        let courses = city
            .hotspots
            .iter()
            .enumerate()
            .map(|(index, hotspot)| {
                let mut random = Random::stream(seed, 5, index as u64);
                Course {
                    share: hotspot.share,
                    growth: 0.03 * random.normal(),
                    season: (random.between(0.0, 0.25), random.between(0.0, 366.0)),
                    turn: random.chance(0.15).then(|| {
                        (
                            random.between(0.2, 0.8) * years,
                            if random.chance(0.5) { 1.0 } else { -1.0 },
                        )
                    }),
                    wandering: wander(&mut random, weeks, 0.8, 0.08),
                }
            })
            .collect();
        Self {
            start,
            city: levels,
            courses,
        }
    }

    pub(crate) fn days(&self) -> usize {
        self.city.len()
    }

    pub(crate) fn date(&self, day: usize) -> NaiveDate {
        date_of(self.start, day)
    }

    /// The city's level on a day, 1 on an ordinary one at the start.
    pub(crate) fn level(&self, day: usize) -> f64 {
        self.city[day]
    }

    /// Cumulative shares of a day's incidents: the background first, then each hotspot; ends at the
    /// total.
    pub(crate) fn shares(&self, day: usize) -> Vec<f64> {
        let date = self.date(day);
        let years = day as f64 / 365.25;
        let mut total = 1.0 - HOTSPOT_SHARE;
        let mut cumulative = Vec::with_capacity(self.courses.len() + 1);
        cumulative.push(total);
        for course in &self.courses {
            let turn = course.turn.map_or(1.0, |(at, way)| {
                0.1 + 1.4 / (1.0 + (-way * 2.5 * (years - at)).exp())
            });
            let level = (course.growth * years + f64::from(course.wandering[day / 7])).exp();
            total += course.share * turn * level * season(date, course.season.0, course.season.1);
            cumulative.push(total);
        }
        cumulative
    }
}

fn date_of(start: NaiveDate, day: usize) -> NaiveDate {
    start
        .checked_add_days(Days::new(day as u64))
        .unwrap_or(NaiveDate::MAX)
}

/// A stationary AR(1) path on the log scale with standard deviation `sd`.
fn wander(random: &mut Random, weeks: usize, memory: f64, sd: f64) -> Vec<f32> {
    let shock = sd * (1.0 - memory * memory).sqrt();
    let mut level = sd * random.normal();
    (0..weeks)
        .map(|_| {
            level = memory * level + shock * random.normal();
            level as f32
        })
        .collect()
}

fn season(date: NaiveDate, amplitude: f64, peak_day: f64) -> f64 {
    1.0 + amplitude
        * (std::f64::consts::TAU * (f64::from(date.ordinal()) - peak_day) / 365.25).cos()
}

fn weekday(date: NaiveDate) -> f64 {
    match date.weekday() {
        Weekday::Fri => 1.06,
        Weekday::Sat => 1.02,
        Weekday::Sun => 0.94,
        Weekday::Mon => 0.98,
        _ => 1.0,
    }
}

/// Days on which a city is unlike itself: the factor of each.
fn holiday(date: NaiveDate) -> f64 {
    let (month, day) = (date.month(), date.day());
    let nth = (day - 1) / 7 + 1;
    match (month, day, date.weekday()) {
        (1, 1, _) => 1.45,
        (7, 4, _) => 1.18,
        (12, 24, _) => 0.82,
        (12, 25, _) => 0.62,
        (10, 31, _) => 1.10,
        (11, _, Weekday::Thu) if nth == 4 => 0.72,
        (5, 25.., Weekday::Mon) => 1.08,
        (9, _, Weekday::Mon) if nth == 1 => 1.05,
        _ => 1.0,
    }
}
