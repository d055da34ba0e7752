//! Values from the caller's environment reach their programs and nothing else.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use crate::harness::{Project, Ran};
use crate::interruption::{send, wait_for};

/// Two lines, so that programs print one line of it at a time.
const VALUE: &str = "correct-horse-battery\nsecond-line-staple";

/// What must be found nowhere.
const PARTS: [&str; 2] = ["correct-horse-battery", "second-line-staple"];

/// Prints the value on both streams, and once in two pieces.
const TALK: &str = r#"echo "has $TOKEN."; echo "err $TOKEN" >&2; printf "%s" "$${TOKEN:0:9}"; sleep 0.05; printf "%s\n" "$${TOKEN:9}""#;

fn workflow(then: &str, more: &str) -> String {
    format!(
        "version: 1\nname: w\nsteps:\n  talk:\n    uses: command\n    run: '{TALK}; echo talk >> log; {then} echo $${{#TOKEN}} > {{outputs.o}}'\n    env: {{ TOKEN: {{ from_env: HOTCAST_TEST_TOKEN }}, PLAIN: 7 }}\n    outputs: {{ o: out/o.txt }}\n{more}"
    )
}

fn run_with(project: &Project, value: &str, args: &[&str]) -> Ran {
    let mut command = project.command(args);
    Ran::of(command.env("HOTCAST_TEST_TOKEN", value).output().unwrap())
}

fn run(project: &Project, args: &[&str]) -> Ran {
    run_with(project, VALUE, args)
}

/// Looks through whatever is left of a run, and whatever it has said.
fn assert_hidden(project: &Project, said: &[&Ran]) {
    for (path, bytes) in project.files(".") {
        let text = String::from_utf8_lossy(&bytes);
        for part in PARTS {
            assert!(!text.contains(part), "{} holds `{part}`", path.display());
        }
    }
    for ran in said {
        for part in PARTS {
            assert!(!ran.stdout.contains(part), "{}", ran.stdout);
            assert!(!ran.stderr.contains(part), "{}", ran.stderr);
        }
    }
}

/// Everything that tells of past runs.
fn told(project: &Project) -> Vec<Ran> {
    let report = ["graph", "w.yaml", "--format", "html", "-o", "report.html"];
    let mut told = vec![project.ok(&report)];
    for args in [
        &["explain", "w.yaml", "talk"][..],
        &["explain", "w.yaml", "talk", "--json"],
        &["status", "w.yaml"],
        &["status", "w.yaml", "--json"],
        &["run", "w.yaml", "--dry-run", "--json"],
        &["runs"],
        &["runs", "last", "--json"],
        &["logs"],
        &["logs", "last", "talk", "--raw"],
        &["logs", "last", "talk", "--json"],
        &["cache", "ls", "--json"],
        &["graph", "w.yaml", "--json"],
    ] {
        told.push(run(project, args));
    }
    told
}

