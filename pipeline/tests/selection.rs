//! Rows and categories that a workflow chooses: the account of them from the run to the page.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod project;

use project::{HEADER, Project, WORKFLOW};
use serde_json::{Value, json};

/// The files of [`Project::csv`] with thefts at every place and burglaries at two.
fn city(workflow: &str) -> Project {
    let project = Project::new();
    project.csv("in.csv", 900, 1);
    let thefts = String::from_utf8(project.read("in.csv")).unwrap();
    let mut text = thefts.clone();
    for line in thefts.lines().skip(1) {
        if line.contains(",41.3005") || line.contains(",41.4005") {
            text += &line.replace("THEFT", "BURGLARY");
            text.push('\n');
        }
    }
    project.write("in.csv", text);
    project.write("city.yaml", workflow);
    project
}

/// The workflow with more parameters for one step.
fn with(workflow: &str, step: &str, parameters: &str) -> String {
    let (from, to) = match step {
        "convert" => (
            "    input: in.csv\n",
            format!("    input: in.csv\n    {parameters}\n"),
        ),
        step => (
            &*format!("uses: {step}, "),
            format!("uses: {step}, {parameters}, "),
        ),
    };
    assert!(workflow.contains(from));
    workflow.replacen(from, &to, 1)
}

fn counts(project: &Project) -> Value {
    project.json("artifacts/city/current/manifest.json")["counts"].clone()
}

const ROWS: u64 = 900 * (15 + 9);

#[test]
fn what_a_rule_leaves_out_is_counted_from_the_run_to_the_manifest() {
    let project = city(&with(WORKFLOW, "convert", "keep: { kind: BURG* }"));
    let ran = project.hotcast(&["run", "city.yaml"]);
    ran.succeeds();
    let said = format!("{}{}", ran.stdout, ran.stderr);
    let left_out = "13500 of 21600 rows are left out: 13500 by `keep` of `kind`";
    assert!(said.contains(left_out), "{said}");
    let counts = counts(&project);
    assert_eq!(counts["rows_in"], ROWS);
    assert_eq!(counts["rows_left_out"], 13_500);
    assert_eq!(counts["rows_kept"], 8_100);
    assert_eq!(counts["rows_rejected"], 0);
    assert_eq!(counts["rows_filtered"], 0);
    assert_eq!(counts["incidents"], 8_100.0);
}

#[test]
fn a_value_that_no_row_has_is_answered_with_the_closest() {
    let project = city(&with(
        WORKFLOW,
        "convert",
        "keep: { kind: [BURGLERY, THEFT] }",
    ));
    let ran = project.hotcast(&["run", "city.yaml", "convert"]);
    ran.succeeds();
    let said = format!("{}{}", ran.stdout, ran.stderr);
    let warning = "warning: no row has `kind` = `BURGLERY`: did you mean `BURGLARY`? \
                   the most frequent values are `THEFT` (13500), `BURGLARY` (8100)";
    assert!(said.contains(warning), "{said}");
}

#[test]
fn a_value_is_sought_in_all_files_before_it_is_missed() {
    let workflow = with(WORKFLOW, "convert", "keep: { kind: [BURGLARY, THEFT] }")
        .replace("input: in.csv", "input: [in.csv, more.csv]");
    let project = city(&workflow);
    project.csv("more.csv", 3, 1);
    let ran = project.hotcast(&["run", "city.yaml", "convert"]);
    ran.succeeds();
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(!said.contains("no row has"), "{said}");
}

#[test]
fn rules_that_leave_nothing_are_an_error_that_names_what_there_is() {
    let project = city(&with(WORKFLOW, "convert", "keep: { kind: burglary }"));
    project.hotcast(&["run", "city.yaml"]).fails_with(
        1,
        &[
            "`keep` and `drop` leave out all 21600 rows, 21600 of them by `keep` of `kind`",
            "the most frequent values are `THEFT` (13500), `BURGLARY` (8100)",
            "did you mean `BURGLARY`?",
            "max_reject_share: 1",
        ],
    );
}

