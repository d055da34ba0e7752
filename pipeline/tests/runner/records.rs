//! A step made of many records: what an edited row costs, which series is named, and that the records are no steps.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::harness::Project;

const HOTSPOTS: usize = 5;
const MONTHS: usize = 30;

/// Place `p` has `p + 1` incidents in each of the months. Place 0 has the fewest, so that it is no hotspot.
fn city() -> Project {
    let project = Project::new();
    let mut text = String::from("when,lat,lon\n");
    for place in 0..=HOTSPOTS {
        for month in 0..MONTHS {
            for day in 1..=place + 1 {
                incident(&mut text, month, day, place);
            }
        }
    }
    project.write("in.csv", &text);
    workflow(&project, "order: [0, 1, 1], seasonal_order: [0, 0, 0, 12]");
    project
}

fn incident(text: &mut String, month: usize, day: usize, place: usize) {
    let (year, month) = (2020 + month / 12, month % 12 + 1);
    let (lat, lon) = (41.0 + place as f64 * 0.01, -87.0 - place as f64 * 0.01);
    writeln!(
        text,
        "{year}-{month:02}-{day:02},{:.4},{:.4}",
        lat + 0.0005,
        lon - 0.0005
    )
    .unwrap();
}

fn workflow(project: &Project, model: &str) {
    project.write(
        "w.yaml",
        &format!(
            "version: 1\nname: city\nsteps:\n  convert:\n    uses: convert\n    input: in.csv\n    columns: {{ time: when, lat: lat, lon: lon }}\n    time_format: '%Y-%m-%d'\n  cluster: {{ uses: cluster, incidents: convert, method: grid, cell_deg: 0.001, quantile: 0.0001 }}\n  series: {{ uses: series, incidents: convert, hotspots: cluster, freq: month }}\n  train: {{ uses: train, series: series, {model} }}\n"
        ),
    );
}

/// Moves one incident of a place from March to May 2021.
fn edit_one_row(project: &Project, place: usize) {
    let row = |month| {
        let mut row = String::new();
        incident(&mut row, month, 2, place);
        row
    };
    project.edit("in.csv", &row(14), &row(16));
}

/// The one series that `explain` says was computed again.
fn changed(project: &Project) -> String {
    let explained = project.ok(&["explain", "w.yaml", "train", "--json"]).json();
    let changed = explained[0]["records"]["changed"].as_array().unwrap();
    assert_eq!(changed.len(), 1, "{explained}");
    changed[0].as_str().unwrap().to_owned()
}

/// How many records `train` computed and took from the cache in a run.
fn trained(project: &Project) -> (u64, u64) {
    let events = project.ok(&["run", "w.yaml", "--json"]).events();
    let units = &events
        .iter()
        .find(|event| event["event"] == "step_finished" && event["step"] == "train")
        .unwrap()["units"];
    (
        units["computed"].as_u64().unwrap(),
        units["reused"].as_u64().unwrap(),
    )
}

#[test]
fn an_edited_row_refits_one_hotspot_and_is_named_with_its_date() {
    let project = city();
    assert_eq!(trained(&project), (HOTSPOTS as u64, 0));
    edit_one_row(&project, 4);
    assert_eq!(trained(&project), (1, HOTSPOTS as u64 - 1));

    let explain = |id: &str| {
        project
            .ok(&["explain", "w.yaml", "train", "--series", id])
            .stdout
    };
    let of_place_4 = changed(&project);
    let first = format!(
        "first change in `series`: hotspot_id {of_place_4}, period 2021-03-01: count 5.0 → 4.0\n"
    );
    let expected = format!(
        "train: up to date\n  causes of the last run:\n  `series`: `count` of step `series` changed\n  {first}  `{of_place_4}` was computed again\n"
    );
    assert_eq!(explain(&of_place_4), expected);
    let all = project.ok(&["explain", "w.yaml", "train"]).stdout;
    assert!(
        all.contains(&first)
            && all.contains("  1 computed again: ")
            && all.contains("  4 reused\n"),
        "{all}"
    );

    edit_one_row(&project, 2);
    assert_eq!(trained(&project), (1, HOTSPOTS as u64 - 1));
    let of_place_2 = changed(&project);
    assert_ne!(of_place_2, of_place_4);
    assert!(explain(&of_place_2).contains("period 2021-03-01: count 3.0 → 2.0\n"));
    let other = explain(&of_place_4);
    assert!(
        other.ends_with(&format!("`{of_place_4}` is unchanged\n"))
            && !other.contains("first change"),
        "{other}"
    );
    let nobody = explain("1");
    assert!(nobody.ends_with("unknown series `1`\n"), "{nobody}");
}

