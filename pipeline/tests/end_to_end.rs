//! The whole way with the real programs: sample, run, run again, serve, ask.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod project;
#[path = "../../server/tests/support/running.rs"]
mod running;

use std::time::Duration;

use project::Project;
use running::Server;
use serde_json::Value;

const WORKFLOW: &str = r#"version: 1
name: city
steps:
  convert:
    uses: convert
    input: city.csv
    columns: { time: Date, lat: Latitude, lon: Longitude, category: Primary Type, id: ID }
    time_format: "%m/%d/%Y %I:%M:%S %p"
  cluster: { uses: cluster, incidents: convert, method: grid, cell_deg: 0.005, quantile: 0.97 }
  series: { uses: series, incidents: convert, hotspots: cluster, freq: month }
  train: { uses: train, series: series, order: [1, 1, 1], seasonal_order: [0, 1, 1, 12], exog: { holidays: US } }
  evaluate: { uses: evaluate, series: series, horizon: 4, origins: 3, baselines: [seasonal_naive] }
  export: { uses: export, incidents: convert, hotspots: cluster, series: series, models: train, evaluation: evaluate, to: artifacts/city }
"#;

fn serve(project: &Project) -> Server {
    Server::start(&mut project.command(&["serve"]))
}

/// The status and the body of an answer.
fn get(server: &Server, path: &str) -> (u16, String) {
    let answer = server.get(path, "");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), body.to_owned())
}

fn json(server: &Server, path: &str) -> Value {
    let (status, body) = get(server, path);
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_str(&body).unwrap()
}

#[test]
fn from_a_sample_city_to_a_forecast_over_http() {
    let project = Project::new();
    project.write("city.yaml", WORKFLOW);
    project
        .hotcast(&[
            "sample", "city.csv", "--rows", "60000", "--seed", "3", "--dirty",
        ])
        .succeeds();
    project.hotcast(&["run", "city.yaml"]).succeeds();

    let manifest = project.json("artifacts/city/current/manifest.json");
    let counts = &manifest["counts"];
    let count = |name: &str| {
        counts[name]
            .as_u64()
            .unwrap_or_else(|| panic!("no `{name}` in {counts}"))
    };
    assert_eq!(
        count("rows_in"),
        count("rows_kept") + count("rows_rejected")
    );
    assert!(count("rows_rejected") > 0, "the sample is dirty");
    assert_eq!(count("models"), count("hotspots"));

    let mut server = serve(&project);
    assert_eq!(get(&server, "/readyz").0, 200);
    let hotspots = json(&server, "/api/hotspots");
    let hotspots = hotspots.as_array().unwrap();
    assert_eq!(hotspots.len() as u64, count("hotspots"));
    let first = &hotspots[0];
    let id = first["id"].as_i64().unwrap();
    assert!(first["crime_count"].as_i64().unwrap() >= hotspots[1]["crime_count"].as_i64().unwrap());

    let series = json(&server, &format!("/api/hotspots/{id}/series"));
    assert_eq!(
        series["periods"].as_array().unwrap().len() as u64,
        count("periods")
    );
    assert_eq!(series["periods"][0], manifest["first_period"]);

    let forecast = json(&server, &format!("/api/forecast/{id}?horizon=12"));
    let entries = forecast["forecast_breakdown"].as_array().unwrap();
    assert_eq!(entries.len(), 12);
    for entry in entries {
        let number = |value: &Value| value.as_f64().unwrap();
        let (lower, mean, upper) = (
            number(&entry["lower"]["0.95"]),
            number(&entry["predicted_crimes"]),
            number(&entry["upper"]["0.95"]),
        );
        assert!(0.0 <= lower && lower <= mean && mean <= upper, "{entry}");
    }
    // Every month of the United States has a federal holiday except March, April and August.
    let free: Vec<_> = entries
        .iter()
        .filter(|entry| entry["is_holiday_week"] == false)
        .map(|entry| entry["date"].as_str().unwrap()[5..7].to_owned())
        .collect();
    assert_eq!(free.len(), 3, "{free:?}");
    assert!(
        free.iter()
            .all(|month| ["03", "04", "08"].contains(&month.as_str())),
        "{free:?}"
    );

    assert_eq!(get(&server, "/api/forecast/1").0, 404);
    assert_eq!(
        get(&server, &format!("/api/forecast/{id}?start_date=x")).0,
        422
    );
    let (status, page) = get(&server, "/");
    assert_eq!(status, 200);
    assert!(page.to_lowercase().starts_with("<!doctype html>"), "{page}");
    // As Ctrl-C does.
    server.signal("-INT");
    assert_eq!(server.wait(Duration::from_secs(10)), Some(0));
}

