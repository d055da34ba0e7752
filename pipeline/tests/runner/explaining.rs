//! Why something runs: the exact cause, before and after.

use crate::harness::Project;

#[test]
fn status_and_dry_run_name_the_cause_and_what_may_be_cut_off() {
    let project = Project::chain();
    let new = project.ok(&["status", "w.yaml"]);
    let expected = "\
first   will run
          it has not been run before
second  may run
          step `first` has to run first; if its result does not change, this step does not run
third   may run
          step `second` has to run first, because of `first`; if its result does not change, this step does not run
beside  will run
          it has not been run before
0 steps up to date, 2 to run, 2 to run if their inputs change
";
    assert_eq!(new.stdout, expected);
    project.ok(&["run", "w.yaml"]);
    project.ran_steps();
    let changed = project.run(&[
        "run",
        "w.yaml",
        "-n",
        "--detailed-exitcode",
        "--set",
        "word=beta",
    ]);
    assert_eq!(changed.code, Some(3));
    assert!(
        changed
            .stdout
            .contains("first   will run\n          parameter `run`: "),
        "{}",
        changed.stdout
    );
    assert!(
        changed.stdout.contains("alpha")
            && changed.stdout.contains(" → ")
            && changed.stdout.contains("beta"),
        "{}",
        changed.stdout
    );
    assert!(
        changed
            .stdout
            .ends_with("1 step up to date, 1 to run, 2 to run if their inputs change\n"),
        "{}",
        changed.stdout
    );
    assert!(project.ran_steps().is_empty());
    assert_eq!(
        project
            .run(&["status", "w.yaml", "--detailed-exitcode"])
            .code,
        Some(0)
    );
}

#[test]
fn files_are_named_that_were_added_changed_or_removed() {
    let project = Project::chain();
    project.ok(&["run", "w.yaml"]);
    project.write("in/a.txt", "changed\n");
    project.write("in/c.txt", "three\n");
    std::fs::remove_file(project.path("in/b.txt")).unwrap();
    let ran = project.ok(&["explain", "w.yaml", "first"]);
    let mut lines: Vec<&str> = ran.stdout.lines().collect();
    lines.sort_unstable();
    let expected = [
        "  `inputs.text`: file `in/a.txt` changed",
        "  `inputs.text`: file `in/b.txt` is gone",
        "  `inputs.text`: new file `in/c.txt`",
        "first: will run",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn the_last_cause_stays_explained_after_the_run() {
    let project = Project::chain();
    project.ok(&["run", "w.yaml"]);
    project.write("in/a.txt", "changed\n");
    project.ok(&["run", "w.yaml"]);
    let ran = project.ok(&["explain", "w.yaml", "first"]);
    assert_eq!(
        ran.stdout,
        "first: up to date\n  causes of the last run:\n  `inputs.text`: file `in/a.txt` changed\n"
    );
    let ran = project.ok(&["explain", "w.yaml", "second", "--json"]);
    assert_eq!(ran.json()[0]["causes"][0]["cause"], "upstream");
}