#[test]
fn rules_in_a_workflow_are_read_as_they_are_written() {
    let workflow = with(
        WORKFLOW,
        "convert",
        "keep: { code: [007, 1.10, true] }\n    nulls: [NULL]",
    );
    let project = Project::new();
    project.write("city.yaml", workflow);
    let row = |code: &str| format!("2020-01-01 12:00:00,41.1,-87.1,A,{code}\n");
    let rows: String = ["007", "7", "1.10", "1.1", "true", "NULL"]
        .map(row)
        .concat();
    project.write("in.csv", format!("{HEADER},code\n{rows}"));
    let ran = project.hotcast(&["run", "city.yaml", "convert"]);
    ran.succeeds();
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(said.contains("3 of 6 rows are left out"), "{said}");
}

#[test]
fn mistakes_in_rules_are_wrong_usage() {
    for (parameters, said) in [
        ("keep: { kind: [] }", "the list for `kind` is empty"),
        ("keep: { kind: null }", "a value, a list of values"),
        (
            "extra: [id]",
            "`id` is the name of a column of every incident",
        ),
        (
            "extra: { code: number }",
            "`text`, `int`, `float`, `bool`, `date`",
        ),
    ] {
        let project = city(&with(WORKFLOW, "convert", parameters));
        project
            .hotcast(&["run", "city.yaml"])
            .fails_with(2, &[said, "city.yaml:7"]);
    }
}

#[test]
fn carried_columns_run_no_later_step_again() {
    let project = city(WORKFLOW);
    project.hotcast(&["run", "city.yaml"]).succeeds();
    project.write("city.yaml", with(WORKFLOW, "convert", "extra: [kind]"));
    let ran = project.hotcast(&["run", "city.yaml", "--json"]);
    ran.succeeds();
    let finished = ran
        .stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let ran: Vec<Value> = finished
        .filter(|event| event["event"] == "step_finished" && event["outcome"] == "ran")
        .map(|event| event["step"].clone())
        .collect();
    assert_eq!(ran, ["convert"]);
}

#[test]
fn categories_are_chosen_after_convert_and_accounted_for() {
    let chosen = "categories: [BURGLARY]";
    let workflow = with(&with(WORKFLOW, "cluster", chosen), "series", chosen);
    let project = city(&workflow);
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let all = counts(&project);
    assert_eq!(all["rows_kept"], ROWS);
    assert_eq!(all["rows_filtered"], 13_500);
    assert_eq!(all["incidents"], 8_100.0);
    assert!(all.get("rows_left_out").is_none());
    // The same as if the source had nothing else.
    let hotspots = project.read("artifacts/city/current/hotspots.geojson");
    let only = city(&with(WORKFLOW, "convert", "keep: { kind: BURGLARY }"));
    only.hotcast(&["run", "city.yaml"]).succeeds();
    assert_eq!(
        hotspots,
        only.read("artifacts/city/current/hotspots.geojson")
    );
}

#[test]
fn a_category_that_never_occurs_is_pointed_out() {
    let workflow = with(WORKFLOW, "cluster", "exclude_categories: [BURGLERY]");
    let project = city(&workflow);
    let ran = project.hotcast(&["run", "city.yaml", "cluster"]);
    ran.succeeds();
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(
        said.contains("no row has `category` = `BURGLERY`: did you mean `BURGLARY`?"),
        "{said}"
    );
    let project = city(&with(WORKFLOW, "cluster", "categories: [ARSON]"));
    project
        .hotcast(&["run", "city.yaml", "cluster"])
        .fails_with(
            1,
            &[
                "none of 21600 incidents is of the `categories` that count",
                "`THEFT` (13500)",
            ],
        );
}

#[test]
fn hotspots_are_scored_on_the_categories_that_they_are_of() {
    let chosen = "categories: [BURGLARY]";
    let scored = with(
        WORKFLOW,
        "evaluate",
        "incidents: convert, hotspots: cluster",
    );
    let project = city(&with(&scored, "cluster", chosen));
    project
        .hotcast(&["run", "city.yaml"])
        .fails_with(1, &["other categories", "give this step the `categories`"]);
    project.write(
        "city.yaml",
        with(&with(&scored, "cluster", chosen), "evaluate", chosen),
    );
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let evaluation = project.json("artifacts/city/current/evaluation.json");
    assert_ne!(evaluation["hotspot_quality"], json!(null));
}
