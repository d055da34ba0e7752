//! Tens of thousands of input files.

use std::time::{Duration, Instant};

use crate::harness::Project;

const FILES: usize = 20_000;

/// A step that reads so many files that no command line holds their paths.
fn project(run: &str) -> Project {
    let project = Project::new();
    for n in 0..FILES {
        project.write(
            &format!("in/a-file-with-quite-a-long-name-{n:06}.txt"),
            &format!("{n}\n"),
        );
    }
    project.write("w.yaml", &format!("version: 1\nname: w\nsteps:\n  a: {{ uses: command, run: '{run}', inputs: {{ x: {{ files: 'in/*.txt' }} }}, outputs: {{ o: o.txt }} }}\n"));
    project
}

#[test]
fn what_changed_among_many_files_is_named_at_once() {
    let project = project("xargs cat < {inputs.x.list} | sort -n | tail -1 > {outputs.o}");
    project.ok(&["run", "w.yaml"]);
    assert_eq!(project.read("o.txt"), format!("{}\n", FILES - 1));
    // All of them differ, so that each has to be looked up.
    for n in 0..FILES {
        let name = format!("in/a-file-with-quite-a-long-name-{n:06}.txt");
        project.write(&name, &format!("{}\n", n + FILES));
    }
    project.ok(&["status", "w.yaml"]);
    let started = Instant::now();
    let causes = project.ok(&["status", "w.yaml", "--json"]).json()[0]["causes"].clone();
    assert_eq!(causes.as_array().unwrap().len(), FILES);
    // Comparing each with each took tens of seconds.
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn too_many_paths_for_a_command_line_name_the_way_out() {
    for run in [
        "cat {inputs.x} > {outputs.o}",
        "echo {inputs.x} | wc -w > {outputs.o}",
    ] {
        let project = project(run);
        let ran = project.run(&["run", "w.yaml"]);
        assert_eq!(ran.code, Some(1), "{}", ran.stdout);
        assert!(
            ran.stdout.contains("`{inputs.name.list}`"),
            "{}",
            ran.stdout
        );
    }
}
