//! Ctrl-C ends a run within a second, with code 130 and nothing left behind.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::harness::{Project, Ran};

#[test]
fn an_interrupted_run_ends_with_130_at_once_and_keeps_what_was_done() {
    let project = Project::chain();
    project.edit(
        "w.yaml",
        "echo second >> log;",
        "echo second >> log; touch started; sleep 60;",
    );
    let child = project.spawn(&["run", "w.yaml", "-j", "1"]);
    while !project.path("started").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let started = Instant::now();
    assert!(
        Command::new("sh")
            .arg("-c")
            .arg(format!("kill -INT {}", child.id()))
            .status()
            .unwrap()
            .success()
    );
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(ran.code, Some(130), "{}", ran.stderr);
    assert!(project.files(".hotcast/tmp").is_empty());
    project.ran_steps();
    project.edit("w.yaml", " touch started; sleep 60;", "");
    project.ok(&["run", "w.yaml"]);
    assert!(!project.ran_steps().contains(&"first".to_owned()));
}
