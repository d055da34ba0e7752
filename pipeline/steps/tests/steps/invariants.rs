//! Properties of the steps that hold for any data.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use hotcast_steps::cluster::MembershipTable;
use hotcast_steps::series::read_by_category;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use super::city::{FIRST_DAY, Incident, city};
use super::project::Project;

#[test]
fn the_order_of_rows_and_files_changes_nothing_in_a_city() {
    let incidents = city();
    let (mut one, mut two): (Vec<Incident>, Vec<Incident>) =
        incidents.iter().partition(|i| (i.day + i.col) % 3 == 0);
    one.reverse();
    two.rotate_left(1000);
    let whole = Project::new(&[incidents]);
    let parts = Project::new(&[two, one]);
    for method in ["grid", "hdbscan", "multi_density"] {
        let params = json!({ "method": method, "cell_deg": 0.001, "quantile": 0.9,
            "min_hotspot_incidents": 50 });
        assert_eq!(
            whole.cluster(params.clone()),
            parts.cluster(params),
            "{method}"
        );
    }
    let params = json!({ "freq": "month", "holidays": "US", "categories": 2 });
    let (calendar, series) = whole.series(params.clone());
    assert_eq!((calendar, series), parts.series(params));
}

/// Incidents in a few cells over five weeks or more, never none.
fn few_incidents() -> impl Strategy<Value = Vec<Incident>> {
    let categories = prop::sample::select(vec!["THEFT", "ARSON", "FRAUD"]);
    let incident =
        (0i64..60, 0i64..6, 0i64..6, categories).prop_map(|(day, row, col, category)| {
            Incident {
                day: FIRST_DAY + day,
                // Squared, so that some cells are busier than others.
                row: row * row / 6,
                col: col * col / 6,
                category,
            }
        });
    prop::collection::vec(incident, 40..200).prop_map(|mut incidents| {
        // A whole number of weeks, so that no period is cut off.
        let (mut first, mut last) = (incidents[0], incidents[1]);
        (first.day, last.day) = (FIRST_DAY, FIRST_DAY + 62);
        incidents.extend([first, last]);
        incidents
    })
}

fn params() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!({ "quantile": 0.8 }),
        json!({ "quantile": 0.8, "merge": true }),
        json!({ "quantile": 0.8, "half_life_days": 20 }),
        json!({ "method": "dbscan", "cell_deg": 0.001, "eps_m": 150, "quantile": 0.8 }),
        json!({ "method": "hdbscan", "cell_deg": 0.001, "min_hotspot_incidents": 10 }),
        json!({ "method": "kmeans", "cell_deg": 0.001, "clusters": 3, "quantile": 0.5 }),
        json!({ "method": "multi_density", "cell_deg": 0.001, "eps_m": 150, "quantile": 0.8,
            "levels": 2 }),
    ])
}

/// The sum of `count` in `density.parquet`.
fn ground_total(project: &Project) -> i64 {
    let file = fs::File::open(project.output("cluster", "density")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let batches = reader.build().unwrap().map(Result::unwrap);
    batches
        .map(|batch| {
            let counts = batch.column_by_name("count").unwrap();
            counts
                .as_primitive::<Int64Type>()
                .values()
                .iter()
                .sum::<i64>()
        })
        .sum()
}

/// Every incident is in the density map, in the hotspot of its cell, if any, and in one period of
/// that hotspot's series.
fn every_incident_is_accounted_for(
    project: &Project,
    incidents: &[Incident],
    params: &Value,
) -> Result<(), TestCaseError> {
    let hotspots = project.cluster(params.clone());
    prop_assert_eq!(ground_total(project), incidents.len() as i64);
    let membership = MembershipTable::read(&project.output("cluster", "cells")).unwrap();
    let mut seen = BTreeSet::new();
    let mut inside: BTreeMap<i64, f64> = BTreeMap::new();
    for &(hotspot, cell) in &membership.cells {
        prop_assert!(seen.insert(cell), "a cell belongs to one hotspot only");
        let (row, col) = (i64::from(cell.row) - 131_000, i64::from(cell.col) - 93_000);
        let here = incidents.iter().filter(|i| (i.row, i.col) == (row, col));
        *inside.entry(hotspot).or_default() += here.count() as f64;
    }
    let counted = hotspots.iter().map(|h| (h.id, h.incident_count as f64));
    prop_assert_eq!(counted.collect::<BTreeMap<_, _>>(), inside.clone());
    let (_, series) = project.series(json!({ "freq": "week" }));
    let sums = series
        .values
        .iter()
        .map(|values| values.iter().sum::<f64>());
    let sums: BTreeMap<i64, f64> = series.ids.iter().copied().zip(sums).collect();
    prop_assert_eq!(sums, inside);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn permuting_rows_and_files_changes_nothing_and_every_incident_is_accounted_for(
        incidents in few_incidents(),
        params in params(),
        shuffled in any::<prop::sample::Index>(),
        files in 1usize..5,
    ) {
        let whole = Project::new(std::slice::from_ref(&incidents));
        every_incident_is_accounted_for(&whole, &incidents, &params)?;

        let mut parts = vec![Vec::new(); files];
        let stride = [7, 11, 13, 17, 19, 23][shuffled.index(6)];
        let n = incidents.len();
        // Steps of a prime that does not divide the number visit every row once.
        prop_assume!(n % stride != 0);
        (0..n).for_each(|k| parts[k % files].push(incidents[k * stride % n]));
        let parts = Project::new(&parts);
        prop_assert_eq!(whole.cluster(params.clone()), parts.cluster(params));
        let params = json!({ "freq": "week", "categories": 2 });
        prop_assert_eq!(whole.series(params.clone()), parts.series(params));
        let read = |p: &Project| read_by_category(&p.output("series", "by_category")).unwrap();
        prop_assert_eq!(read(&whole), read(&parts));
    }
}
