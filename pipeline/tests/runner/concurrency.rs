//! Several runs at once: one works, the others wait or go away.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

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
        std::thread::sleep(Duration::from_millis(5));
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
        second.stderr.ends_with("hint: use --wait to wait for it\n"),
        "{}",
        second.stderr
    );
    assert_eq!(project.run(&["cache", "verify"]).code, Some(4));
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

/// A run that is held up in its last step, having used results that no workflow's last state names.
fn held_up(project: &Project) -> std::process::Child {
    project.edit(
        "w.yaml",
        "echo third >> log;",
        "echo third >> log; if [ -e hold ]; then touch started; while [ ! -e go ]; do sleep 0.01; done; fi;",
    );
    for word in ["one", "two"] {
        project.ok(&["run", "w.yaml", "--set", &format!("word={word}")]);
    }
    project.ran_steps();
    project.write("hold", "");
    let run = project.spawn(&[
        "run", "w.yaml", "--set", "word=one", "--force", "third", "-j", "1",
    ]);
    while !project.path("started").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    run
}

#[test]
fn garbage_is_collected_beside_a_run_and_what_the_run_needs_stays() {
    let project = Project::chain();
    let run = held_up(&project);
    project.ok(&["run", "w.yaml", "-n", "--set", "word=two"]);
    let list = || project.ok(&["cache", "ls", "--json"]).json()["results"].clone();
    assert_eq!(list().as_array().unwrap().len(), 7);
    let collected = project
        .ok(&["cache", "gc", "--max-size", "0B", "--json"])
        .json();
    // Of the second run only what this run has not come to yet is needed: the state of the workflow is a mixture of both for now.
    let left = list();
    assert_eq!(
        left.as_array().unwrap().len() + collected["results"].as_array().unwrap().len(),
        7
    );
    assert!(
        collected["results"].as_array().unwrap().len() >= 2,
        "{collected}"
    );
    assert!(
        left.as_array()
            .unwrap()
            .iter()
            .all(|entry| entry["in_use"] == true)
    );
    project.write("go", "");
    let ran = Ran::of(run.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(project.ran_steps(), ["third"]);
    assert_eq!(project.run(&["cache", "verify"]).code, Some(0));
    project.ok(&["run", "w.yaml", "--set", "word=one"]);
    assert!(
        project.ran_steps().is_empty(),
        "all of the run's results stayed"
    );
}

#[test]
fn a_collector_that_never_rests_disturbs_no_run() {
    let project = Project::chain();
    let done = AtomicBool::new(false);
    let (collections, runs) = std::thread::scope(|scope| {
        let collector = scope.spawn(|| {
            let mut n = 0;
            while !done.load(Ordering::Relaxed) {
                project.ok(&["cache", "gc", "--max-size", "0B"]);
                n += 1;
            }
            n
        });
        let run = |round: usize| {
            let word = format!("word={}", ["one", "two", "three"][round % 3]);
            project.run(&["run", "w.yaml", "--set", &word])
        };
        let runs: Vec<Ran> = (0..30).map(run).collect();
        done.store(true, Ordering::Relaxed);
        (collector.join().unwrap(), runs)
    });
    for ran in runs {
        assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
        assert!(!ran.stdout.contains("damaged"), "{}", ran.stdout);
    }
    eprintln!("30 runs beside {collections} collections");
    assert!(collections > 3);
    assert_eq!(project.run(&["cache", "verify"]).code, Some(0));
    let clean = Project::chain();
    clean.ok(&["run", "w.yaml", "--set", "word=three"]);
    assert_eq!(project.files("out"), clean.files("out"));
}

#[test]
fn what_a_dead_run_has_pinned_is_garbage() {
    let project = Project::chain();
    let mut run = held_up(&project);
    run.kill().unwrap();
    run.wait().unwrap();
    let collected = project
        .ok(&["cache", "gc", "--max-size", "0B", "--json"])
        .json();
    assert!(collected["removed_bytes"].as_u64() > Some(0), "{collected}");
    assert!(project.files(".hotcast/tmp").is_empty());
    std::fs::remove_file(project.path("hold")).unwrap();
    project.ok(&["run", "w.yaml", "--set", "word=one"]);
    assert_eq!(project.run(&["cache", "verify"]).code, Some(0));
}
