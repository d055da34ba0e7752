//! Input that cannot be used: a clear message and the documented exit code.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod project;

use std::net::TcpListener;

use project::{HEADER, Project, WORKFLOW};

fn with(csv: &str) -> Project {
    let project = Project::new();
    project.write("city.yaml", WORKFLOW);
    project.write("in.csv", csv);
    project
}

#[test]
fn a_missing_column_is_named_with_those_that_exist() {
    let project = with("when,latitude,lon,kind\n2020-01-01 12:00:00,41.9,-87.6,THEFT\n");
    project
        .hotcast(&["run", "city.yaml"])
        .fails_with(1, &["in.csv", "line 1", "`lat`", "`latitude`", "hint: "]);
}

#[test]
fn dates_of_another_format_are_shown_with_the_one_expected() {
    let project = with(&format!(
        "{HEADER}\n01/02/2020 12:00,41.9,-87.6,THEFT\n01/03/2020 12:00,41.9,-87.6,THEFT\n"
    ));
    project.hotcast(&["run", "city.yaml"]).fails_with(
        1,
        &[
            "in.csv",
            "line 2",
            "`when`",
            "`01/02/2020 12:00`",
            "%Y-%m-%d %H:%M:%S",
            "hint: ",
        ],
    );
}

#[test]
fn hours_alone_are_not_taken_for_minutes() {
    let row = |n: u32| format!("2020-01-{:02},{},41.9,-87.6\n", n % 28 + 1, n % 24);
    let rows: String = (0..48).map(row).collect();
    let project = with(&format!("day,hour,lat,lon\n{rows}"));
    let workflow = WORKFLOW.replace("time: when", "date: day, clock: hour");
    let workflow = workflow.replace(", category: kind", "");
    let workflow = workflow.replace("%Y-%m-%d %H:%M:%S", "%Y-%m-%d");
    let convert = |format: &str| {
        let input = "input: in.csv\n";
        project.write(
            "city.yaml",
            workflow.replacen(input, &format!("{input}{format}"), 1),
        );
        project.hotcast(&["run", "city.yaml", "convert"])
    };
    convert("").fails_with(
        1,
        &[
            "all values of `hour` are from 0 to 24: hours, or minutes past midnight?",
            "hint: `clock_format: \"%H\"` reads 13 as 13:00, `clock_format: hhmm` as 0:13",
        ],
    );
    convert("    clock_format: \"%H\"\n").succeeds();
    convert("    clock_format: hhmm\n").succeeds();
    // One clock that cannot be an hour tells what the others are.
    project.write(
        "in.csv",
        format!("day,hour,lat,lon\n{rows}2020-01-02,1430,41.9,-87.6\n"),
    );
    convert("").succeeds();
}

#[test]
fn an_empty_file_is_an_error() {
    with("")
        .hotcast(&["run", "city.yaml"])
        .fails_with(1, &["in.csv", "empty"]);
}

#[test]
fn a_file_with_a_header_alone_gives_no_hotspots_and_says_so() {
    let project = with(&format!("{HEADER}\n"));
    project
        .hotcast(&["run", "city.yaml"])
        .fails_with(1, &["cluster", "there are no incidents", "hint: "]);
}

#[test]
fn a_file_cut_in_the_middle_of_a_row_loses_that_row_and_counts_it() {
    let project = Project::new();
    project.write("city.yaml", WORKFLOW);
    project.csv("in.csv", 900, 1);
    let whole = project.read("in.csv");
    let rows = whole.iter().filter(|byte| **byte == b'\n').count() as u64 - 1;
    project.write("in.csv", &whole[..whole.len() - 12]);
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let counts = &project.json("artifacts/city/current/manifest.json")["counts"];
    assert_eq!(counts["rows_in"], rows);
    assert_eq!(counts["rows_kept"], rows - 1);
    assert_eq!(counts["rows_rejected"], 1);
}

#[test]
fn an_input_that_does_not_exist_is_named() {
    let project = Project::new();
    project.write("city.yaml", WORKFLOW);
    project.hotcast(&["run", "city.yaml"]).fails_with(
        1,
        &["no file matches `in.csv`", "hint: paths are relative to"],
    );
}

#[test]
fn an_input_that_cannot_be_read_is_named() {
    let project = Project::new();
    project.write("city.yaml", WORKFLOW.replace("in.csv", "in.csv.gz"));
    // Not every user is stopped by permissions; damaged compression stops everyone.
    project.write("in.csv.gz", b"\x1f\x8b\x08\x00 not compressed at all");
    project
        .hotcast(&["run", "city.yaml"])
        .fails_with(1, &["in.csv.gz"]);
}

#[test]
fn a_workflow_that_does_not_exist_is_wrong_usage() {
    Project::new()
        .hotcast(&["run", "absent.yaml"])
        .fails_with(2, &["`absent.yaml`"]);
}

#[test]
fn an_unknown_field_is_shown_in_its_line_with_the_nearest_name() {
    let project = with(HEADER);
    project.write(
        "city.yaml",
        WORKFLOW.replace("quantile: 0.4", "quantil: 0.4"),
    );
    project
        .hotcast(&["run", "city.yaml"])
        .fails_with(2, &["city.yaml", "quantil", "`quantile`", "^"]);
}

#[test]
fn a_cycle_is_shown_beside_other_mistakes() {
    let project = with(HEADER);
    project.write(
        "city.yaml",
        WORKFLOW.replace("evaluate, series: series", "evaluate, series: export"),
    );
    project.hotcast(&["run", "city.yaml"]).fails_with(
        2,
        &["export → evaluate → export", "city.yaml:12", "^", "hint: "],
    );
    assert!(!project.path(".hotcast/runs").exists(), "something ran");
}

#[test]
fn a_cycle_is_shown_before_anything_runs() {
    let project = with(HEADER);
    let step = |name: &str, input: &str| {
        format!(
            "  {name}: {{ uses: command, run: [cat, '{{inputs.x}}'], inputs: {{ x: {input} }}, outputs: {{ o: {name}.json }} }}\n"
        )
    };
    project.write(
        "city.yaml",
        format!(
            "version: 1\nname: city\nsteps:\n{}{}",
            step("a", "b"),
            step("b", "a")
        ),
    );
    project
        .hotcast(&["run", "city.yaml"])
        .fails_with(2, &["a → b → a", "city.yaml:4", "^", "hint: "]);
    assert!(!project.path(".hotcast/runs").exists(), "something ran");
}

#[test]
fn a_port_in_use_is_an_error_with_a_hint() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let ended = Project::new().hotcast(&["serve", "--listen", &listen]);
    ended.fails_with(
        1,
        &[
            &format!("cannot listen on `{listen}`"),
            "hint: another program listens there",
        ],
    );
}
