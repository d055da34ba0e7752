//! The process is killed at every step of the commit protocol, and at random; the next run must make of it what a run without interruption makes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::harness::Project;

const RUN: &[&str] = &["run", "w.yaml", "-j", "1"];

fn clean_outputs() -> Vec<(PathBuf, Vec<u8>)> {
    let project = Project::chain();
    project.ok(RUN);
    project.files("out")
}

/// The steps whose record is in the store, by the command that they run.
fn recorded(project: &Project) -> BTreeSet<String> {
    let texts = project
        .files(".hotcast/actions")
        .into_iter()
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap());
    texts
        .filter_map(|text| {
            ["first", "second", "third", "beside"]
                .into_iter()
                .find(|name| text.contains(&format!("echo {name} >> log")))
                .map(str::to_owned)
        })
        .collect()
}

/// Runs again after a crash and checks that the outputs are right, finished work is not redone and nothing is left over.
fn recovers(project: &Project, clean: &[(PathBuf, Vec<u8>)], what: &str) {
    let finished = recorded(project);
    project.ran_steps();
    project.ok(RUN);
    let again: BTreeSet<String> = project.ran_steps().into_iter().collect();
    assert!(
        again.is_disjoint(&finished),
        "{what}: {again:?} ran again although {finished:?} were finished"
    );
    assert_eq!(project.files("out"), clean, "{what}");
    assert!(
        project.files(".hotcast/tmp").is_empty(),
        "{what}: something is left in tmp"
    );
    let verified = project.run(&["cache", "verify"]);
    assert_eq!(verified.code, Some(0), "{what}: {}", verified.stdout);
}

#[test]
fn a_kill_at_every_point_of_the_protocol_loses_nothing_that_was_finished() {
    let clean = clean_outputs();
    let mut points = BTreeSet::new();
    let mut n = 0;
    loop {
        n += 1;
        let project = Project::chain();
        let ran = project
            .command(RUN)
            .env("HOTCAST_FAULT", format!("*:{n}"))
            .output()
            .unwrap();
        if ran.status.success() {
            break;
        }
        let stderr = String::from_utf8(ran.stderr).unwrap();
        let point = stderr
            .lines()
            .find_map(|line| line.strip_prefix("fault: killed at "))
            .unwrap()
            .to_owned();
        recovers(&project, &clean, &format!("{point} (reached {n})"));
        points.insert(point);
    }
    eprintln!(
        "survived {} crashes at {} different points",
        n - 1,
        points.len()
    );
    for point in [
        "blob.staged",
        "blob.synced",
        "blob.renamed",
        "blob.committed",
        "action.staged",
        "action.synced",
        "action.renamed",
        "action.committed",
        "head.renamed",
        "publish.staged",
        "publish.swapped",
    ] {
        assert!(points.contains(point), "{point} was not reached");
    }
}

#[test]
fn kills_at_random_lose_nothing_that_was_finished() {
    let clean = clean_outputs();
    let started = Instant::now();
    let project = Project::chain();
    project.ok(RUN);
    let whole = started.elapsed();
    let rounds: u32 = std::env::var("HOTCAST_TEST_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(25);
    let mut killed = 0;
    // Multiples of the golden ratio spread over the length of a run without repeating.
    for round in 1..=rounds {
        let project = Project::chain();
        let mut child = project.spawn(RUN);
        sleep(whole.mul_f64((f64::from(round) * 0.618_034).fract()));
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        // A command that was running may outlive its run by a moment.
        sleep(Duration::from_millis(20));
        recovers(&project, &clean, &format!("round {round}"));
    }
    eprintln!("survived {killed} kills in {rounds} rounds");
    assert!(killed > 0, "no run was killed before its end");
}

#[test]
fn a_run_that_is_killed_again_and_again_gets_there() {
    let clean = clean_outputs();
    let project = Project::chain();
    let mut crashes = 0;
    // Each run dies at its tenth point, having got a little further than the one before.
    while !project
        .command(RUN)
        .env("HOTCAST_FAULT", "*:10")
        .output()
        .unwrap()
        .status
        .success()
    {
        crashes += 1;
        assert!(crashes < 50, "no progress");
    }
    assert!(crashes > 2);
    recovers(&project, &clean, "after many crashes");
}
