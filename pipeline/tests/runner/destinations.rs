//! Where a workflow writes: what would be lost by that is refused before anything runs.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use crate::harness::{Project, Ran};

/// A step that copies a constant, with the rest of its fields.
fn step(name: &str, rest: &str) -> String {
    format!(
        "  {name}: {{ uses: command, run: 'echo {name} | tee -a log > {{outputs.o}}', {rest} }}\n"
    )
}

fn workflow(name: &str, steps: &[String]) -> String {
    format!("version: 1\nname: {name}\nsteps:\n{}", steps.concat())
}

/// What lies in the project directory: each name, with the bytes of regular files. Links are not
/// followed and special files not opened.
fn everything(project: &Project) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let mut found = Vec::new();
    let mut left = vec![project.path("")];
    while let Some(dir) = left.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            if kind.is_dir() {
                left.push(path.clone());
            }
            let bytes = kind.is_file().then(|| fs::read(&path).unwrap());
            found.push((path, bytes));
        }
    }
    found.sort();
    found
}

/// Whatever looks at the workflow refuses it alike, and leaves everything as it was.
fn refused(project: &Project, file: &str) -> Ran {
    let before = everything(project);
    let runs: Vec<Ran> = [
        &["validate", file][..],
        &["run", file],
        &["run", file, "--dry-run"],
        &["status", file],
    ]
    .iter()
    .map(|args| project.run(args))
    .collect();
    for ran in &runs {
        assert_eq!(ran.code, Some(2), "{}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.stderr, runs[0].stderr);
    }
    assert!(runs[0].stderr.contains('^'), "{}", runs[0].stderr);
    assert_eq!(everything(project), before);
    runs[0].clone()
}

fn refuses(project: &Project, steps: &[String], message: &str) {
    project.write("w.yaml", &workflow("w", steps));
    let ran = refused(project, "w.yaml");
    assert!(ran.stderr.contains(message), "{message}\n{}", ran.stderr);
}

#[test]
fn a_place_that_must_not_be_replaced_is_refused() {
    let project = Project::new();
    project.write("data/a.txt", "mine");
    project.write("other/keep.txt", "mine");
    symlink("data/a.txt", project.path("link.txt")).unwrap();
    symlink("nowhere", project.path("dangling.txt")).unwrap();
    symlink(".hotcast", project.path("cache")).unwrap();
    symlink(".", project.path("here")).unwrap();
    let absolute = project.path("w.yaml").display().to_string();
    let socket = std::os::unix::net::UnixListener::bind(project.path("socket")).unwrap();
    for (to, message) in [
        ("w.yaml", "is the workflow file itself"),
        ("./data/../w.yaml", "is the workflow file itself"),
        ("here/w.yaml", "is the workflow file itself"),
        (absolute.as_str(), "is the workflow file itself"),
        ("/dev/null", "is a device, a socket or a pipe"),
        ("socket", "is a device, a socket or a pipe"),
        (
            "link.txt",
            "is a symbolic link, which publishing would replace",
        ),
        (
            "dangling.txt",
            "is a symbolic link, which publishing would replace",
        ),
        ("other", "is a directory"),
        ("other/", "names a directory"),
        (".", "names a directory"),
        ("..", "names a directory"),
        ("''", "the path is empty"),
        ("data/a.txt/b", "where the file"),
        (".hotcast/x", "is in the cache"),
        ("cache/x", "is in the cache"),
        (".out.txt.staged", "while they are published"),
    ] {
        refuses(
            &project,
            &[step("s", &format!("outputs: {{ o: {to} }}"))],
            message,
        );
    }
    drop(socket);
}

#[test]
fn a_source_is_not_written_by_the_step_that_reads_it() {
    let project = Project::new();
    project.write("data/a.txt", "mine");
    symlink("data", project.path("same")).unwrap();
    for (files, to) in [
        ("data/a.txt", "data/a.txt"),
        ("data/a.txt", "./data//a.txt"),
        ("same/a.txt", "data/a.txt"),
        ("data/*.txt", "same/new.txt"),
        ("same/*.txt", "data/new.txt"),
        ("'**/*.txt'", "out/deep/new.txt"),
        ("[data/a.txt, 'd*/n?w.txt']", "data/../data/new.txt"),
    ] {
        let rest = format!("inputs: {{ x: {{ files: {files} }} }}, outputs: {{ o: {to} }}");
        refuses(
            &project,
            &[step("s", &rest)],
            "is a source of the step that writes it",
        );
    }
    // What a shell would leave out, the pattern leaves out too.
    let rest = "inputs: { x: { files: 'data/*.txt' } }, outputs: { o: data/.new.txt }";
    project.write("w.yaml", &workflow("w", &[step("s", rest)]));
    project.ok(&["run", "w.yaml"]);
    project.ok(&["run", "w.yaml"]);
    assert_eq!(project.ran_steps(), ["s"]);
}

#[test]
fn what_another_step_writes_is_read_along_an_edge() {
    let project = Project::new();
    project.write("data/a.txt", "mine");
    let writer = step("one", "outputs: { o: data/new.txt }");
    for files in ["data/new.txt", "'data/*.txt'", "./data/../data/new.txt"] {
        let rest = format!("inputs: {{ x: {{ files: {files} }} }}, outputs: {{ o: out.txt }}");
        let steps = [writer.clone(), step("two", &rest)];
        refuses(&project, &steps, "`data/new.txt` is written by step `one`");
        refuses(
            &project,
            &steps,
            "hint: read the step instead: `inputs: { x: one.o }`",
        );
    }
    let rest = "inputs: { x: one.o }, outputs: { o: out.txt }";
    project.write("w.yaml", &workflow("w", &[writer, step("two", rest)]));
    project.ok(&["run", "w.yaml"]);
}

#[test]
fn outputs_are_apart() {
    let project = Project::new();
    project.write("real/x", "");
    symlink("real", project.path("alias")).unwrap();
    let two = |a: &str, b: &str| {
        [
            step("a", &format!("outputs: {{ o: {a} }}")),
            step("b", &format!("outputs: {{ o: {b} }}")),
        ]
    };
    for (a, b, message) in [
        ("out/x", "./out/x", "is already published by step `a`"),
        ("out/x", "out/../out/x", "is already published by step `a`"),
        ("real/y", "alias/y", "is already published by step `a`"),
        (
            "out/x",
            "out/x/y",
            "is in `out/x`, which step `a` publishes",
        ),
        (
            "out/x/y",
            "out/x",
            "is in `out/x`, which step `b` publishes",
        ),
    ] {
        refuses(&project, &two(a, b), message);
    }
    let each = step("s", "each: { n: [1, 2] }, outputs: { o: out.txt }");
    refuses(&project, &[each], "is already published by step `s/1`");
    let export = "  e: { uses: export, hotspots: c, series: s, models: t, to: TO }\n";
    for (to, message) in [
        (".", "is in the cache, or contains it"),
        ("..", "is in the cache, or contains it"),
        ("real/x", "is not a directory"),
        ("out", "is in `out`, which step `e` publishes"),
    ] {
        let output = step("a", "outputs: { o: out/current/a.txt }");
        refuses(&project, &[export.replace("TO", to), output], message);
    }
    project.write("site/current", "mine");
    refuses(
        &project,
        &[export.replace("TO", "site")],
        "is not a symbolic link made by this program",
    );
    let reader = "inputs: { x: { files: 'out/*/rule.json' } }, outputs: { o: a.txt }";
    let steps = [export.replace("TO", "out"), step("a", reader)];
    refuses(
        &project,
        &steps,
        "hint: read the step instead: `inputs: { x: e.artifacts }`",
    );
}

#[test]
fn what_appears_at_a_place_during_the_run_is_not_replaced() {
    let project = Project::new();
    project.write("mine.txt", "mine");
    let run = "echo s > {outputs.o}; mkdir -p out; ln -s ../mine.txt out/o.txt";
    project.write(
        "w.yaml",
        &workflow("w", &[step("s", "outputs: { o: out/o.txt }")])
            .replace("echo s | tee -a log > {outputs.o}", run),
    );
    let ran = project.run(&["run", "w.yaml"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("`out/o.txt` is a symbolic link, which publishing would replace"),
        "{}",
        ran.stdout
    );
    assert_eq!(project.read("mine.txt"), "mine");
    assert!(project.path("out/o.txt").is_symlink());
}

#[test]
fn two_workflows_of_a_project_have_names_and_places_of_their_own() {
    let project = Project::new();
    let steps = |to: &str| [step("s", &format!("outputs: {{ o: {to} }}"))];
    project.write("a.yaml", &workflow("one", &steps("out/a.txt")));
    project.ok(&["run", "a.yaml"]);
    project.write("b.yaml", &workflow("one", &steps("out/b.txt")));
    let ran = refused(&project, "b.yaml");
    assert!(
        ran.stderr.contains(
            "error: another workflow of this project is called `one`: `a.yaml`\n --> b.yaml:2:7"
        ),
        "{}",
        ran.stderr
    );
    for to in ["out/a.txt", "./out//a.txt", "out/a.txt/deeper", "out"] {
        project.write("b.yaml", &workflow("two", &steps(to)));
        if to == "out/a.txt/deeper" {
            fs::remove_dir_all(project.path("out")).unwrap();
        }
        let ran = refused(&project, "b.yaml");
        assert!(
            ran.stderr
                .contains("workflow `one` (`a.yaml`) publishes to"),
            "{to}: {}",
            ran.stderr
        );
    }
    project.write("b.yaml", &workflow("two", &steps("out/b.txt")));
    project.ok(&["run", "b.yaml"]);
    // A renamed file is the same workflow, and one that is gone has nothing.
    fs::rename(project.path("a.yaml"), project.path("c.yaml")).unwrap();
    project.ok(&["run", "c.yaml"]);
    fs::remove_file(project.path("c.yaml")).unwrap();
    project.write("b.yaml", &workflow("one", &steps("out/a.txt")));
    project.ok(&["run", "b.yaml"]);
    // A link to the file is the file.
    symlink("b.yaml", project.path("d.yaml")).unwrap();
    project.ok(&["run", "d.yaml"]);
    // What it was called before does not count.
    project.write("e.yaml", &workflow("two", &steps("out/e.txt")));
    project.ok(&["run", "e.yaml"]);
}

#[test]
fn a_copied_project_is_a_project_of_its_own() {
    let project = Project::new();
    let steps = [step("s", "outputs: { o: out/a.txt }")];
    project.write("first/w.yaml", &workflow("w", &steps));
    project.ok(&["-C", "first", "run", "w.yaml"]);
    let copied = std::process::Command::new("cp")
        .args(["-r", "first", "second"])
        .current_dir(project.path("."))
        .status()
        .unwrap();
    assert!(copied.success());
    project.edit("second/w.yaml", "echo s", "echo t");
    project.ok(&["-C", "second", "run", "w.yaml"]);
    assert_eq!(project.read("second/out/a.txt"), "t\n");
    assert_eq!(project.read("first/out/a.txt"), "s\n");
}
