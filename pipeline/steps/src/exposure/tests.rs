//! Exposures of cities whose season and level are known.

use std::f64::consts::TAU;

use super::Exposures;
use super::city::exposure;
use crate::calendar::{Calendar, Freq, PeriodRule, WeekStart, day_number};

fn calendar(freq: Freq, years: i32) -> Calendar {
    let rule = PeriodRule {
        freq,
        week_start: WeekStart::Monday,
    };
    let first: chrono::NaiveDate = "2010-01-04".parse().unwrap();
    let days = (f64::from(years) * 365.25) as i32;
    let starts = rule.starts(day_number(first), day_number(first) + days);
    Calendar::new(rule, &starts, &vec![false; starts.len()])
}

/// Numbers from -1 to 1 without a pattern.
fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1u32 << 30) - 1.0
    }
}

/// Totals of about 1,000 with a season of a year, a slow decline and noise of 5 %.
fn totals(calendar: &Calendar, amplitude: f64) -> Vec<f64> {
    let mut noise = noise(1);
    let season = season(calendar, amplitude);
    let total = |t: usize| 1000.0 * (season[t] - 0.001 * t as f64 + 0.05 * noise()).exp();
    (0..calendar.n_observed)
        .map(total)
        .map(f64::round)
        .collect()
}

fn season(calendar: &Calendar, amplitude: f64) -> Vec<f64> {
    let days = calendar.periods.iter().map(|&d| f64::from(day_number(d)));
    days.map(|day| amplitude * (TAU * day / 365.2425).sin())
        .collect()
}

#[test]
fn a_season_that_the_totals_have_is_forecast() {
    let calendar = calendar(Freq::Week, 8);
    let totals = totals(&calendar, 0.3);
    let found = exposure(&calendar, &totals).unwrap();
    assert_eq!(found.len(), calendar.periods.len());
    let mean = found[..totals.len()].iter().sum::<f64>() / totals.len() as f64;
    assert!((mean - 1.0).abs() < 1e-9);
    let truth = season(&calendar, 0.3);
    let n = totals.len();
    for t in n..n + 52 {
        let (found, truth) = ((found[t] / found[n]).ln(), truth[t] - truth[n]);
        assert!(
            (found - truth).abs() < 0.06,
            "{t}: {found} instead of {truth}"
        );
    }
}

#[test]
fn without_a_season_the_exposure_is_the_level() {
    let calendar = calendar(Freq::Week, 8);
    let totals = totals(&calendar, 0.0);
    let found = exposure(&calendar, &totals).unwrap();
    let ahead = &found[totals.len()..];
    let spread = ahead
        .iter()
        .fold(0.0, |m: f64, e| m.max((e / ahead[0]).ln().abs()));
    assert!(spread < 0.05, "{spread}");
    assert!(found[10] > 1.2 * ahead[0], "the level declined by a third");
}

#[test]
fn a_season_that_ended_is_left_out() {
    let calendar = calendar(Freq::Week, 8);
    let (with, without) = (totals(&calendar, 0.3), totals(&calendar, 0.0));
    let n = with.len();
    let changed = [&with[..n - 110], &without[n - 110..]].concat();
    let found = exposure(&calendar, &changed).unwrap();
    assert!(found[n..].iter().all(|e| (e - found[n]).abs() < 1e-12));
}

#[test]
fn small_totals_have_no_level_and_a_short_history_no_season() {
    let short = calendar(Freq::Week, 2);
    let few = vec![3.0; short.n_observed];
    assert_eq!(exposure(&short, &few), None);
    let many = vec![300.0; short.n_observed];
    let found = exposure(&short, &many).unwrap();
    assert!(found.iter().all(|e| (e - 1.0).abs() < 1e-9));
}

#[test]
fn longer_months_have_more() {
    let calendar = calendar(Freq::Month, 2);
    let per_day = 100.0;
    let days = calendar.days_in_periods();
    let totals: Vec<f64> = days[..calendar.n_observed]
        .iter()
        .map(|d| per_day * d)
        .collect();
    let found = exposure(&calendar, &totals).unwrap();
    for (e, days) in found.iter().zip(&days) {
        assert!((e / found[0] - days / days_of_first(&calendar)).abs() < 1e-3);
    }
}

fn days_of_first(calendar: &Calendar) -> f64 {
    calendar.days_in_periods()[0]
}

#[test]
fn gaps_have_an_exposure_and_teach_nothing() {
    let calendar = calendar(Freq::Week, 6);
    let mut totals = totals(&calendar, 0.3);
    totals[0] = f64::NAN;
    totals[100..140].fill(f64::NAN);
    let found = exposure(&calendar, &totals).unwrap();
    assert!(
        found
            .iter()
            .all(|e| e.is_finite() && (0.3..3.0).contains(e))
    );
    assert_eq!(exposure(&calendar, &vec![f64::NAN; totals.len()]), None);
}

#[test]
fn later_periods_change_nothing_that_was_known_before() {
    let calendar = calendar(Freq::Week, 8);
    let n = calendar.n_observed;
    let series = vec![totals(&calendar, 0.3), totals(&calendar, 0.1)];
    let known = Exposures::learn(&calendar, &series, [n, n - 60]);
    let mut other = series.clone();
    other.iter_mut().for_each(|y| y[n - 60..].fill(0.0));
    let again = Exposures::learn(&calendar, &other, [n, n - 60]);
    assert_eq!(known.after(n - 60), again.after(n - 60));
    assert_ne!(known.after(n), again.after(n));
    assert_eq!(known.past(n - 60).nobs(), Some(n - 60));
    assert_eq!(known.ahead(n - 60, 4).nobs(), Some(4));
    assert!(known.past(n - 1).is_empty(), "nothing was learnt there");
}
