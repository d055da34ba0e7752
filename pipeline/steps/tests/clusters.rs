//! DBSCAN and HDBSCAN against labels of scikit-learn, made by `fixtures/clusters/make.py`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{HashMap, HashSet};

use hotcast_steps::cluster::{Hdbscan, Selection, dbscan, hdbscan};
use hotcast_steps::space::Points;
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    points: Vec<[f64; 2]>,
    weights: Vec<f64>,
    dbscan: Vec<DbscanRun>,
    hdbscan: Vec<HdbscanRun>,
}

#[derive(Deserialize)]
struct DbscanRun {
    eps: f64,
    min: f64,
    weighted: bool,
    labels: Vec<i64>,
}

#[derive(Deserialize)]
struct HdbscanRun {
    size: f64,
    samples: f64,
    method: Selection,
    labels: Vec<i64>,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("fixtures/clusters/clusters.json")).unwrap()
}

/// Labels as scikit-learn writes them, -1 for none.
fn signed(labels: &[Option<u32>]) -> Vec<i64> {
    labels.iter().map(|l| l.map_or(-1, i64::from)).collect()
}

#[test]
fn dbscan_gives_every_point_the_label_that_scikit_learn_gives() {
    for case in fixture().cases {
        let ones = vec![1.0; case.points.len()];
        for run in case.dbscan {
            let weights = if run.weighted { &case.weights } else { &ones };
            let points = Points::new(&case.points, weights, run.eps);
            let labels = signed(&dbscan(&points, run.eps, run.min));
            assert_eq!(
                labels, run.labels,
                "{} eps {} min {} weighted {}",
                case.name, run.eps, run.min, run.weighted
            );
        }
    }
}

/// The number of points whose group's most common counterpart is the other label they have.
fn agreement(ours: &[i64], theirs: &[i64]) -> usize {
    let mut pairs: HashMap<i64, HashMap<i64, usize>> = HashMap::new();
    for (a, b) in ours.iter().zip(theirs) {
        *pairs.entry(*a).or_default().entry(*b).or_default() += 1;
    }
    pairs
        .values()
        .filter_map(|counterparts| counterparts.values().max())
        .sum()
}

fn distinct(labels: &[i64]) -> usize {
    labels.iter().collect::<HashSet<_>>().len()
}

#[test]
fn hdbscan_finds_the_groups_that_scikit_learn_finds() {
    for case in fixture().cases {
        let weights = vec![1.0; case.points.len()];
        for run in case.hdbscan {
            let parameters = Hdbscan {
                min_weight: run.samples,
                min_cluster_weight: run.size,
                selection: run.method,
            };
            let labels = signed(&hdbscan(&case.points, &weights, parameters));
            let agreeing = agreement(&labels, &run.labels);
            let context = format!(
                "{} {:?} {}: {agreeing} of {}",
                case.name,
                run.method,
                run.size,
                labels.len()
            );
            println!("{context}");
            assert_eq!(distinct(&labels), distinct(&run.labels), "{context}");
            // Of several points that are equally near any may be joined first, and a point at the
            // rim of a group falls to one side or the other.
            assert!(agreeing as f64 >= 0.97 * labels.len() as f64, "{context}");
        }
    }
}
