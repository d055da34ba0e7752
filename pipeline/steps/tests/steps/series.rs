//! The counts by hotspot and period.

use std::collections::BTreeMap;
use std::fs;

use serde_json::json;

use super::city::{FIRST_DAY, city, id};
use super::project::Project;

#[test]
fn series_are_the_incidents_of_each_week_with_zeros_between() {
    let incidents = city();
    let project = Project::new(std::slice::from_ref(&incidents));
    project.cluster(json!({}));
    let (calendar, series) = project.series(json!({ "freq": "week" }));
    assert_eq!(calendar.first.to_string(), "2018-01-01");
    assert_eq!(calendar.n_observed, 156);
    let at = series.ids.binary_search(&id(1, 1)).unwrap();
    let mut expected = vec![0.0; 156];
    let cell = incidents.iter().filter(|i| (i.row, i.col) == (1, 1));
    cell.for_each(|i| expected[((i.day - FIRST_DAY) / 7) as usize] += 1.0);
    assert_eq!(series.values[at], expected);
}

#[test]
fn a_missing_year_is_missing_and_not_zero() {
    let mut incidents = city();
    incidents.retain(|i| !(FIRST_DAY + 365..FIRST_DAY + 730).contains(&i.day));
    let project = Project::new(&[incidents]);
    project.cluster(json!({}));
    let (calendar, series) = project.series(json!({ "freq": "month" }));
    assert_eq!(calendar.gaps.len(), 12);
    assert_eq!(calendar.gaps[0].to_string(), "2019-01-01");
    assert!(series.values[0][12..24].iter().all(|n| n.is_nan()));
    assert!(series.values[0][..12].iter().all(|n| *n > 0.0));
}

#[test]
fn counts_by_category_add_up_to_the_series() {
    let project = Project::new(&[city()]);
    project.cluster(json!({}));
    let (_, series) = project.series(json!({ "categories": 10 }));
    let by_category =
        hotcast_steps::series::read_by_category(&project.output("series", "by_category")).unwrap();
    let mut sums: BTreeMap<i64, f64> = BTreeMap::new();
    by_category
        .iter()
        .for_each(|row| *sums.entry(row.hotspot_id).or_default() += row.count);
    for (id, values) in series.ids.iter().zip(&series.values) {
        assert_eq!(sums.get(id), Some(&values.iter().sum::<f64>()));
    }
}

/// A city that recorded nothing in the autumn of 2018, and only the first of the days before.
fn city_with_a_gap() -> Vec<super::city::Incident> {
    let mut incidents = city();
    // Weeks 38 to 46 are empty; week 37 has a Monday, week 47 a Sunday.
    let silent = FIRST_DAY + 37 * 7 + 1..FIRST_DAY + 47 * 7 + 6;
    incidents.retain(|i| !silent.contains(&i.day));
    incidents
}

#[test]
fn what_is_missing_in_the_series_is_missing_by_category_too() {
    let project = Project::new(&[city_with_a_gap()]);
    project.cluster(json!({}));
    let (calendar, series) = project.series(json!({ "categories": 2 }));
    let gap = |period: usize| (37..=47).contains(&period);
    let gaps: Vec<_> = (0..156)
        .filter(|&p| gap(p))
        .map(|p| calendar.periods[p])
        .collect();
    assert_eq!(calendar.gaps, gaps);
    let rows =
        hotcast_steps::series::read_by_category(&project.output("series", "by_category")).unwrap();
    assert!(rows.iter().all(|row| !calendar.gaps.contains(&row.period)));
    for (id, values) in series.ids.iter().zip(&series.values) {
        for (at, &n) in values.iter().enumerate() {
            let here = |r: &&hotcast_steps::series::CategoryRow| {
                r.hotspot_id == *id && r.period == calendar.periods[at]
            };
            let sum: f64 = rows.iter().filter(here).map(|row| row.count).sum();
            assert_eq!(if gap(at) { 0.0 } else { n }, sum, "{id} {at}");
            assert_eq!(n.is_nan(), gap(at));
        }
    }
}

#[test]
fn weeks_begin_on_the_day_that_was_chosen() {
    let incidents = city();
    let project = Project::new(std::slice::from_ref(&incidents));
    project.cluster(json!({}));
    let (calendar, series) = project.series(json!({ "freq": "week", "week_start": "sunday" }));
    // The first day is a Monday: the week from the Sunday before is partial, and so is the last.
    assert_eq!(calendar.first.to_string(), "2018-01-07");
    assert_eq!(calendar.n_observed, 155);
    let at = series.ids.binary_search(&id(1, 1)).unwrap();
    let of_week = |week: i64| {
        let days = FIRST_DAY + 6 + 7 * week..FIRST_DAY + 13 + 7 * week;
        let here = incidents.iter().filter(|i| (i.row, i.col) == (1, 1));
        here.filter(|i| days.contains(&i.day)).count() as f64
    };
    let expected: Vec<f64> = (0..155).map(of_week).collect();
    assert_eq!(series.values[at], expected);
}