#[test]
fn a_value_is_found_nowhere_after_a_run_that_succeeds() {
    let project = Project::new();
    project.write("w.yaml", &workflow("", ""));
    let ran = run(&project, &["run", "w.yaml", "--live"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(project.read("out/o.txt"), format!("{}\n", VALUE.len()));
    let log = project.ok(&["logs", "last", "talk"]).stdout;
    let mut lines: Vec<&str> = log.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["***", "***", "***", "***.", "err ***", "has ***"]);
    let json = run(
        &project,
        &["run", "w.yaml", "--live", "--json", "--no-cache"],
    );
    assert_eq!(json.code, Some(0));
    let told = told(&project);
    assert_hidden(
        &project,
        &[&[&ran, &json][..], &told.iter().collect::<Vec<_>>()].concat(),
    );
}

#[test]
fn a_value_is_found_nowhere_after_a_run_that_fails() {
    let project = Project::new();
    project.write("w.yaml", &workflow("exit 3;", "    retries: 1\n"));
    let ran = run(&project, &["run", "w.yaml"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("has ***"), "{}", ran.stdout);
    let json = run(&project, &["run", "w.yaml", "--json"]);
    assert_eq!(json.code, Some(1));
    assert!(json.stdout.contains("err ***"), "{}", json.stdout);
    let told = told(&project);
    assert_hidden(
        &project,
        &[&[&ran, &json][..], &told.iter().collect::<Vec<_>>()].concat(),
    );
}

#[test]
fn a_value_is_found_nowhere_after_a_run_that_takes_too_long_or_is_interrupted() {
    let project = Project::new();
    project.write("w.yaml", &workflow("sleep 60;", "    timeout: 400ms\n"));
    let slow = run(&project, &["run", "w.yaml"]);
    assert_eq!(slow.code, Some(1));
    assert!(
        slow.stdout.contains("`timeout` of 0.4 s"),
        "{}",
        slow.stdout
    );
    project.write("w.yaml", &workflow("touch started; sleep 60;", ""));
    let child = project
        .command(&["run", "w.yaml", "--json"])
        .env("HOTCAST_TEST_TOKEN", VALUE)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    wait_for(&project.path("started"));
    send("INT", child.id());
    let interrupted = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(interrupted.code, Some(130), "{}", interrupted.stderr);
    let told = told(&project);
    let said = [&[&slow, &interrupted][..], &told.iter().collect::<Vec<_>>()].concat();
    assert_hidden(&project, &said);
}

#[test]
fn another_value_runs_the_step_again_and_is_explained_without_being_shown() {
    let project = Project::new();
    project.write("w.yaml", &workflow("", ""));
    let ran = |value: &str| {
        assert_eq!(run_with(&project, value, &["run", "w.yaml"]).code, Some(0));
        project.ran_steps().len()
    };
    assert_eq!((ran(VALUE), ran(VALUE)), (1, 0));
    let other = format!("{VALUE}-rotated");
    let status = run_with(&project, &other, &["status", "w.yaml"]);
    let cause =
        "parameter `env.TOKEN`: the environment variable `HOTCAST_TEST_TOKEN` has another value";
    assert!(status.stdout.contains(cause), "{}", status.stdout);
    let explained = run_with(&project, &other, &["explain", "w.yaml", "talk"]);
    assert!(explained.stdout.contains(cause), "{}", explained.stdout);
    assert_eq!((ran(&other), ran(VALUE)), (1, 0));
    let runs = project.ok(&["runs", "--json"]).json();
    let id = |at: usize| runs[at]["run"].as_str().unwrap().to_owned();
    let diff = project.ok(&["diff", &id(1), &id(0)]);
    assert!(diff.stdout.contains(cause), "{}", diff.stdout);
    project.edit(
        "w.yaml",
        "TOKEN: { from_env: HOTCAST_TEST_TOKEN }",
        "TOKEN: x",
    );
    let changed = run(&project, &["status", "w.yaml"]);
    assert!(
        changed
            .stdout
            .contains("parameter `env.TOKEN`: {\"from_env\":\"HOTCAST_TEST_TOKEN\"} → \"x\""),
        "{}",
        changed.stdout
    );
    assert_hidden(&project, &[&status, &explained, &diff, &changed]);
}

#[test]
fn the_digests_of_values_have_a_key_that_stays_with_the_project() {
    let project = Project::new();
    project.write("w.yaml", &workflow("", ""));
    assert_eq!(run(&project, &["run", "w.yaml"]).code, Some(0));
    let key = project.path(".hotcast/secret.key");
    assert_eq!(
        fs::metadata(&key).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let plain = blake3::hash(VALUE.as_bytes()).to_hex().to_string();
    for (path, bytes) in project.files(".hotcast") {
        assert!(
            !String::from_utf8_lossy(&bytes).contains(&plain),
            "{}",
            path.display()
        );
    }
    assert_eq!(project.ran_steps().len(), 1);
    fs::remove_file(&key).unwrap();
    assert_eq!(run(&project, &["run", "w.yaml"]).code, Some(0));
    assert_eq!(
        project.ran_steps().len(),
        1,
        "with another key it is computed anew"
    );
    fs::write(&key, "no key").unwrap();
    let damaged = run(&project, &["run", "w.yaml"]);
    assert_eq!(damaged.code, Some(1));
    assert!(damaged.stderr.contains("secret.key"), "{}", damaged.stderr);
}

#[test]
fn a_variable_that_is_not_set_is_an_error_before_anything_runs() {
    let project = Project::new();
    let more = "  first: { uses: command, run: 'echo first >> log; echo > {outputs.o}', outputs: { o: f.txt } }\n";
    project.write("w.yaml", &workflow("", more));
    let unset = project.run(&["run", "w.yaml"]);
    let empty = run_with(&project, "", &["run", "w.yaml"]);
    for ran in [unset, empty] {
        assert_eq!(ran.code, Some(2));
        assert!(
            ran.stderr.contains("step `talk`: `env.TOKEN` comes from the environment variable `HOTCAST_TEST_TOKEN`, which is unset or empty"),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains("\nhint: "), "{}", ran.stderr);
    }
    assert_eq!(project.ran_steps(), Vec::<String>::new());
    let status = project.run(&["status", "w.yaml"]);
    assert_eq!(status.code, Some(1));
    assert!(
        status.stdout.contains("HOTCAST_TEST_TOKEN"),
        "{}",
        status.stdout
    );
    project.ok(&["validate", "w.yaml"]);
    project.ok(&["run", "w.yaml", "first"]);
    assert_eq!(project.ran_steps(), ["first"]);
}

#[test]
fn a_program_that_writes_a_value_to_its_output_fails() {
    let project = Project::new();
    project.write(
        "w.yaml",
        &workflow("echo \"$TOKEN\" > {outputs.o}; exit 0;", ""),
    );
    let ran = run(&project, &["run", "w.yaml"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout.contains("has written the value of `env.TOKEN`, which is the secret `HOTCAST_TEST_TOKEN`, to its output `o`"),
        "{}",
        ran.stdout
    );
    assert!(!project.path("out/o.txt").exists());
    assert_hidden(&project, &[&ran]);
}

#[test]
fn the_language_refuses_what_is_not_a_variable() {
    let project = Project::new();
    for (written, said) in [
        ("{ from_env: '' }", "`` is not a name of a variable"),
        ("{ from_env: 'A=B' }", "`A=B` is not a name of a variable"),
        ("{ from_envs: A }", "unknown field `from_envs`"),
        ("{}", "missing field `from_env`"),
        (
            "[A]",
            "a text, a number, a truth value or `{ from_env: NAME }`",
        ),
    ] {
        project.write("w.yaml", &workflow("", ""));
        project.edit("w.yaml", "{ from_env: HOTCAST_TEST_TOKEN }", written);
        let ran = project.run(&["validate", "w.yaml"]);
        assert_eq!(ran.code, Some(2), "{written}");
        assert!(ran.stderr.contains(said), "{written}: {}", ran.stderr);
    }
}

#[test]
fn a_long_line_that_is_cut_within_a_value_does_not_show_its_beginning() {
    let project = Project::new();
    // The 65,536 bytes that are kept of a line end within the value.
    let long = "head -c 65524 /dev/zero | tr \"\\0\" x; echo \"$TOKEN\";";
    project.write("w.yaml", &workflow(long, ""));
    let started = Instant::now();
    let ran = run_with(&project, "correct-horse-battery", &["run", "w.yaml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(started.elapsed() < Duration::from_secs(30));
    let log = project.ok(&["logs", "last", "talk"]).stdout;
    let line = log.lines().find(|line| line.starts_with("xxxx")).unwrap();
    assert!(
        line.contains("x*** … [") && !line.contains("correct"),
        "{}",
        &line[65_500..]
    );
}
