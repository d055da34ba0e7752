//! The half-life that `cluster` chooses, and the ranks that follow from it.

use std::fs;

use hotcast_steps::cluster::Hotspot;
use serde_json::{Value, json};

use super::city::{FIRST_DAY, Incident, city, id};
use super::project::Project;

/// The hotspots, and the document of the rule.
fn cluster(incidents: Vec<Incident>, params: Value) -> (Vec<Hotspot>, Value) {
    let project = Project::new(&[incidents]);
    let hotspots = project.cluster(params);
    let rule = fs::read(project.output("cluster", "rule")).unwrap();
    (hotspots, serde_json::from_slice(&rule).unwrap())
}

fn theft(day: i64, row: i64, col: i64) -> Incident {
    Incident {
        day: FIRST_DAY + day,
        row,
        col,
        category: "THEFT",
    }
}

/// One place that was busy for three years, one that has been for the last, and quiet ones.
fn moved() -> Vec<Incident> {
    let mut incidents = Vec::new();
    for day in 0..4 * 364 {
        let (busy, other) = if day < 3 * 364 { (0, 5) } else { (5, 0) };
        incidents.extend((0..9).map(|_| theft(day, 0, busy)));
        incidents.push(theft(day, 0, other));
        incidents.push(theft(day, 10 + day % 6, 10 + day / 6 % 6));
    }
    incidents
}

#[test]
fn hotspots_are_ranked_by_what_is_recent_and_show_their_rank_by_history() {
    let (hotspots, rule) = cluster(moved(), json!({ "half_life_days": 180, "quantile": 0.9 }));
    let ranks = |row, col| {
        let found = hotspots.iter().find(|h| h.id == id(row, col)).unwrap();
        (found.rank, found.rank_by_history, found.incident_count)
    };
    assert_eq!(ranks(0, 5), (1, 2, 3 * 364 + 9 * 364));
    assert_eq!(ranks(0, 0), (2, 1, 27 * 364 + 364));
    assert_eq!(rule["rule"]["half_life_days"], 180.0);
    assert_eq!(rule["half_life"], Value::Null);
}

#[test]
fn without_a_half_life_both_ranks_are_the_same() {
    let (hotspots, rule) = cluster(
        moved(),
        json!({ "half_life_days": "none", "quantile": 0.9 }),
    );
    assert!(hotspots.iter().all(|h| h.rank == h.rank_by_history));
    assert_eq!(hotspots[0].id, id(0, 0));
    assert_eq!(rule["rule"]["half_life_days"], Value::Null);
}

#[test]
fn the_choice_and_its_reasons_are_recorded() {
    let (_, rule) = cluster(city(), json!({}));
    let choice = &rule["half_life"];
    assert_eq!(choice["candidates"].as_array().unwrap().len(), 6);
    assert_eq!(choice["days"], rule["rule"]["half_life_days"]);
    assert_eq!(choice["until"], "2020-12-27");
    // It ends with `until`, and knows nothing of later incidents.
    let (_, earlier) = cluster(city(), json!({ "until": "2020-06-28" }));
    assert_eq!(earlier["half_life"]["until"], "2020-06-28");
    let before: Vec<Incident> = city().into_iter().filter(|i| i.day <= 18_441).collect();
    let (_, known) = cluster(before, json!({}));
    assert_eq!(earlier["half_life"], known["half_life"]);
}

#[test]
fn data_that_are_too_short_for_a_choice_have_a_half_life_of_a_year() {
    let one = vec![theft(0, 0, 0)];
    let one_day: Vec<Incident> = (0..50).map(|k| theft(0, k % 7, k % 3)).collect();
    let short: Vec<Incident> = (0..300).map(|day| theft(day, day % 7, day % 3)).collect();
    for incidents in [one, one_day, short] {
        let (hotspots, rule) = cluster(incidents, json!({}));
        assert_eq!(rule["rule"]["half_life_days"], 365.0);
        assert_eq!(rule["half_life"]["candidates"], json!([]));
        assert_eq!(hotspots[0].rank, 1);
    }
}

#[test]
fn the_least_number_of_incidents_means_the_same_with_any_half_life() {
    // As the rate of each place stays, the weights of a short memory are scaled to its incidents.
    let steady = || (0..1456).flat_map(|day| (0..8).map(move |k| theft(day, 0, k * k / 8)));
    for half_life in [json!("none"), json!(30), json!(365)] {
        let params = json!({ "half_life_days": half_life, "method": "dbscan", "eps_m": 10,
            "cell_deg": 0.001, "min_incidents": 1400 });
        let (hotspots, _) = cluster(steady().collect(), params);
        // Each cell is a hotspot of its own, as its neighbours are more than 10 m away.
        assert_eq!(hotspots.len(), 6, "{half_life}");
    }
}
