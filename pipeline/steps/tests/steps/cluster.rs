//! Hotspots and their descriptions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use hotcast_runner::Step;
use hotcast_steps::cluster::{Cluster, Hotspot};
use hotcast_steps::train::Train;
use serde_json::json;

use super::city::{FIRST_DAY, Incident, city, id};
use super::project::{Project, with};

#[test]
fn grid_hotspots_are_the_cells_above_the_quantile_with_their_counts() {
    let incidents = city();
    let mut counts: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    incidents
        .iter()
        .for_each(|i| *counts.entry((i.row, i.col)).or_default() += 1);
    let mut sorted: Vec<i64> = counts.values().copied().collect();
    sorted.sort_unstable();
    let threshold = sorted[(sorted.len() as f64 * 0.95).ceil() as usize - 1];
    let expected: BTreeMap<i64, i64> = counts
        .iter()
        .filter(|(_, n)| **n > threshold)
        .map(|(&(row, col), &n)| (id(row, col), n))
        .collect();
    assert!((3..9).contains(&expected.len()));

    let project = Project::new(std::slice::from_ref(&incidents));
    let hotspots = project.cluster(json!({ "half_life_days": "none" }));
    let found: BTreeMap<i64, i64> = hotspots.iter().map(|h| (h.id, h.incident_count)).collect();
    assert_eq!(found, expected);

    let first = &hotspots[0];
    assert_eq!((first.id, first.rank), (id(1, 1), 1));
    assert!((first.share - first.incident_count as f64 / incidents.len() as f64).abs() < 1e-12);
    let of_first = incidents.iter().filter(|i| (i.row, i.col) == (1, 1));
    let thefts = of_first.filter(|i| i.category == "THEFT").count() as i64;
    assert_eq!(
        (first.categories[0].name.as_str(), first.categories[0].count),
        ("THEFT", thefts)
    );
    assert!(first.gi_star_z.unwrap() > 3.0);
}

#[test]
fn merged_cells_are_one_hotspot_named_by_the_busiest() {
    let project = Project::new(&[city()]);
    let hotspots = project.cluster(json!({ "merge": true, "quantile": 0.9 }));
    assert_eq!(hotspots[0].id, id(1, 1));
    let cells = project.cluster(json!({ "quantile": 0.9 }));
    let sum: i64 = cells.iter().map(|h| h.incident_count).sum();
    assert_eq!(hotspots.iter().map(|h| h.incident_count).sum::<i64>(), sum);
}

/// The city moved so that 180° goes between the first and the second of its columns.
fn city_across_180() -> Vec<Incident> {
    let moved = |i: Incident| Incident {
        // Columns are counted from 87° W.
        col: if i.col == 0 { 266_999 } else { i.col - 93_001 },
        ..i
    };
    city().into_iter().map(moved).collect()
}

/// Compares a hotspot of [`city_across_180`] with that of [`city`].
fn is_the_same(there: &Hotspot, here: &Hotspot, method: &str) {
    assert_eq!(there.incident_count, here.incident_count, "{method}");
    let z = there.gi_star_z.unwrap() - here.gi_star_z.unwrap();
    assert!(z.abs() < 1e-9, "{method}: {z}");
    assert!((there.area_m2 / here.area_m2 - 1.0).abs() < 1e-9);
    // The lattice begins at 87° W, and here at 0.001° west of 180°.
    let east = hotcast_steps::space::eastward(179.999, there.lon) - (here.lon + 87.0);
    assert!(
        east.abs() < 1e-6,
        "{method}: {} and {}",
        there.lon,
        here.lon
    );
}

