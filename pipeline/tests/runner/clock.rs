//! The clock is moved by a year, by the program `faketime` where it is installed.

use std::process::Command;

use serde_json::Value;

use crate::harness::{Project, Ran, skipped};

/// Runs `hotcast` with the clock moved; `None` without `faketime`.
fn at(project: &Project, shift: &str, args: &[&str]) -> Option<Ran> {
    let mut command = Command::new("faketime");
    command
        .args(["-f", shift, env!("CARGO_BIN_EXE_hotcast")])
        .args(args)
        .current_dir(project.path(""))
        .env("DONT_FAKE_MONOTONIC", "1");
    match command.output() {
        Ok(output) => Some(Ran::of(output)),
        Err(error) => {
            skipped(&format!("`faketime` cannot be run: {error}"));
            None
        }
    }
}

/// When the runs began by their clocks, in milliseconds since 1970.
fn starts(project: &Project) -> Vec<i64> {
    let runs = project.ok(&["runs", "--json"]).json();
    let started = |run: &Value| run["started_ms"].as_i64().unwrap();
    runs.as_array().unwrap().iter().map(started).collect()
}

#[test]
fn a_clock_a_year_ahead_or_behind_neither_reruns_nor_hides_an_edit() {
    let project = Project::chain();
    project.ok(&["run", "w.yaml"]);
    project.ran_steps();
    for (shift, word) in [("+365d", "three\n"), ("-365d", "four\n")] {
        let Some(same) = at(&project, shift, &["run", "w.yaml"]) else {
            return;
        };
        assert_eq!(same.code, Some(0), "{}", same.stderr);
        assert!(project.ran_steps().is_empty(), "{shift}");

        project.write("in/b.txt", word);
        let edited = at(&project, shift, &["run", "w.yaml"]);
        assert_eq!(edited.and_then(|ran| ran.code), Some(0), "{shift}");
        assert_eq!(project.ran_steps(), ["first", "second", "third"], "{shift}");

        // Nothing that the last state needs is old enough to go, whatever the clock says.
        let collected = at(&project, shift, &["cache", "gc", "--max-age", "1d"]);
        assert_eq!(collected.and_then(|ran| ran.code), Some(0), "{shift}");
        project.ok(&["run", "w.yaml"]);
        assert!(project.ran_steps().is_empty(), "{shift}, and back");
    }
    let starts = starts(&project);
    let (first, last) = (starts.iter().min().unwrap(), starts.iter().max().unwrap());
    assert!(
        last - first > 700 * 86_400_000,
        "the clock was not moved: {starts:?}"
    );
}
