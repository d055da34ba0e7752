//! Ctrl-C ends a run within a second, with code 130 and nothing left behind.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::harness::{Project, Ran};

pub(crate) fn send(signal: &str, pid: u32) {
    let sent = Command::new("sh")
        .arg("-c")
        .arg(format!("kill -{signal} {pid}"))
        .status();
    assert!(sent.unwrap().success());
}

pub(crate) fn wait_for(path: &Path) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !path.exists() {
        assert!(
            Instant::now() < deadline,
            "{} does not come",
            path.display()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn an_interrupted_run_ends_with_130_at_once_and_keeps_what_was_done() {
    let project = Project::chain();
    project.edit(
        "w.yaml",
        "echo second >> log;",
        "echo second >> log; touch started; sleep 60;",
    );
    let child = project.spawn(&["run", "w.yaml", "-j", "1"]);
    wait_for(&project.path("started"));
    let started = Instant::now();
    send("INT", child.id());
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert!(
        started.elapsed() < Duration::from_secs(1),
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

/// Whether a process lives; one that nobody has waited for yet does not.
pub(crate) fn lives(pid: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// The children that the second step starts, once they run.
fn with_children(project: &Project) {
    project.edit(
        "w.yaml",
        "echo second >> log;",
        "echo second >> log; sleep 60 & echo $! > background; sh -c \"echo \\$\\$ > foreground; touch started; sleep 60\";",
    );
}

fn children_end(project: &Project) {
    for name in ["background", "foreground"] {
        let pid = project.read(name).trim().to_owned();
        let deadline = Instant::now() + Duration::from_secs(5);
        while lives(&pid) {
            assert!(
                Instant::now() < deadline,
                "the {name} process outlives its run"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn what_a_command_has_started_ends_with_the_run_however_that_ends() {
    for signal in ["KILL", "INT", "TERM"] {
        let project = Project::chain();
        with_children(&project);
        let mut child = project.spawn(&["run", "w.yaml", "-j", "1"]);
        wait_for(&project.path("started"));
        assert!(lives(project.read("background").trim()));
        send(signal, child.id());
        child.wait().unwrap();
        children_end(&project);
    }
}

#[test]
fn what_a_command_leaves_running_ends_with_it() {
    let project = Project::new();
    project.write(
        "w.yaml",
        "version: 1\nname: w\nsteps:\n  a: { uses: command, run: 'sleep 60 & echo $! > background; cp background foreground; echo x > {outputs.o}', outputs: { o: o.txt } }\n",
    );
    let started = Instant::now();
    project.ok(&["run", "w.yaml"]);
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "it waited for it"
    );
    children_end(&project);
}

/// Waits until a step of the only run has started.
fn wait_for_step(project: &Project, step: &str) {
    let started = format!("\"event\":\"step_started\",\"step\":\"{step}\"");
    let deadline = Instant::now() + Duration::from_secs(60);
    let has_started = || {
        project
            .files(".hotcast/runs")
            .iter()
            .any(|(_, log)| String::from_utf8_lossy(log).contains(&started))
    };
    while !has_started() {
        assert!(Instant::now() < deadline, "{step} does not start");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_large_file_and_a_long_training_are_interrupted_at_once_and_go_on_later() {
    let project = Project::new();
    project.ok(&["sample", "in.csv", "--rows", "600000", "--seed", "3"]);
    project.write("w.yaml", "version: 1\nname: city\nsteps:\n  convert:\n    uses: convert\n    input: in.csv\n    columns: { time: Date, lat: Latitude, lon: Longitude }\n    time_format: '%m/%d/%Y %I:%M:%S %p'\n  cluster: { uses: cluster, incidents: convert, method: grid, cell_deg: 0.0025, quantile: 0.8 }\n  series: { uses: series, incidents: convert, hotspots: cluster, freq: week }\n  train: { uses: train, series: series, order: auto }\n");
    for (step, after_ms) in [("convert", 30), ("train", 600)] {
        drop(std::fs::remove_dir_all(project.path(".hotcast/runs")));
        let child = project.spawn(&["run", "w.yaml"]);
        wait_for_step(&project, step);
        std::thread::sleep(Duration::from_millis(after_ms));
        let started = Instant::now();
        send("INT", child.id());
        let ran = Ran::of(child.wait_with_output().unwrap());
        let took = started.elapsed();
        assert_eq!(ran.code, Some(130), "{step}: {}{}", ran.stdout, ran.stderr);
        assert!(took < Duration::from_secs(1), "{step}: {took:?}");
        assert!(project.files(".hotcast/tmp").is_empty(), "{step}");
        assert_eq!(project.run(&["cache", "verify"]).code, Some(0), "{step}");
    }
    // What was fitted before the interruption is in packs, although `train` has no result yet.
    assert!(!project.files(".hotcast/packs").is_empty());
}

#[test]
fn a_run_that_is_asked_twice_to_end_is_noted_as_interrupted_all_the_same() {
    for pause_ms in [0, 1, 3, 10] {
        let project = Project::chain();
        with_children(&project);
        let child = project.spawn(&["run", "w.yaml", "-j", "1"]);
        wait_for(&project.path("started"));
        send("INT", child.id());
        std::thread::sleep(Duration::from_millis(pause_ms));
        send("INT", child.id());
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(130), "{}", ran.stderr);
        assert!(project.files(".hotcast/tmp").is_empty());
        let runs = project.ok(&["runs", "--json"]).json();
        assert_eq!(runs[0]["outcome"], "interrupted", "{runs}");
        let log = String::from_utf8(project.files(".hotcast/runs")[0].1.clone()).unwrap();
        let ran = log.matches("\"outcome\":\"ran\"").count();
        assert!(log.contains(&format!("\"ran\":{ran},")), "{log}");
    }
}
