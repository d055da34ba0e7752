//! What commands print is kept, shown with a failure, and shown on request.

use std::time::{Duration, Instant};

use crate::harness::{Project, Ran};
use crate::interruption::wait_for;

const TALKING: &str = "version: 1\nname: w\nsteps:\n  talk:\n    uses: command\n    run: 'echo out-1; sleep 0.4; echo err-1 >&2; sleep 0.4; echo out-2; echo x > {outputs.o}'\n    outputs: { o: o.txt }\n  quiet:\n    uses: command\n    run: 'echo y > {outputs.o}'\n    outputs: { o: q.txt }\n";

#[test]
fn both_streams_are_kept_in_the_order_of_time() {
    let project = Project::new();
    project.write("w.yaml", TALKING);
    project.ok(&["run", "w.yaml"]);
    let shown = project.ok(&["logs", "last", "talk"]).stdout;
    assert_eq!(shown, "out-1\nerr-1\nout-2\n");
    assert_eq!(project.ok(&["logs", "talk"]).stdout, shown);
    assert_eq!(
        project.ok(&["logs"]).stdout,
        "talk  │ out-1\ntalk  │ err-1\ntalk  │ out-2\n"
    );
    assert_eq!(project.ok(&["logs", "last", "quiet"]).stdout, "");
    let json = project.ok(&["logs", "last", "talk", "--json"]).events();
    assert_eq!(json[1]["stream"], "stderr");
    assert_eq!(json[1]["text"], "err-1");
    let ran = project.run(&["logs", "last", "nosuch"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("has no step `nosuch`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_log_of_a_result_that_is_used_again_is_that_of_the_run_that_computed_it() {
    let project = Project::new();
    project.write("w.yaml", TALKING);
    project.ok(&["run", "w.yaml"]);
    project.ok(&["run", "w.yaml"]);
    assert_eq!(
        project
            .ok(&["runs", "--json"])
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        project.ok(&["logs", "last", "talk"]).stdout,
        "out-1\nerr-1\nout-2\n"
    );
}

#[test]
fn a_failure_shows_the_last_lines_of_both_streams_without_control_codes() {
    let project = Project::new();
    project.write("w.yaml", "version: 1\nname: w\nsteps:\n  a:\n    uses: command\n    run: [bash, ./talk.sh]\n    outputs: { o: o.txt }\n");
    project.write("talk.sh", "for n in $(seq 30); do echo out-$n; done\nsleep 0.1\nprintf '\\033[31mred\\033[0m\\n' >&2\nsleep 0.1\nprintf '1 %%\\r2 %%\\rdone\\n'\nexit 3\n");
    let ran = project.run(&["run", "w.yaml"]);
    assert_eq!(ran.code, Some(1));
    let lines: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|line| line.starts_with("    "))
        .collect();
    assert_eq!(lines.len(), 20, "{}", ran.stdout);
    assert_eq!(lines[0], "    out-13");
    assert_eq!(lines[18..], ["    red", "    done"]);
    let raw = project.ok(&["logs", "last", "a", "--raw"]).stdout;
    assert!(raw.contains("\u{1b}[31mred"), "{raw}");
    assert!(!project.ok(&["logs", "last", "a"]).stdout.contains('\u{1b}'));
}

#[test]
fn live_output_is_shown_on_request() {
    let project = Project::new();
    project.write("w.yaml", TALKING);
    let ran = project.ok(&["run", "w.yaml", "--live"]);
    assert!(
        ran.stdout.contains("talk  │ err-1\ntalk  │ out-2\n"),
        "{}",
        ran.stdout
    );
    let ran = project.ok(&["run", "w.yaml", "--live", "--json", "--no-cache"]);
    let printed: Vec<_> = ran
        .events()
        .into_iter()
        .filter(|event| event["event"] == "printed")
        .collect();
    assert_eq!(printed.len(), 3);
    assert_eq!(
        (&printed[1]["stream"], &printed[1]["text"]),
        (&"stderr".into(), &"err-1".into())
    );
    assert!(
        !project
            .ok(&["run", "w.yaml", "--no-cache"])
            .stdout
            .contains('│')
    );
}

#[test]
fn a_log_can_be_followed_to_the_end_of_its_run() {
    let project = Project::new();
    project.write("w.yaml", "version: 1\nname: w\nsteps:\n  a:\n    uses: command\n    run: 'echo begun; touch started; while [ ! -e go ]; do sleep 0.02; done; echo ended; echo x > {outputs.o}'\n    outputs: { o: o.txt }\n");
    let run = project.spawn(&["run", "w.yaml"]);
    wait_for(&project.path("started"));
    let follow = project.spawn(&["logs", "--follow"]);
    std::thread::sleep(Duration::from_millis(300));
    project.write("go", "");
    assert_eq!(Ran::of(run.wait_with_output().unwrap()).code, Some(0));
    let started = Instant::now();
    let followed = Ran::of(follow.wait_with_output().unwrap());
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!(followed.stdout, "a │ begun\na │ ended\n");
}

#[test]
fn a_flood_of_output_costs_little_disk_and_a_line_without_an_end_little_memory() {
    let project = Project::new();
    project.write("w.yaml", "version: 1\nname: w\nsteps:\n  a: { uses: command, run: 'head -c 60000000 /dev/zero; echo; echo x > {outputs.o}', outputs: { o: o.txt } }\n  b: { uses: command, run: 'seq 1000000; echo x > {outputs.o}', outputs: { o: p.txt } }\n");
    project.ok(&["run", "w.yaml"]);
    let bytes: usize = project
        .files(".hotcast/logs")
        .iter()
        .map(|(_, bytes)| bytes.len())
        .sum();
    assert!(bytes < 11 << 20, "{bytes}");
    let shown = project.ok(&["logs", "last", "b"]).stdout;
    assert!(shown.starts_with("1\n2\n") && shown.ends_with("\n1000000\n"));
    assert_eq!(shown.matches("lines omitted").count(), 1);
    let shown = project.ok(&["logs", "last", "a", "--raw"]).stdout;
    assert!(
        shown.ends_with(" more bytes of this line]\n"),
        "{}",
        shown.len()
    );
}

#[test]
fn old_logs_are_collected_with_the_garbage() {
    let project = Project::new();
    project.write("w.yaml", TALKING);
    project.ok(&["run", "w.yaml"]);
    project.ok(&["cache", "gc", "--max-age", "1h"]);
    assert!(!project.files(".hotcast/logs").is_empty());
    std::thread::sleep(Duration::from_millis(20));
    project.ok(&["cache", "gc", "--max-age", "0s"]);
    assert!(project.files(".hotcast/logs").is_empty());
}
