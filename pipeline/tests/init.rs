//! `hotcast init` and `hotcast rejects` with the real program, at a terminal and without one.
#![allow(clippy::unwrap_used)]

mod project;

use std::fmt::Write as _;

use project::Project;

/// A city of ordinary dates, with some rows that cannot be used.
fn city(project: &Project) {
    let mut text = "id,occurred,latitude,longitude,offense\n".to_owned();
    for n in 0..6_000 {
        let (day, month, year) = (1 + n % 28, 1 + n / 28 % 12, 2018 + n % 4);
        let place = n % 40;
        let lat = match n % 200 {
            7 => "x".to_owned(),
            _ => format!("41.{place:02}05", place = 70 + place / 2),
        };
        let kind = ["THEFT", "FRAUD", "ARSON"][n % 3];
        writeln!(text, "{n},{month}/{day}/{year} 10:15,{lat},-87.6505,{kind}").unwrap();
    }
    project.write("chicago_crimes.csv", text);
}

#[test]
fn a_workflow_is_written_once_and_runs_as_it_stands() {
    let project = Project::new();
    city(&project);
    let init = project.hotcast(&["init", "chicago_crimes.csv", "--yes"]);
    init.succeeds();
    assert!(
        init.stdout
            .contains("trial: 5,970 of 6,000 rows kept (99.5 %)"),
        "{}",
        init.stdout
    );
    assert!(
        init.stdout
            .contains("unparsable coordinates in `latitude`, chicago_crimes.csv line 9: 7,"),
        "{}",
        init.stdout
    );
    let written = project.read("chicago-crimes.yaml");
    project
        .hotcast(&[
            "init",
            "chicago_crimes.csv",
            "--name",
            "chicago-crimes",
            "--yes",
        ])
        .fails_with(
            2,
            &[
                "`chicago-crimes.yaml` exists already",
                "nothing is overwritten",
            ],
        );
    assert_eq!(project.read("chicago-crimes.yaml"), written);

    project.hotcast(&["run", "chicago-crimes.yaml"]).succeeds();
    let published = |file: &str| project.json(&format!("artifacts/chicago-crimes/current/{file}"));
    assert!(published("evaluation.json").is_object());
    let hotspots = published("hotspots.geojson");
    assert!(!hotspots["features"].as_array().unwrap().is_empty());
}

#[test]
fn rejected_rows_are_shown_by_reason_and_as_csv() {
    let project = Project::new();
    city(&project);
    project
        .hotcast(&["init", "chicago_crimes.csv", "--yes", "-o", "w.yaml"])
        .succeeds();
    project.hotcast(&["rejects", "w.yaml"]).fails_with(
        1,
        &[
            "no `convert` of workflow `chicago-crimes` has run yet",
            "hotcast run w.yaml",
        ],
    );
    project.hotcast(&["run", "w.yaml", "convert"]).succeeds();
    let rejects = project.hotcast(&["rejects", "w.yaml", "--limit", "2"]);
    rejects.succeeds();
    assert!(
        rejects.stdout.starts_with("convert: chicago_crimes.csv line 9: unparsable_coordinates in `latitude`\n  7,1/8/2021 10:15,x,-87.6505,FRAUD\n"),
        "{}",
        rejects.stdout
    );
    assert!(
        rejects
            .stdout
            .ends_with("2 shown of 30 rejected rows: 30 unparsable_coordinates\n"),
        "{}",
        rejects.stdout
    );
    let csv = project.hotcast(&["rejects", "w.yaml", "--csv", "--limit", "1"]);
    csv.succeeds();
    assert_eq!(
        csv.stdout,
        "file,line,reason,field,raw\nchicago_crimes.csv,9,unparsable_coordinates,latitude,\"7,1/8/2021 10:15,x,-87.6505,FRAUD\"\n"
    );
    project
        .hotcast(&["rejects", "w.yaml", "--reason", "unparsable_tim"])
        .fails_with(
            2,
            &[
                "there is no reason `unparsable_tim`",
                "did you mean `unparsable_time`?",
            ],
        );
    let other = project.hotcast(&["rejects", "w.yaml", "--reason", "missing_time"]);
    assert!(
        other
            .succeeds()
            .stdout
            .starts_with("0 shown of 30 rejected rows"),
        "{}",
        other.stdout
    );
}

#[test]
fn the_workflow_goes_to_standard_output_on_request() {
    let project = Project::new();
    city(&project);
    let out = project.hotcast(&["init", "chicago_*.csv", "-o", "-"]);
    out.succeeds();
    assert!(out.stdout.starts_with("# Written by `hotcast init`"));
    assert!(
        out.stdout.contains("input: \"chicago_*.csv\""),
        "{}",
        out.stdout
    );
    assert!(!project.path("chicago-crimes.yaml").exists());
    project
        .hotcast(&["init", "nothing_*.csv"])
        .fails_with(1, &["no file matches `nothing_*.csv`"]);
}

/// Dates in which the day could be the month.
fn ambiguous(project: &Project) {
    let mut text = "id,date,latitude,longitude\n".to_owned();
    for n in 0..300 {
        let (a, b) = (1 + n % 12, 1 + n / 12 % 12);
        writeln!(text, "{n},{a:02}/{b:02}/2020,48.1{n:03},11.5505").unwrap();
    }
    project.write("a.csv", text);
}

#[test]
fn a_person_at_the_terminal_is_asked_and_answers_with_the_keys() {
    let project = Project::new();
    ambiguous(&project);
    // Without the standard input that the other tests close.
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_hotcast"));
    command.current_dir(project.path(""));
    command.args(["init", "a.csv", "--city", "Munich", "-o", "asked.yaml"]);
    let mut session = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
    session
        .exp_string("do not tell the order of day and month")
        .unwrap();
    session.exp_string("01/01/2020").unwrap();
    // One down, to the month first.
    session.send("\u{1b}[B\r").unwrap();
    session.flush().unwrap();
    session.exp_string("wrote asked.yaml").unwrap();
    session.exp_eof().unwrap();
    let asked = String::from_utf8(project.read("asked.yaml")).unwrap();
    assert!(asked.contains("time_format: \"%m/%d/%Y\""), "{asked}");
    assert!(!asked.contains("LIKELIEST"), "{asked}");
}

#[test]
fn without_a_terminal_the_likeliest_is_taken_and_marked() {
    let project = Project::new();
    ambiguous(&project);
    let init = project.hotcast(&["init", "a.csv", "--city", "Munich", "-o", "guessed.yaml"]);
    init.succeeds();
    assert!(
        init.stdout.contains("likeliest: the values fit each of"),
        "{}",
        init.stdout
    );
    let guessed = String::from_utf8(project.read("guessed.yaml")).unwrap();
    assert!(
        guessed.contains("LIKELIEST order of day and month"),
        "{guessed}"
    );
    assert!(guessed.contains("time_format: \"%d/%m/%Y\""), "{guessed}");
    let told = project.hotcast(&["init", "a.csv", "--date-order", "mdy", "-o", "-"]);
    assert!(
        told.succeeds().stdout.contains("time_format: \"%m/%d/%Y\""),
        "{}",
        told.stdout
    );
}
