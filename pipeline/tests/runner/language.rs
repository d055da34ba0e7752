//! Mistakes in a workflow: all at once, each with its line, and nothing runs.

use crate::harness::{CHAIN, Project};

#[test]
fn all_mistakes_are_shown_at_once_with_line_caret_and_hint() {
    let project = Project::new();
    project.write(
        "w.yaml",
        "version: 1\nname: w\nsteps:\n  a:\n    uses: comand\n  b:\n    uses: command\n    ruN: 'true'\n    outputs: { o: o.txt }\n  c:\n    uses: command\n    run: 'cat {inputs.x}'\n    inputs: { x: d }\n    outputs: { o: o.txt }\n  e: { uses: command, run: '${params.none}' }\n",
    );
    let ran = project.run(&["run", "w.yaml"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.stdout, "");
    let expected = "\
error: unknown kind of step `comand`
 --> w.yaml:5:11
  |
5 |     uses: comand
  |           ^^^^^^
  |
  = hint: did you mean `command`?

error: step `b` has no `run`
 --> w.yaml:6:3
  |
6 |   b:
  |   ^
  |
  = hint: a `command` step needs `run: …`

error: unknown field `ruN` in step `b`
 --> w.yaml:8:5
  |
8 |     ruN: 'true'
  |     ^^^
  |
  = hint: did you mean `run`?

error: unknown step `d`
  --> w.yaml:13:18
   |
13 |     inputs: { x: d }
   |                  ^
   |
   = hint: known: `a`, `b`, `c`, `e`

error: `params` has no `none`
  --> w.yaml:15:28
   |
15 |   e: { uses: command, run: '${params.none}' }
   |                            ^^^^^^^^^^^^^^^^

error: `w.yaml` has 5 errors
";
    assert_eq!(ran.stderr, expected);
    assert!(!project.path(".hotcast").exists());
}

#[test]
fn a_cycle_is_named() {
    let project = Project::new();
    let step = |name: &str, reads: &str| {
        format!(
            "  {name}:\n    uses: command\n    run: 'cat {{inputs.x}} > {{outputs.o}}'\n    inputs: {{ x: {reads} }}\n    outputs: {{ o: {name}.txt }}\n"
        )
    };
    project.write(
        "w.yaml",
        &format!(
            "version: 1\nname: w\nsteps:\n{}{}",
            step("a", "b"),
            step("b", "a")
        ),
    );
    let ran = project.run(&["validate", "w.yaml"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr
            .contains("error: steps depend on each other: a → b → a")
            || ran
                .stderr
                .contains("error: steps depend on each other: b → a → b"),
        "{}",
        ran.stderr
    );
}

#[test]
fn yaml_that_cannot_be_parsed_shows_where() {
    let project = Project::new();
    project.write(
        "w.yaml",
        "version: 1\nname: w\nsteps:\n  a: { uses: command\n  b: 1\n",
    );
    let ran = project.run(&["validate", "w.yaml"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.starts_with("error: ") && ran.stderr.contains("--> w.yaml:"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_missing_workflow_and_unknown_names_are_usage_errors() {
    let project = Project::chain();
    for (args, message) in [
        (
            &["run", "none.yaml"][..],
            "error: cannot read workflow `none.yaml`",
        ),
        (&["run", "w.yaml", "secnd"], "hint: did you mean `second`?"),
        (
            &["run", "w.yaml", "--set", "wrod=1"],
            "hint: did you mean `word`?",
        ),
        (&["run", "w.yaml", "--jobs", "0"], "invalid value '0'"),
        (
            &["run", "w.yaml", "--engine", "spark"],
            "[possible values: local, ballista]",
        ),
    ] {
        let ran = project.run(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(message), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn an_engine_that_is_not_built_in_is_a_usage_error_and_nothing_runs() {
    let project = Project::chain();
    for more in [&[][..], &["--dry-run"]] {
        let ran = project.run(&[&["run", "w.yaml", "--engine", "ballista"], more].concat());
        assert_eq!(ran.code, Some(2));
        assert_eq!(ran.stdout, "");
        assert_eq!(
            ran.stderr,
            "error: `--engine ballista`: this program was built without this engine\nhint: `--engine local`, the default, runs the same workflow in this process\n"
        );
    }
    assert!(project.ran_steps().is_empty() && !project.path(".hotcast").exists());
    project.ok(&["run", "w.yaml", "--engine", "local"]);
    assert_eq!(project.ran_steps().len(), 4);
}

#[test]
fn a_file_that_is_not_there_fails_its_step_and_says_where_it_was_looked_for() {
    let project = Project::new();
    project.write("w.yaml", CHAIN);
    let ran = project.run(&["run", "w.yaml", "--keep-going"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout
            .contains("first   failed: `inputs.text`: no file matches `in/*.txt`"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("hint: paths are relative to"),
        "{}",
        ran.stdout
    );
    assert_eq!(
        project.ran_steps(),
        ["beside"],
        "what does not depend on it still runs"
    );
}

#[test]
fn each_repeats_a_step_and_set_replaces_its_list() {
    let project = Project::new();
    project.write(
        "w.yaml",
        "version: 1\nname: w\nparams: { words: [a, b] }\nsteps:\n  say:\n    each: { word: '${params.words}', n: [1, 2] }\n    uses: command\n    run: 'echo ${each.word}${each.n} > {outputs.o}'\n    outputs: { o: 'out/${each.word}-${each.n}.txt' }\n  all:\n    uses: command\n    run: 'cat {inputs.x} > {outputs.o}'\n    inputs: { x: say/b/2 }\n    outputs: { o: all.txt }\n",
    );
    project.ok(&["run", "w.yaml", "--keep-going"]);
    assert_eq!(project.files("out").len(), 4);
    assert_eq!(project.read("all.txt"), "b2\n");
    project.ok(&["run", "w.yaml", "say", "--set", "words=[b, c]"]);
    assert_eq!(project.files("out").len(), 6);
    project.edit("w.yaml", "say/b/2", "say");
    let ran = project.run(&["validate", "w.yaml"]);
    assert!(
        ran.stderr
            .contains("it is repeated by `each`; name one of its repetitions, such as `say/a/1`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_failing_command_shows_its_last_words_and_the_rest_is_kept() {
    let project = Project::chain();
    project.edit(
        "w.yaml",
        "echo second >> log;",
        "echo second >> log; echo no such luck >&2; exit 7;",
    );
    let ran = project.run(&["run", "w.yaml"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout
            .contains("second  failed: the command failed with exit code 7:\n    no such luck\n"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("third   not tried\n"), "{}", ran.stdout);
    project.ran_steps();
    project.edit("w.yaml", " echo no such luck >&2; exit 7;", "");
    project.ok(&["run", "w.yaml"]);
    assert!(
        !project.ran_steps().contains(&"first".to_owned()),
        "what was done stays done"
    );
}

#[test]
fn after_a_failure_nothing_begins_unless_the_run_keeps_going() {
    let project = Project::chain();
    project.edit("w.yaml", "echo first >> log;", "echo first >> log; exit 7;");
    let ran = project.run(&["run", "w.yaml", "-j", "1"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("beside  not tried\n"), "{}", ran.stdout);
    assert_eq!(project.ran_steps(), ["first"]);
    let ran = project.run(&["run", "w.yaml", "-j", "1", "--keep-going"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(project.ran_steps(), ["beside", "first"]);
    assert!(ran.stdout.contains("third   not tried\n"), "{}", ran.stdout);
}

#[test]
fn a_command_that_writes_nothing_is_told_so() {
    let project = Project::new();
    project.write("w.yaml", "version: 1\nname: w\nsteps:\n  a:\n    uses: command\n    run: 'true'\n    outputs: { o: o.txt }\n");
    let ran = project.run(&["run", "w.yaml"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("a  failed: the command ended well but did not write its output `o`: it is not there\na  hint: it must write a file to `{outputs.o}`\n"), "{}", ran.stdout);
}

#[test]
fn numbers_are_words_of_a_command_and_values_of_its_variables() {
    let project = Project::new();
    project.write(
        "w.yaml",
        "version: 1\nname: w\nparams: { n: 5, on: true, share: 0.5 }\nsteps:\n  a:\n    uses: command\n    run: [sh, -c, 'echo $1 $2 $3 $4 $N > {outputs.o}', sh, '${params.n}', '${params.on}', '${params.share}', 7]\n    env: { N: '${params.n}' }\n    outputs: { o: o.txt }\n",
    );
    project.ok(&["run", "w.yaml"]);
    assert_eq!(project.read("o.txt"), "5 true 0.5 7 5\n");
    // A word is what it says, whether or not it was written as a text.
    project.edit("w.yaml", "n: 5", "n: '5'");
    project.ok(&["run", "w.yaml"]);
    assert_eq!(
        project.run(&["status", "w.yaml", "--json"]).json()[0]["state"],
        "up_to_date"
    );
    project.edit("w.yaml", "'${params.n}', ", "[5], ");
    let ran = project.run(&["run", "w.yaml"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("error: `run`: a command as a text, or a list of a program and its arguments (texts, numbers, truth values)"),
        "{}",
        ran.stderr
    );
}
