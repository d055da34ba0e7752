//! Runs are kept, listed, compared and drawn.

use crate::harness::Project;

#[test]
fn runs_are_listed_shown_and_compared() {
    let project = Project::chain();
    project.ok(&["run", "w.yaml"]);
    project.ok(&["run", "w.yaml", "--set", "word=beta"]);
    let runs = project.ok(&["runs", "--json"]).json();
    assert_eq!(runs.as_array().unwrap().len(), 2);
    assert_eq!(
        (&runs[0]["outcome"], &runs[0]["workflow"]),
        (&"ran".into(), &"chain".into())
    );
    assert!(
        project
            .ok(&["runs", "last"])
            .stdout
            .contains("beside  up to date\n")
    );
    let (old, new) = (
        runs[1]["run"].as_str().unwrap(),
        runs[0]["run"].as_str().unwrap(),
    );
    let diff = project.ok(&["diff", old, new]).stdout;
    assert!(diff.contains("beside  unchanged ("), "{diff}");
    assert!(
        diff.contains("first  differs; parameters run; outputs out ("),
        "{diff}"
    );
    assert!(
        diff.contains("second  differs; inputs inputs.first; outputs out ("),
        "{diff}"
    );
    assert!(
        diff.contains("\n  parameter `run`: \"echo first") && diff.contains(" → "),
        "{diff}"
    );
    assert_eq!(project.run(&["diff", "none", "last"]).code, Some(2));
}

#[test]
fn a_run_as_events_begins_and_ends_and_is_what_the_log_keeps() {
    let project = Project::chain();
    let events = project.ok(&["run", "w.yaml", "--json"]).events();
    assert_eq!(events.first().unwrap()["event"], "run_started");
    assert_eq!(events.last().unwrap()["event"], "run_finished");
    assert_eq!(
        project
            .ok(&["runs", "last", "--json"])
            .json()
            .as_array()
            .unwrap(),
        &events
    );
}

#[test]
fn the_graph_is_drawn_in_every_format() {
    let project = Project::chain();
    let mermaid = project.ok(&["graph", "w.yaml"]).stdout;
    assert!(
        mermaid.starts_with("flowchart LR\n") && mermaid.contains(" -- out --> "),
        "{mermaid}"
    );
    let dot = project.ok(&["graph", "w.yaml", "--format", "dot"]).stdout;
    assert!(
        dot.starts_with("digraph \"chain\" {\n")
            && dot.contains("\"first\" -> \"second\" [label=\"out\"];"),
        "{dot}"
    );
    let json = project.ok(&["graph", "w.yaml", "--json"]).json();
    assert_eq!(
        (
            json["steps"].as_array().unwrap().len(),
            json["edges"].as_array().unwrap().len()
        ),
        (4, 2)
    );
    assert_eq!(
        project.run(&["graph", "w.yaml", "--format", "html"]).code,
        Some(2),
        "nothing has run"
    );
    project.ok(&["run", "w.yaml"]);
    project.ok(&["graph", "w.yaml", "--format", "html", "-o", "report.html"]);
    let html = project.read("report.html");
    assert!(
        html.starts_with("<!doctype html>")
            && html.contains("<svg")
            && html.contains("class=\"ran\""),
        "{html}"
    );
    assert!(
        !html.contains("http"),
        "a report needs nothing from elsewhere"
    );
}

#[test]
fn a_reader_who_has_seen_enough_stops_a_report_without_an_error() {
    let project = Project::chain();
    project.ok(&["run", "w.yaml"]);
    let values: String = (0..60).map(|t| format!("{}\n", (t * 7) % 11)).collect();
    project.write("series.csv", &format!("value\n{values}"));
    project.ok(&["fit", "series.csv", "--model", "model.json"]);
    for args in [
        &["schema"][..],
        &["fit", "series.csv", "--horizon", "3"],
        &["forecast", "model.json", "--horizon", "3"],
        &["forecast", "model.json", "--horizon", "3", "--json"],
        &["status", "w.yaml"],
        &["graph", "w.yaml"],
        &["runs"],
        &["cache", "ls"],
        &["explain", "w.yaml", "first"],
        &["validate", "w.yaml"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = project.command(args).stdout(writer).output().unwrap();
        assert_eq!(
            (
                ended.status.code(),
                String::from_utf8_lossy(&ended.stderr).as_ref()
            ),
            (Some(0), ""),
            "{args:?}"
        );
    }
}