#[test]
fn days_and_months_hold_what_happened_in_them() {
    let incidents = city();
    let project = Project::new(std::slice::from_ref(&incidents));
    project.cluster(json!({}));
    let here = |i: &&super::city::Incident| (i.row, i.col) == (1, 1);
    let (calendar, series) = project.series(json!({ "freq": "day" }));
    assert_eq!((calendar.n_observed, calendar.season_length), (1092, 7));
    let at = series.ids.binary_search(&id(1, 1)).unwrap();
    let mut expected = vec![0.0; 1092];
    incidents
        .iter()
        .filter(here)
        .for_each(|i| expected[(i.day - FIRST_DAY) as usize] += 1.0);
    assert_eq!(series.values[at], expected);

    let (calendar, series) = project.series(json!({ "freq": "month", "exposure": true }));
    // 1092 days from January 2018 end on 27 December 2020, so that month is cut off.
    assert_eq!((calendar.n_observed, calendar.season_length), (35, 12));
    let february: Vec<f64> = calendar.regressors["days"]
        .iter()
        .skip(1)
        .step_by(12)
        .copied()
        .collect();
    assert_eq!(february, [28.0, 28.0, 29.0, 28.0, 28.0, 28.0]);
    let leap = incidents.iter().filter(here);
    let leap = leap.filter(|i| (FIRST_DAY + 730 + 31..FIRST_DAY + 730 + 60).contains(&i.day));
    assert_eq!(series.values[at][25], leap.count() as f64);
}

#[test]
fn holidays_of_one_s_own_are_counted_beside_those_of_the_country() {
    let project = Project::new(&[city()]);
    project.cluster(json!({}));
    let path = project.dir.path().join("fairs.csv");
    // The second is Independence Day, which counts once.
    fs::write(
        &path,
        "date,name\n2018-07-03,Fair\n2018-07-04,Fair\n2018-07-05,Fair\n2021-05-01,Fair\n",
    )
    .unwrap();
    let step = json!({ "incidents": "convert", "hotspots": "cluster", "freq": "week",
        "holiday_files": "fairs.csv" });
    let own = |holidays: serde_json::Value| {
        let mut step = step.clone();
        step["holidays"] = holidays;
        let step: hotcast_steps::series::Series = serde_json::from_value(step).unwrap();
        let slots = [
            ("incidents", project.parts.clone()),
            ("hotspots", vec![project.output("cluster", "cells")]),
            ("holiday_files", vec![path.clone()]),
        ];
        project.run("series", &step, &slots).unwrap();
        let text = fs::read(project.output("series", "calendar")).unwrap();
        serde_json::from_slice::<hotcast_steps::calendar::Calendar>(&text).unwrap()
    };
    let week = |calendar: &hotcast_steps::calendar::Calendar, day: &str| {
        let at = calendar
            .periods
            .partition_point(|p| p.to_string().as_str() <= day)
            - 1;
        calendar.regressors["holidays"][at]
    };
    let both = own(json!("US"));
    assert_eq!(week(&both, "2018-07-04"), 3.0);
    assert_eq!(week(&both, "2018-12-25"), 1.0);
    let fairs = own(json!(null));
    assert_eq!(week(&fairs, "2018-07-04"), 3.0);
    assert_eq!(week(&fairs, "2018-12-25"), 0.0);
    assert_eq!(week(&fairs, "2021-05-01"), 1.0, "the future counts too");
}

/// The counts of each hotspot, weeks summed.
fn totals(series: &hotcast_steps::series::SeriesTable) -> BTreeMap<i64, f64> {
    let ids = series.ids.iter().copied();
    ids.zip(series.values.iter().map(|values| values.iter().sum()))
        .collect()
}

#[test]
fn series_of_chosen_categories_count_only_these_on_the_calendar_of_all() {
    let project = Project::new(&[city()]);
    project.cluster(json!({}));
    let (calendar, _) = project.series(json!({}));
    let (chosen_calendar, chosen) = project.series(json!({ "categories": ["ROB*"] }));
    assert_eq!(chosen_calendar, calendar);
    let mut expected: BTreeMap<i64, f64> = BTreeMap::new();
    for incident in city().iter().filter(|i| i.category == "ROBBERY") {
        *expected.entry(id(incident.row, incident.col)).or_default() += 1.0;
    }
    for (id, n) in totals(&chosen) {
        assert_eq!(n, expected.get(&id).copied().unwrap_or_default(), "{id}");
    }
    let by_category =
        hotcast_steps::series::read_by_category(&project.output("series", "by_category")).unwrap();
    assert!(by_category.iter().all(|row| row.category == "ROBBERY"));
    assert!(!by_category.is_empty());

    let (_, rest) = project.series(json!({ "exclude_categories": "ROBBERY" }));
    let (_, all) = project.series(json!({}));
    for (id, n) in totals(&all) {
        assert_eq!(n, totals(&rest)[&id] + totals(&chosen)[&id], "{id}");
    }
}