#[test]
fn a_second_run_changes_nothing_and_a_new_parameter_is_served_without_a_restart() {
    let project = Project::new();
    project.write("city.yaml", WORKFLOW);
    project
        .hotcast(&["sample", "city.csv", "--rows", "40000", "--seed", "5"])
        .succeeds();
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let current = || std::fs::read_link(project.path("artifacts/city/current")).unwrap();
    let first = current();
    project.hotcast(&["run", "city.yaml"]).succeeds();
    assert_eq!(current(), first);
    project
        .hotcast(&[
            "graph",
            "city.yaml",
            "--format",
            "html",
            "-o",
            "report.html",
        ])
        .succeeds();
    let report = std::fs::read_to_string(project.path("report.html")).unwrap();
    let published = project.path("artifacts/city/current/evaluation.json");
    let published: Value =
        serde_json::from_str(&std::fs::read_to_string(published).unwrap()).unwrap();
    let verdict = published["verdict"]["text"].as_str().unwrap();
    assert!(
        verdict.contains("(CRPS) over all") && report.contains(verdict),
        "the report of a run that reused everything has no `{verdict}`: {report}"
    );

    let server = serve(&project);
    let before = json(&server, "/api/hotspots").as_array().unwrap().len();
    project.write(
        "city.yaml",
        WORKFLOW.replace("quantile: 0.97", "quantile: 0.9"),
    );
    project.hotcast(&["run", "city.yaml"]).succeeds();
    assert_ne!(current(), first);
    let after = json(&server, "/api/hotspots").as_array().unwrap().len();
    assert!(after > before, "{after} hotspots after {before}");
}

const RAIN: &str = r#"version: 1
name: city
steps:
  convert:
    uses: convert
    input: in.csv
    columns: { time: when, lat: lat, lon: lon, category: kind }
    time_format: "%Y-%m-%d %H:%M:%S"
  cluster: { uses: cluster, incidents: convert, method: grid, cell_deg: 0.001, quantile: 0.4 }
  series: { uses: series, incidents: convert, hotspots: cluster, freq: month }
  train:
    uses: train
    series: series
    order: [1, 0, 0]
    seasonal_order: [0, 0, 0, 12]
    constant: mean
    exog: { columns: [{ from: { files: rain.csv }, date: date, values: { rain: sum } }] }
  evaluate: { uses: evaluate, series: series, models: train, horizon: 3, origins: 2, baselines: [seasonal_naive] }
  export: { uses: export, hotspots: cluster, series: series, models: train, evaluation: evaluate, to: artifacts/city }
"#;

/// Three years of data and two months of rain after them, with a row of another value.
fn rainy(project: &Project, other: usize) {
    let first: chrono::NaiveDate = "2020-01-01".parse().unwrap();
    let mut text = "date,rain\n".to_owned();
    for (day, date) in first.iter_days().take(1096 + 59).enumerate() {
        let rain = if day == other { 50 } else { day * day / 7 % 11 };
        text += &format!("{date},{rain}\n");
    }
    project.write("rain.csv", text);
}

#[test]
fn a_forecast_reaches_as_far_as_the_rain_by_every_way() {
    let project = Project::new();
    project.write("city.yaml", RAIN);
    project.csv("in.csv", 1096, 1);
    rainy(&project, usize::MAX);
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let current = "artifacts/city/current";
    let models = project.json(&format!("{current}/models/all.json"));
    let (id, model) = models["models"].as_object().unwrap().iter().next().unwrap();
    assert_eq!(model["model"]["method"], "sarima");

    let model = format!("{current}/models/{id}.json");
    let calendar = format!("{current}/calendar.json");
    let by_hand = |horizon: &str| {
        let args = [
            "forecast",
            &model,
            "--calendar",
            &calendar,
            "--horizon",
            horizon,
            "--json",
        ];
        project.hotcast(&args)
    };
    let printed: Value = serde_json::from_str(&by_hand("2").succeeds().stdout).unwrap();
    let server = serve(&project);
    let answer = json(&server, &format!("/api/forecast/{id}?horizon=2"));
    for step in 0..2 {
        let served = answer["forecast_breakdown"][step]["predicted_crimes"].as_f64();
        let mean = printed["forecast"]["mean"][step].as_f64().unwrap();
        assert!(
            (served.unwrap() - mean).abs() < 0.006,
            "{printed}\n{answer}"
        );
    }
    let refused = "regressor `rain` is known up to the period `2023-02-01` only";
    by_hand("3").fails_with(2, &[refused]);
    let (status, detail) = get(&server, &format!("/api/forecast/{id}?horizon=3"));
    assert!(status == 400 && detail.contains(refused), "{detail}");
}

#[test]
fn another_rain_trains_and_evaluates_again_and_nothing_before() {
    let project = Project::new();
    project.write("city.yaml", RAIN);
    project.csv("in.csv", 1096, 1);
    rainy(&project, usize::MAX);
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let run = |reused: &str| {
        let explained = project.hotcast(&["explain", "city.yaml", "train"]);
        let cause = "`exog.columns.0.from`: file `rain.csv` changed";
        assert!(
            explained.succeeds().stdout.contains(cause),
            "{}",
            explained.stdout
        );
        let ended = project.hotcast(&["run", "city.yaml"]);
        let said = format!("{}{}", ended.succeeds().stdout, ended.stderr);
        for line in ["series    up to date", "evaluate  runs", reused] {
            assert!(said.contains(line), "no `{line}` in:\n{said}");
        }
    };
    // In the future only the calendar changes; in the data every fit does.
    rainy(&project, 1096 + 20);
    run("0 computed");
    rainy(&project, 500);
    run("0 reused");
}
