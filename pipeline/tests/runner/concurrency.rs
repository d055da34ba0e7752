//! Several runs at once: one works, the others wait or go away.

use crate::harness::{Project, Ran};

#[test]
fn a_second_run_ends_with_4_or_waits() {
    let project = Project::chain();
    project.edit(
        "w.yaml",
        "echo first >> log;",
        "echo first >> log; touch started; while [ ! -e go ]; do sleep 0.01; done;",
    );
    let first = project.spawn(&["run", "w.yaml"]);
    while !project.path("started").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let second = project.run(&["run", "w.yaml"]);
    assert_eq!(second.code, Some(4));
    assert!(
        second
            .stderr
            .starts_with("error: another run holds the cache (`"),
        "{}",
        second.stderr
    );
    assert!(
        second.stderr.ends_with("hint: --wait waits for it\n"),
        "{}",
        second.stderr
    );
    assert_eq!(project.run(&["cache", "gc"]).code, Some(4));
    assert_eq!(
        project.run(&["status", "w.yaml"]).code,
        Some(0),
        "looking needs no lock"
    );
    let waiting = project.spawn(&["run", "w.yaml", "--wait"]);
    project.write("go", "");
    assert_eq!(first.wait_with_output().unwrap().status.code(), Some(0));
    let waited = Ran::of(waiting.wait_with_output().unwrap());
    assert_eq!(waited.code, Some(0));
    assert!(waited.stdout.contains("nothing to do"), "{}", waited.stdout);
    assert_eq!(project.ran_steps(), ["beside", "first", "second", "third"]);
}

#[test]
fn ten_runs_at_once_run_each_step_once() {
    let project = Project::chain();
    let runs: Vec<_> = (0..10)
        .map(|_| project.spawn(&["run", "w.yaml", "--wait"]))
        .collect();
    for run in runs {
        let ran = Ran::of(run.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    }
    assert_eq!(project.ran_steps(), ["beside", "first", "second", "third"]);
}
