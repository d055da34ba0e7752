//! That a result is only kept for what it was made of: sources that change under a running step,
//! programs that write to what they are handed, and outputs that are links.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::harness::{Project, Ran};

/// Waits for a file that a running step writes, so that the test acts in the middle of the step.
#[track_caller]
fn wait_for(path: &Path) {
    let start = Instant::now();
    while !path.exists() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "no {}",
            path.display()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A command that says when it has begun and goes on when it may.
fn waiting(inputs: &str, then: &str) -> String {
    format!(
        "version: 1\nname: w\nsteps:\n  copy:\n    uses: command\n    run: |\n      touch begun\n      while [ ! -e go ]; do sleep 0.01; done\n      {then}\n    inputs: {inputs}\n    outputs: {{ o: out/copy.txt }}\n"
    )
}

/// Runs the workflow and does something to the project while its step is running.
fn meanwhile(project: &Project, act: impl Fn()) -> Ran {
    for signal in ["begun", "go"] {
        if project.path(signal).exists() {
            fs::remove_file(project.path(signal)).unwrap();
        }
    }
    let child: Child = project.spawn(&["run", "w.yaml"]);
    wait_for(&project.path("begun"));
    act();
    project.write("go", "");
    Ran::of(child.wait_with_output().unwrap())
}

/// Checks that the run failed and named the file, that nothing was kept, and that the next run is right.
#[track_caller]
fn fails_without_a_record(project: &Project, ran: &Ran, said: &str) {
    let all = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, Some(1), "{all}");
    assert!(all.contains(said), "no `{said}` in {all}");
    assert!(all.contains("run again"), "{all}");
    assert_eq!(project.files(".hotcast/actions"), []);
    assert!(!project.path("out").exists());
}

const COPY: &str = "cat {inputs.x} > {outputs.o}";

#[test]
fn a_source_that_was_another_one_for_a_moment_fails_the_step() {
    let project = Project::new();
    project.write("w.yaml", &waiting("{ x: { files: in.txt } }", COPY));
    project.write("in.txt", "red\n");
    let ran = meanwhile(&project, || {
        project.write("in.txt", "blue\n");
        project.write("in.txt", "red\n");
    });
    fails_without_a_record(&project, &ran, "`in.txt` changed while the step ran");
    assert_eq!(meanwhile(&project, || ()).code, Some(0));
    assert_eq!(project.read("out/copy.txt"), "red\n");
}

#[test]
fn a_source_that_is_replaced_cut_extended_or_removed_fails_the_step() {
    type Act = fn(&Project);
    let acts: [(&str, Act); 4] = [
        ("changed", |project| {
            project.write("other", "red\n");
            fs::rename(project.path("other"), project.path("in.txt")).unwrap();
        }),
        ("changed", |project| project.write("in.txt", "")),
        ("changed", |project| project.write("in.txt", "red\nred\n")),
        ("vanished", |project| {
            fs::remove_file(project.path("in.txt")).unwrap();
        }),
    ];
    for (what, act) in acts {
        let project = Project::new();
        project.write(
            "w.yaml",
            &waiting("{ x: { files: 'in*' } }", "echo x > {outputs.o}"),
        );
        project.write("in.txt", "red\n");
        project.write("in2.txt", "green\n");
        let ran = meanwhile(&project, || act(&project));
        fails_without_a_record(
            &project,
            &ran,
            &format!("`in.txt` {what} while the step ran"),
        );
    }
}

#[test]
fn a_program_that_edits_its_own_source_fails() {
    let project = Project::new();
    project.write(
        "w.yaml",
        &waiting(
            "{ x: { files: in.txt } }",
            "echo more >> {inputs.x}; echo x > {outputs.o}",
        ),
    );
    project.write("in.txt", "red\n");
    let ran = meanwhile(&project, || ());
    fails_without_a_record(&project, &ran, "`in.txt` changed while the step ran");
}

#[test]
fn what_was_found_does_not_look_at_its_sources_again() {
    let project = Project::new();
    project.write("w.yaml", &waiting("{ x: { files: in.txt } }", COPY));
    project.write("in.txt", "red\n");
    assert_eq!(meanwhile(&project, || ()).code, Some(0));
    project.write("in.txt", "red\n");
    let again = project.ok(&["run", "w.yaml"]).stdout;
    assert!(again.contains("copy  up to date\n"), "{again}");
}