#[test]
fn hotspots_across_180_degrees_are_what_they_are_elsewhere() {
    for method in ["grid", "dbscan", "multi_density", "kmeans"] {
        let params = json!({ "method": method, "cell_deg": 0.001, "quantile": 0.9,
            "eps_m": 150.0, "merge": true,
                             "min_hotspot_incidents": 50, "clusters": 1, "levels": 2 });
        let there = Project::new(&[city_across_180()]).cluster(params.clone());
        let here = Project::new(&[city()]).cluster(params);
        // Its coarse cells begin at the origin of the projection, which depends on the order of the
        // cells.
        if method != "multi_density" {
            assert_eq!(there.len(), here.len(), "{method}");
            for (there, here) in there.iter().zip(&here) {
                is_the_same(there, here, method);
            }
        }
        for there in &there {
            assert!((-180.0..180.0).contains(&there.lon));
            for ring in there.polygons.iter().map(|p| &p.exterior) {
                let lons = ring.iter().map(|c| c[0]);
                let (west, east) = (
                    lons.clone().fold(180.0, f64::min),
                    lons.fold(-180.0, f64::max),
                );
                assert!(east - west < 0.1, "{method}: {west} to {east}");
            }
        }
    }
}

#[test]
fn every_method_finds_the_busy_block_and_keeps_its_counts() {
    for method in ["dbscan", "hdbscan", "kmeans", "multi_density"] {
        let project = Project::new(&[city()]);
        let params = json!({ "method": method, "cell_deg": 0.001, "quantile": 0.9, "eps_m": 150.0,
                             "min_hotspot_incidents": 50, "clusters": 2, "levels": 2 });
        let hotspots = project.cluster(params);
        let holds_centre = hotspots.iter().any(|h| h.id == id(1, 1));
        assert!(
            holds_centre,
            "{method}: {:?}",
            hotspots.iter().map(|h| h.id).collect::<Vec<_>>()
        );
        let ids: BTreeSet<i64> = hotspots.iter().map(|h| h.id).collect();
        assert_eq!(ids.len(), hotspots.len(), "{method}: ids are unique");
        let (_, series) = project.series(json!({}));
        for hotspot in &hotspots {
            let at = series.ids.binary_search(&hotspot.id).unwrap();
            assert_eq!(
                series.values[at].iter().sum::<f64>(),
                hotspot.incident_count as f64,
                "{method}"
            );
        }
    }
}

#[test]
fn no_incidents_is_an_error_with_a_next_action() {
    let project = Project::new(&[vec![]]);
    let step: Cluster = with(json!({ "incidents": "convert" }), json!({}));
    let error = project
        .run("cluster", &step, &[("incidents", project.parts.clone())])
        .unwrap_err();
    assert_eq!(error.to_string(), "there are no incidents to cluster");
}

#[test]
fn a_file_that_is_no_parquet_is_named() {
    let project = Project::new(&[vec![]]);
    let path = project.dir.path().join("broken.parquet");
    fs::write(&path, "time,lon,lat\n").unwrap();
    let step: Cluster = with(json!({ "incidents": "convert" }), json!({}));
    let error = project
        .run("cluster", &step, &[("incidents", vec![path])])
        .unwrap_err();
    assert!(error.to_string().contains("broken.parquet"), "{error}");
}

#[test]
fn parameters_out_of_range_name_their_field() {
    let step: Cluster = with(
        json!({ "incidents": "convert" }),
        json!({ "quantile": 1.5, "cell_deg": 0.000001, "clusters": 0 }),
    );
    let fields: Vec<String> = step.check().into_iter().map(|p| p.field).collect();
    assert_eq!(fields, ["cell_deg", "quantile", "clusters"]);
    let step: Train = with(json!({ "series": "series" }), json!({ "order": [1, 5, 1] }));
    assert_eq!(step.check()[0].field, "order");
}

/// The busy block, then half a year in which another of its cells overtakes all others and new ones
/// join at the rim.
fn later_incidents() -> Vec<Incident> {
    let last = FIRST_DAY + 3 * 364;
    let at = |day, row, col| Incident {
        day,
        row,
        col,
        category: "THEFT",
    };
    (last..last + 182)
        .flat_map(|day| {
            let overtaking = (0..80).map(move |_| at(day, 0, 2));
            let rim = (0..8).flat_map(move |_| [at(day, 0, 3), at(day, 3, 0)]);
            overtaking.chain(rim)
        })
        .collect()
}