/// How many records a step computed and took from the cache, and what came of it.
fn ended(project: &Project, step: &str, options: &[&str]) -> (u64, u64, Value) {
    let args = [&["run", "w.yaml", "--json"], options].concat();
    let events = project.ok(&args).events();
    let end = events
        .iter()
        .find(|event| event["event"] == "step_finished" && event["step"] == step)
        .unwrap();
    let units = |name: &str| end["units"][name].as_u64().unwrap_or(0);
    (units("computed"), units("reused"), end["outputs"].clone())
}

#[test]
fn a_parameter_of_the_summary_computes_no_record_again() {
    let project = city();
    let workflow = project.read("w.yaml");
    let evaluate = |methods: &str| {
        format!(
            "{workflow}  evaluate: {{ uses: evaluate, series: series, models: train, incidents: convert, hotspots: cluster, horizon: 2, origins: 2, baselines: [mean], hotspot_methods: {methods} }}\n"
        )
    };
    project.write("w.yaml", &evaluate("[grid]"));
    let (computed, reused, before) = ended(&project, "evaluate", &[]);
    assert_eq!((computed, reused), (HOTSPOTS as u64, 0));
    project.write("w.yaml", &evaluate("[grid, kmeans]"));
    let (computed, reused, after) = ended(&project, "evaluate", &[]);
    assert_eq!((computed, reused), (0, HOTSPOTS as u64));
    assert_ne!(before, after);
}

#[test]
fn one_and_eight_threads_fit_the_same_models() {
    let models = |jobs: &str| ended(&city(), "train", &["-j", jobs]).2;
    assert_eq!(models("1"), models("8"));
}

#[test]
fn status_names_the_first_series_and_date_that_differ() {
    let project = city();
    project.ok(&["run", "w.yaml"]);
    edit_one_row(&project, 4);
    project.ok(&["run", "w.yaml", "series"]);
    let status = project.ok(&["status", "w.yaml"]).stdout;
    let json = project.ok(&["status", "w.yaml", "--json"]).json();
    assert_eq!(json[2].get("first_changes"), None, "{json}");
    let change = &json[3]["first_changes"][0];
    assert_eq!(change["input"], "series");
    assert_eq!(change["old"][1], json!(["period", "2021-03-01"]));
    assert_eq!(trained(&project), (1, HOTSPOTS as u64 - 1));
    let expected = format!(
        "train    will run\n           `series`: `count` of step `series` changed\n           first change in `series`: hotspot_id {}, period 2021-03-01: count 5.0 → 4.0\n",
        changed(&project)
    );
    assert!(status.contains(&expected), "{status}");
}

#[test]
fn ten_thousand_records_are_four_steps() {
    const RECORDS: usize = 10_000;
    let project = Project::new();
    let mut text = String::from("when,lat,lon\n");
    for place in 0..RECORDS {
        let (lat, lon) = (
            41.0005 + (place % 100) as f64 * 0.001,
            -87.0005 - (place / 100) as f64 * 0.001,
        );
        for month in 1..=2 {
            writeln!(text, "2021-{month:02}-01,{lat:.4},{lon:.4}").unwrap();
        }
    }
    project.write("in.csv", &text);
    workflow(&project, "method: mean");
    assert_eq!(trained(&project), (RECORDS as u64, 0));

    let steps = ["convert", "cluster", "series", "train"];
    let graph = project.ok(&["graph", "w.yaml", "--json"]).json();
    let names: Vec<_> = graph["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| &step["name"])
        .collect();
    assert_eq!(names, steps);
    let events = project.ok(&["run", "w.yaml", "--json"]).events();
    let ended = events
        .iter()
        .filter(|event| event["event"] == "step_finished")
        .count();
    assert_eq!(ended, steps.len());
    assert_eq!(events.last().unwrap()["reused"], json!(steps.len()));
}
