//! What a workflow reads: which files a pattern names, and the output of a step as a source.

use std::os::unix::fs::symlink;

use crate::harness::Project;

const CONVERT: &str = "\
version: 1
name: w
steps:
  convert: { uses: convert, input: INPUT, columns: { time: when, lat: lat, lon: lon }, time_format: '%Y-%m-%d' }
";

fn project(input: &str) -> Project {
    let project = Project::new();
    project.write("w.yaml", &CONVERT.replace("INPUT", input));
    for (name, day) in [("a.csv", 1), ("b.CSV", 2)] {
        let text = format!("when,lat,lon\n2021-01-0{day},41.5,-87.5\n2021-02-0{day},41.5,-87.5\n");
        project.write(&format!("data/{name}"), &text);
    }
    project
}

/// The rows that the convert step kept.
fn rows(project: &Project) -> u64 {
    let events = project.ok(&["run", "w.yaml", "--json"]).events();
    let finished = events
        .iter()
        .find(|event| event["event"] == "step_finished")
        .unwrap();
    finished["counts"]["rows_kept"].as_u64().unwrap()
}

#[test]
fn a_file_that_several_patterns_name_counts_once() {
    for (input, expected) in [
        ("[data/a.csv, 'data/*.csv']", 2),
        ("['data/*.csv', './data/../data/a.csv']", 2),
        ("['data/*.csv', 'data/*.CSV', 'data/*.[cC]*']", 4),
    ] {
        let project = project(input);
        symlink("a.csv", project.path("data/latest.csv")).unwrap();
        assert_eq!(rows(&project), expected, "{input}");
    }
}

#[test]
fn what_a_pattern_cannot_read_is_named() {
    let project = project("'data/*'");
    std::fs::create_dir(project.path("data/more")).unwrap();
    let ran = project.run(&["run", "w.yaml"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout
            .contains("`data/*` matches `data/more`, which is a directory"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("hint: `data/more/*` names the files in it"),
        "{}",
        ran.stdout
    );
    std::fs::remove_dir(project.path("data/more")).unwrap();
    project.write("data/.hidden", "");
    assert_eq!(rows(&project), 4);
    symlink("gone.csv", project.path("data/broken.csv")).unwrap();
    let ran = project.run(&["run", "w.yaml"]);
    assert!(
        ran.stdout
            .contains("`data/broken.csv` is a link to `gone.csv`, which does not exist"),
        "{}",
        ran.stdout
    );
}

#[test]
fn the_output_of_a_step_can_be_converted() {
    let fetch = "  fetch: { uses: command, run: 'cat {inputs.x} > {outputs.csv}', inputs: { x: { files: data/a.csv } }, outputs: { csv: out/raw.csv } }\n";
    let project = project("out/raw.csv");
    let text = project.read("w.yaml") + fetch;
    project.write("w.yaml", &text);
    let ran = project.run(&["validate", "w.yaml"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr
            .contains("hint: read the step instead: `input: { step: fetch.csv }`"),
        "{}",
        ran.stderr
    );
    for option in ["", ", dedupe: row"] {
        let input = "{ step: fetch.csv }";
        let text = CONVERT
            .replace("INPUT", input)
            .replace(" }\n", &format!("{option} }}\n"));
        project.write("w.yaml", &(text + fetch));
        let events = project
            .ok(&["run", "w.yaml", "--json", "--no-cache"])
            .events();
        let kept = |event: &serde_json::Value| event["counts"]["rows_kept"].as_u64();
        assert_eq!(events.iter().find_map(kept), Some(2), "{option}");
        let ran = project.ok(&["run", "w.yaml"]);
        assert!(ran.stdout.contains("convert  up to date"), "{}", ran.stdout);
    }
    project.edit("data/a.csv", "2021-02-01,41.5,-87.5\n", "");
    let events = project.ok(&["run", "w.yaml", "--json"]).events();
    let kept = |event: &serde_json::Value| event["counts"]["rows_kept"].as_u64();
    assert_eq!(events.iter().find_map(kept), Some(1));
}

#[test]
fn a_polygon_can_be_what_a_step_writes() {
    let project = project("data/a.csv");
    let area =
        r#"{"type":"Polygon","coordinates":[[[-88,41],[-87,41],[-87,42],[-88,42],[-88,41]]]}"#;
    project.write("area.json", area);
    let steps = "  area: { uses: command, run: [cp, '{inputs.x}', '{outputs.o}'], inputs: { x: { files: area.json } }, outputs: { o: out/area.json } }\n";
    let text = CONVERT
        .replace("INPUT", "data/a.csv")
        .replace("time_format:", "polygon: { step: area }, time_format:");
    project.write("w.yaml", &(text + steps));
    let kept = || {
        let events = project.ok(&["run", "w.yaml", "--json"]).events();
        let mut ends = events
            .iter()
            .filter(|event| event["event"] == "step_finished");
        let end = ends.find(|event| event["step"] == "convert").unwrap();
        (
            end["outcome"].as_str().unwrap().to_owned(),
            end["counts"]["rows_kept"].as_u64().unwrap(),
        )
    };
    assert_eq!(kept(), ("ran".to_owned(), 2));
    assert_eq!(kept(), ("reused".to_owned(), 2));
    project.write("area.json", &area.replace("42", "43"));
    assert_eq!(kept(), ("ran".to_owned(), 2));
}