#[test]
fn ids_stay_when_data_is_appended_although_another_cell_becomes_the_densest() {
    for params in [
        json!({ "merge": true, "quantile": 0.9 }),
        json!({ "method": "dbscan", "cell_deg": 0.001, "eps_m": 120.0, "quantile": 0.9 }),
        json!({ "method": "multi_density", "cell_deg": 0.001, "eps_m": 120.0, "quantile": 0.9,
            "levels": 2 }),
    ] {
        let before = Project::new(&[city()]).cluster(params.clone());
        let after = Project::new(&[city(), later_incidents()]).cluster(params.clone());
        let (old, new) = (&before[0], &after[0]);
        assert_eq!(old.id, id(1, 1), "{params}");
        assert_eq!(new.id, old.id, "{params}");
        assert!(
            new.lat < old.lat && new.lon > old.lon,
            "the centre moves towards the new incidents: {params}"
        );
    }
}

#[test]
fn a_hotspot_that_stays_as_it_was_is_persistent_and_one_that_appears_is_emerging() {
    let mut incidents = Vec::new();
    for day in FIRST_DAY..FIRST_DAY + 6 * 365 {
        let year = (day - FIRST_DAY) / 365;
        // The city falls by a tenth a year, one cell stays, one appears in the last year, one falls
        // to a fifth.
        let counts = [
            (0, 0, 6),
            (0, 5, if year == 5 { 12 } else { 0 }),
            (5, 0, 10 - 2 * year.min(4)),
        ];
        for (row, col, n) in counts {
            let incident = Incident {
                day,
                row,
                col,
                category: "THEFT",
            };
            incidents.extend(std::iter::repeat_n(incident, n as usize));
        }
        for place in 0..20 - 2 * year {
            incidents.push(Incident {
                day,
                row: 10 + (day * 7 + place) % 10,
                col: 10 + (day * 3 + place * 5) % 10,
                category: "OTHER",
            });
        }
    }
    let hotspots = Project::new(&[incidents]).cluster(json!({ "quantile": 0.9 }));
    let class_of = |row, col| {
        let found = hotspots.iter().find(|h| h.id == id(row, col));
        found.map(|h| h.trend_class.name())
    };
    assert_eq!(class_of(0, 0), Some("persistent"));
    assert_eq!(class_of(0, 5), Some("emerging"));
    assert_eq!(class_of(5, 0), Some("diminishing"));
}

#[test]
fn hotspots_of_chosen_categories_are_those_of_a_city_without_the_others() {
    let thefts: Vec<_> = city()
        .into_iter()
        .filter(|i| i.category == "THEFT")
        .collect();
    let expected = Project::new(&[thefts]).cluster(json!({}));
    let project = Project::new(&[city()]);
    for chosen in [
        json!({ "categories": "THEFT" }),
        json!({ "exclude_categories": ["BATTERY", "ROB*", "OTHER"] }),
        json!({ "categories": ["*E*"], "exclude_categories": ["BATTERY", "ROBBERY", "OTHER"] }),
    ] {
        assert_eq!(project.cluster(chosen.clone()), expected, "{chosen}");
    }
}

#[test]
fn discovered_categories_count_but_say_what_the_ranking_would_be_without_them() {
    let project = Project::new(&[city()]);
    let plain = project.cluster(json!({}));
    let marked = project.cluster(json!({ "discovered_categories": ["BATTERY"] }));
    let without = project.cluster(json!({ "exclude_categories": ["BATTERY"] }));
    let unmarked = marked.iter().cloned().map(|h| Hotspot {
        discovered_share: None,
        rank_without_discovered: None,
        ..h
    });
    assert!(unmarked.eq(plain));
    for hotspot in &marked {
        let share = hotspot.discovered_share.unwrap();
        assert!((0.0..=1.0).contains(&share) && hotspot.rank_without_discovered.is_some());
        if let Some(other) = without.iter().find(|other| other.id == hotspot.id) {
            let rest = hotspot.incident_count as f64 * (1.0 - share);
            assert!((rest - other.incident_count as f64).abs() < 1e-6);
        }
    }
    assert!(marked.iter().any(|h| h.discovered_share > Some(0.0)));
}
