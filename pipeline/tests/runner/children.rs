//! Commands as children: what ends them, what ends with them, and what they may take.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::harness::{Project, Ran};
use crate::interruption::{lives, send, wait_for};

/// A project whose only step is `a`, with these fields beside its kind and its output.
fn project(fields: &str) -> Project {
    let project = Project::new();
    project.write("w.yaml", &format!("version: 1\nname: w\nsteps:\n  a:\n    uses: command\n    outputs: {{ o: o.txt }}\n{fields}"));
    project
}

/// The path of a script that is a file of the project, so that it needs no quoting in YAML.
fn script(text: &str) -> Project {
    let project = project("    run: 'sh ./script.sh {outputs.o}'\n");
    project.write("script.sh", text);
    project
}

fn within(seconds: u64, what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(seconds);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn ends(project: &Project, name: &str) {
    let pid = project.read(name).trim().to_owned();
    within(5, &format!("process `{name}` outlives the run"), || {
        !lives(&pid)
    });
}

#[test]
fn a_program_that_waits_for_all_its_children_ends() {
    let project = project("    run: [perl, wait.pl, '{outputs.o}']\n");
    project.write("wait.pl", "for my $n (1, 2) { if (!fork) { select(undef, undef, undef, 0.1 * $n); exit $n } }\nmy $ended = 0;\n$ended++ while wait() > 0;\nopen(my $out, '>', $ARGV[0]); print $out \"$ended ended\\n\";\n");
    project.ok(&["run", "w.yaml"]);
    assert_eq!(project.read("o.txt"), "2 ended\n");
}

#[test]
fn nothing_outlives_the_program_whatever_session_it_made_for_itself() {
    let project = script(
        "setsid sh -c 'echo $$ > session; exec sleep 100' &\n(setsid sh -c 'trap \"\" TERM; echo $$ > deaf; sleep 100; sleep 100' &)\nwhile [ ! -s session ] || [ ! -s deaf ]; do sleep 0.01; done\necho x > $1\n",
    );
    let started = Instant::now();
    project.ok(&["run", "w.yaml"]);
    assert!(started.elapsed() < Duration::from_secs(30));
    for name in ["session", "deaf"] {
        assert!(!lives(project.read(name).trim()), "{name}");
    }
}

#[test]
fn a_daemon_that_keeps_the_output_open_does_not_hold_the_run() {
    let project = project("    run: 'setsid sleep 100 & echo x > {outputs.o}'\n");
    let started = Instant::now();
    project.ok(&["run", "w.yaml"]);
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn nothing_outlives_a_run_that_is_killed_or_interrupted() {
    for signal in ["KILL", "INT"] {
        let project = script(
            "setsid sh -c 'echo $$ > session; exec sleep 100' &\nsetsid sh -c 'trap \"\" TERM; echo $$ > deaf; touch started; while :; do sleep 1; done'\n",
        );
        let mut child = project.spawn(&["run", "w.yaml"]);
        wait_for(&project.path("started"));
        within(10, "the session does not start", || {
            !project.files(".").is_empty() && project.path("session").exists()
        });
        send(signal, child.id());
        child.wait().unwrap();
        ends(&project, "session");
        ends(&project, "deaf");
    }
}

/// Whose child a process is.
fn parent(pid: &str) -> String {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let after_name = stat.rsplit(')').next().unwrap();
    after_name.split_whitespace().nth(1).unwrap().to_owned()
}

#[test]
fn a_command_whose_supervisor_is_killed_fails_and_is_ended() {
    let project = script(
        "echo $$ > program\nsetsid sleep 100 &\necho $! > session\ntouch started\nsleep 100\n",
    );
    let child = project.spawn(&["run", "w.yaml"]);
    wait_for(&project.path("started"));
    let shell = parent(project.read("program").trim());
    send("KILL", parent(&shell).parse().unwrap());
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(ran.stdout.contains("supervises"), "{}", ran.stdout);
    for name in ["program", "session"] {
        assert!(!lives(project.read(name).trim()), "{name}");
    }
}

#[test]
fn a_program_is_asked_to_end_before_it_is_killed() {
    let project = script(
        "trap 'echo asked > asked; exit 1' TERM\ntouch started\nwhile :; do sleep 0.05; done\n",
    );
    let child = project.spawn(&["run", "w.yaml"]);
    wait_for(&project.path("started"));
    let started = Instant::now();
    send("INT", child.id());
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(ran.code, Some(130));
    assert_eq!(project.read("asked"), "asked\n");
}

#[test]
fn a_program_that_asks_the_terminal_fails() {
    let project = project("    run: 'read answer < /dev/tty; echo $answer > {outputs.o}'\n");
    // `script` gives the run a terminal of its own, on which nobody answers.
    let run = format!("{} run w.yaml", env!("CARGO_BIN_EXE_hotcast"));
    let started = Instant::now();
    let output = Command::new("script")
        .args(["-qec", &run, "/dev/null"])
        .current_dir(project.path("."))
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("/dev/tty: No such device or address"),
        "{said}"
    );
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_script_that_signals_its_own_group_does_not_reach_the_run() {
    let project = project("    run: 'trap \"kill 0\" EXIT; echo x > {outputs.o}'\n");
    let ran = project.run(&["run", "w.yaml"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout.contains("failed with signal 15"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_step_that_takes_too_long_is_ended_and_says_what_it_printed() {
    let project = project("    run: 'echo begun; sleep 100'\n    timeout: 300ms\n");
    let started = Instant::now();
    let ran = project.run(&["run", "w.yaml"]);
    assert!(started.elapsed() < Duration::from_secs(30));
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout
            .contains("took longer than its `timeout` of 0.3 s and was ended:\n    begun"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_built_in_step_keeps_to_its_time() {
    let project = Project::new();
    project.ok(&["sample", "in.csv", "--rows", "200000", "--seed", "5"]);
    project.write("w.yaml", "version: 1\nname: w\nsteps:\n  convert:\n    uses: convert\n    input: in.csv\n    columns: { time: Date, lat: Latitude, lon: Longitude }\n    time_format: '%m/%d/%Y %I:%M:%S %p'\n    timeout: 0.001\n");
    let ran = project.run(&["run", "w.yaml"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout
            .contains("took longer than its `timeout` of 0.001 s"),
        "{}",
        ran.stdout
    );
    project.edit("w.yaml", "    timeout: 0.001\n", "");
    project.ok(&["run", "w.yaml"]);
    // How long a step may take is not a reason to run it again.
    project.edit(
        "w.yaml",
        "    input:",
        "    timeout: 10m\n    retries: 1\n    resources: { threads: 2 }\n    input:",
    );
    let ran = project.ok(&["run", "w.yaml"]);
    assert!(ran.stdout.contains("nothing to do"), "{}", ran.stdout);
}

#[test]
fn a_failed_step_is_tried_again_from_an_empty_directory() {
    let project = project(
        "    run: 'echo try >> tries; [ ! -e {outputs.o} ]; cat {inputs.x} > {outputs.o}; [ $(wc -l < tries) -ge 3 ]; echo whole >> {outputs.o}'\n    retries: 2\n    inputs: { x: { files: x.txt } }\n",
    );
    project.write("x.txt", "half\n");
    let ran = project.ok(&["run", "w.yaml"]);
    assert_eq!(project.read("tries"), "try\n".repeat(3));
    assert_eq!(project.read("o.txt"), "half\nwhole\n");
    assert!(
        ran.stdout
            .contains("a  attempt 1 of 3 failed, trying again: "),
        "{}",
        ran.stdout
    );
    project.write("tries", "");
    project.edit("w.yaml", "retries: 2", "retries: 1");
    assert!(
        project
            .ok(&["run", "w.yaml"])
            .stdout
            .contains("nothing to do")
    );
    let ran = project.run(&["run", "w.yaml", "--force", "a"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout
            .contains("a  failed: all 2 attempts failed; the last of them: "),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_command_that_takes_too_much_memory_is_ended() {
    let fields = "    run: [bash, -c, 'x=$(head -c 300000000 /dev/zero | tr \"\\\\0\" x); sleep 5; echo $${#x} > {outputs.o}']\n    resources: { memory: 100MB }\n";
    let big = project(fields);
    let ran = big.run(&["run", "w.yaml"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout
            .contains("more than its `resources.memory` of 100000000"),
        "{}",
        ran.stdout
    );
    let small = project("    run: 'echo x > {outputs.o}'\n    resources: { memory: 100MB }\n");
    small.ok(&["run", "w.yaml"]);
}

#[test]
fn steps_run_side_by_side_only_while_their_threads_are_enough() {
    let step = |name: &str, threads: u32| {
        format!(
            "  {name}: {{ uses: command, run: 'echo + >> log; sleep 0.2; echo - >> log; echo x > {{outputs.o}}', outputs: {{ o: {name}.txt }}, resources: {{ threads: {threads} }} }}\n"
        )
    };
    let most_at_once = |threads: u32| {
        let project = Project::new();
        let steps: String = ["a", "b", "c"].map(|name| step(name, threads)).concat();
        project.write("w.yaml", &format!("version: 1\nname: w\nsteps:\n{steps}"));
        project.ok(&["run", "w.yaml", "-j", "4"]);
        let mut now = 0;
        let changes = project.read("log");
        let counts = changes.lines().map(|line| {
            now += if line == "+" { 1 } else { -1 };
            now
        });
        counts.max().unwrap()
    };
    assert_eq!(most_at_once(3), 1);
    assert_eq!(most_at_once(100), 1);
    assert!(most_at_once(2) <= 2);
}

#[test]
fn what_cannot_be_kept_to_is_refused() {
    for (fields, message) in [
        ("    timeout: soon\n", "`timeout`: `soon` is not a time"),
        ("    timeout: 0s\n", "is not a time to wait"),
        ("    retries: -1\n", "`retries`"),
        (
            "    resources: { memory: 2 apples }\n",
            "`resources.memory`: `2 apples` is not an amount of memory",
        ),
        ("    resources: { cores: 2 }\n", "unknown field `cores`"),
    ] {
        let project = project(&format!("    run: 'true'\n{fields}"));
        let ran = project.run(&["validate", "w.yaml"]);
        assert_eq!(ran.code, Some(2), "{fields}");
        assert!(ran.stderr.contains(message), "{fields}: {}", ran.stderr);
    }
    let project = project("    run: [echo]\n    strict: false\n");
    let ran = project.run(&["validate", "w.yaml"]);
    assert!(
        ran.stderr.contains("`strict: false` has no effect here"),
        "{}",
        ran.stderr
    );
    project.write("w.yaml", "version: 1\nname: w\nsteps:\n  c: { uses: convert, input: in.csv, columns: { time: D, lat: Y, lon: X }, resources: { memory: 1GB } }\n");
    let ran = project.run(&["validate", "w.yaml"]);
    assert!(
        ran.stderr
            .contains("a `convert` step does not support `resources.memory`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_run_without_bash_says_what_strict_texts_need() {
    let project = project("    run: 'echo x > {outputs.o}'\n");
    let bin = project.path("bin");
    std::fs::create_dir(&bin).unwrap();
    std::os::unix::fs::symlink(which("sh"), bin.join("sh")).unwrap();
    let run = || {
        Ran::of(
            project
                .command(&["run", "w.yaml"])
                .env("PATH", &bin)
                .output()
                .unwrap(),
        )
    };
    let ran = run();
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout.contains("there is no `bash` on the PATH"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("`strict: false`"), "{}", ran.stdout);
    project.edit("w.yaml", "    run:", "    strict: false\n    run:");
    assert_eq!(run().code, Some(0));
}

fn which(program: &str) -> std::path::PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let mut places = std::env::split_paths(&path).map(|dir| dir.join(program));
    places
        .find(|path: &std::path::PathBuf| Path::is_file(path))
        .unwrap()
}