/// `hand` writes to what it reads; `read` begins when `hand` has ended and must see what `make` wrote.
fn handed(write: &str, mode: u32) -> (Project, Ran) {
    let project = Project::new();
    project.write(
        "w.yaml",
        &format!(
            "version: 1\nname: w\nsteps:\n  make: {{ uses: command, run: 'printf abc > {{outputs.o}}', outputs: {{ o: out/make.txt }} }}\n  hand:\n    uses: command\n    run: |\n      {write}\n      echo x > {{outputs.o}}\n    inputs: {{ x: make }}\n    outputs: {{ o: out/hand.txt }}\n  read: {{ uses: command, run: 'cat {{inputs.x}} > {{outputs.o}}', inputs: {{ x: make }}, outputs: {{ o: out/read.txt }} }}\n"
        ),
    );
    let ran = project.run(&["run", "w.yaml", "-j", "1", "--keep-going"]);
    // Where the program could write at all, the store's own file has kept its bytes and its mode.
    for path in project.files(".hotcast/blobs").iter().map(|(path, _)| path) {
        let found = fs::metadata(project.path(path.to_str().unwrap()))
            .unwrap()
            .permissions();
        assert_eq!(found.mode() & 0o777, mode);
    }
    (project, ran)
}

#[test]
fn a_program_cannot_change_what_others_read() {
    for write in [
        "chmod u+w {inputs.x}; printf XYZ > {inputs.x}",
        "sed -i s/a/X/ {inputs.x}",
        "rm -f {inputs.x}",
        "rm -f {inputs.x}; ln -s /dev/null {inputs.x}",
    ] {
        let (project, ran) = handed(write, 0o444);
        assert_eq!(ran.code, Some(1), "{write}: {}{}", ran.stdout, ran.stderr);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(
            said.contains("the program wrote to its input `x`, which is `make.o`"),
            "{write}: {said}"
        );
        assert_eq!(project.read("out/make.txt"), "abc", "{write}");
        assert_eq!(project.read("out/read.txt"), "abc", "{write}");
        assert!(!project.path("out/hand.txt").exists());
        project.ok(&["cache", "verify"]);
    }
}

#[test]
fn reading_linking_and_copying_an_input_is_allowed() {
    for write in [
        "cat {inputs.x} > /dev/null",
        "ln {inputs.x} linked",
        "cp -p {inputs.x} copied; chmod u+w copied; echo more >> copied",
        "touch -a {inputs.x}",
    ] {
        let (project, ran) = handed(write, 0o444);
        assert_eq!(ran.code, Some(0), "{write}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(project.read("out/read.txt"), "abc");
    }
}

#[test]
fn an_edited_copy_in_its_place_leaves_the_store_alone() {
    let (project, _) = handed("true", 0o444);
    for name in ["out/make.txt", "out/read.txt"] {
        let path = project.path(name);
        assert_eq!(fs::metadata(&path).unwrap().nlink(), 1);
        fs::write(&path, "mine").unwrap();
    }
    project.ok(&["cache", "verify"]);
    project.ok(&["run", "w.yaml"]);
    assert_eq!(project.read("out/make.txt"), "abc");
}

/// A step whose output is made by `how`, beside a file of the user's own.
fn linked(how: &str) -> (Project, Ran) {
    let project = Project::new();
    project.write("user.txt", "mine\n");
    project.write(
        "w.yaml",
        &format!("version: 1\nname: w\nsteps:\n  a:\n    uses: command\n    run: |\n      {how}\n    outputs: {{ o: out/a.txt }}\n"),
    );
    let ran = project.run(&["run", "w.yaml"]);
    (project, ran)
}

#[test]
fn an_output_that_is_a_link_is_copied_and_the_users_file_stays_as_it_was() {
    for how in [
        "ln -s $PWD/user.txt {outputs.o}",
        "ln $PWD/user.txt {outputs.o}",
        "ln -s $PWD/user.txt {outputs.o}.other; ln -s \"$(basename {outputs.o}).other\" {outputs.o}",
    ] {
        let (project, ran) = linked(how);
        assert_eq!(ran.code, Some(0), "{how}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(project.read("out/a.txt"), "mine\n");
        let user = fs::symlink_metadata(project.path("user.txt")).unwrap();
        assert!(user.is_file() && user.nlink() == 1, "{how}");
        assert_ne!(user.permissions().mode() & 0o200, 0, "{how}");
        project.write("user.txt", "changed\n");
        project.ok(&["cache", "verify"]);
    }
}

#[test]
fn an_output_that_is_not_a_file_is_refused_by_what_it_is() {
    for (how, what) in [
        ("true", "it is not there"),
        ("mkdir {outputs.o}", "it is a directory"),
        ("ln -s $PWD {outputs.o}", "it is a link to a directory"),
        (
            "ln -s nowhere {outputs.o}",
            "it is a link that leads nowhere",
        ),
        (
            "ln -s /dev/zero {outputs.o}",
            "it is a link to something that is not a file",
        ),
        ("mkfifo {outputs.o}", "it is a pipe"),
    ] {
        let (project, ran) = linked(how);
        assert_eq!(ran.code, Some(1), "{how}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        let expected = format!("did not write its output `o`: {what}");
        assert!(said.contains(&expected), "{how}: {said}");
        assert_eq!(project.read("user.txt"), "mine\n");
    }
}

/// `a` passes a document on, and `b` reads it from `a`.
fn passed_on(name: &str) -> Project {
    let project = Project::new();
    project.write(
        "w.yaml",
        &format!("version: 1\nname: w\nsteps:\n  a: {{ uses: command, run: 'cat {{inputs.x}} > {{outputs.o}}', inputs: {{ x: {{ files: {name} }} }}, outputs: {{ o: out/{name} }} }}\n  b: {{ uses: command, run: 'echo b >> log; cat {{inputs.x}} > {{outputs.o}}', inputs: {{ x: a }}, outputs: {{ o: out/last.txt }} }}\n"),
    );
    project
}

#[test]
fn what_a_program_reads_counts_by_its_bytes() {
    let project = passed_on("x.json");
    for text in [
        "{\"a\": 1.0, \"b\": 2}",
        "{\"a\": 1.00000000000000002, \"b\": 2}",
        "{\"a\": 1.0, \"b\": 123456789012345678901234567890}",
        "{\"a\": 1.0, \"b\": 123456789012345678901234567891}",
        "{\"b\": 2, \"a\": 1.0}",
        "{\"b\": 2, \"a\": 1.0, \"a\": 1.0}",
        "{ \"b\": 2,\n \"a\": 1.0 }",
    ] {
        project.write("x.json", text);
        project.ok(&["run", "w.yaml"]);
        assert_eq!(project.read("out/last.txt"), text);
        assert_eq!(project.ran_steps(), ["b"], "{text}");
    }
    project.ok(&["run", "w.yaml"]);
    assert!(project.ran_steps().is_empty());
}

#[test]
fn a_table_whose_columns_changed_places_is_another_one_for_a_program() {
    let project = passed_on("x.parquet");
    let write = |names: [&str; 2], note: &str| {
        use std::sync::Arc;

        use arrow::array::{ArrayRef, Float64Array, RecordBatch};
        use parquet::arrow::ArrowWriter;
        let column: ArrayRef = Arc::new(Float64Array::from(vec![1.5, 2.5]));
        let batch = RecordBatch::try_from_iter(names.map(|name| (name, column.clone()))).unwrap();
        let note = std::collections::HashMap::from([("note".to_owned(), note.to_owned())]);
        let schema = batch.schema().as_ref().clone().with_metadata(note);
        let batch = batch.with_schema(Arc::new(schema)).unwrap();
        let file = fs::File::create(project.path("x.parquet")).unwrap();
        let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    };
    for (names, note) in [
        (["x", "y"], "first"),
        (["x", "y"], "second"),
        (["y", "x"], "second"),
    ] {
        write(names, note);
        project.ok(&["run", "w.yaml"]);
        assert_eq!(project.ran_steps(), ["b"], "{names:?} {note}");
        let (given, last) = (project.path("x.parquet"), project.path("out/last.txt"));
        assert_eq!(fs::read(given).unwrap(), fs::read(last).unwrap());
    }
}
