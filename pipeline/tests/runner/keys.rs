//! What makes a step run again, and what does not.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::harness::Project;

const RUN: &[&str] = &["run", "w.yaml"];

#[test]
fn a_second_run_does_nothing_and_says_so() {
    let project = Project::chain();
    project.ok(RUN);
    assert_eq!(project.ran_steps(), ["beside", "first", "second", "third"]);
    assert_eq!(project.read("out/third.txt").trim(), "14");
    let second = project.ok(RUN);
    assert!(project.ran_steps().is_empty());
    assert!(
        second
            .steady()
            .ends_with("nothing to do: all 4 steps are up to date (…)\n"),
        "{}",
        second.stdout
    );
}

#[test]
fn comments_blanks_order_and_descriptions_run_nothing() {
    let project = Project::chain();
    project.ok(RUN);
    project.ran_steps();
    project.edit("w.yaml", "version: 1\n", "# a comment\nversion:   1\n");
    project.edit("w.yaml", "    inputs: { first: first }\n    outputs: { out: out/second.txt }\n", "    outputs: {out: out/second.txt}\n    description: upper case\n    inputs: { first: first }\n");
    project.ok(RUN);
    assert!(project.ran_steps().is_empty());
}

#[test]
fn touching_renaming_and_a_moved_clock_run_nothing() {
    let project = Project::chain();
    project.ok(RUN);
    project.ran_steps();
    for years in [-1_i64, 1] {
        let year = Duration::from_secs(365 * 86_400);
        let time = if years < 0 {
            SystemTime::now() - year
        } else {
            SystemTime::now() + year
        };
        for file in project
            .files("")
            .into_iter()
            .map(|(path, _)| path)
            .filter(|path| !path.ends_with("lock"))
        {
            let file = File::options()
                .read(true)
                .open(project.path(file.to_str().unwrap()))
                .unwrap();
            file.set_modified(time).unwrap();
        }
        project.ok(RUN);
        assert!(project.ran_steps().is_empty(), "{years} years");
    }
    std::fs::rename(project.path("in/a.txt"), project.path("in/z.txt")).unwrap();
    project.ok(RUN);
    assert!(
        project.ran_steps().is_empty(),
        "the name of a file is not its content"
    );
}

#[test]
fn a_parameter_reruns_its_step_and_what_depends_on_it() {
    let project = Project::chain();
    project.ok(RUN);
    project.ran_steps();
    project.ok(&["run", "w.yaml", "--set", "word=beta"]);
    assert_eq!(project.ran_steps(), ["first", "second", "third"]);
    project.ok(RUN);
    assert!(
        project.ran_steps().is_empty(),
        "the results for the old value are still there"
    );
}

#[test]
fn an_unchanged_result_stops_the_rest() {
    let project = Project::chain();
    project.ok(RUN);
    project.ran_steps();
    project.edit(
        "w.yaml",
        "tr a-z A-Z < {inputs.first}",
        "cat {inputs.first} | tr a-z A-Z",
    );
    project.ok(RUN);
    assert_eq!(project.ran_steps(), ["second"]);
}

#[test]
fn an_edit_of_the_same_size_with_the_old_time_is_seen() {
    let project = Project::chain();
    project.ok(RUN);
    project.ran_steps();
    let path = project.path("in/a.txt");
    let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
    project.write("in/a.txt", "ONE\n");
    File::options()
        .append(true)
        .open(&path)
        .unwrap()
        .set_modified(modified)
        .unwrap();
    project.ok(&["run", "w.yaml", "--verify"]);
    assert!(project.ran_steps().contains(&"first".to_owned()));
}

#[test]
fn every_parameter_counts_and_one_named_size_too() {
    let project = Project::new();
    let workflow = |size: &str| {
        format!(
            "version: 1\nname: w\nsteps:\n  a:\n    uses: command\n    run: 'echo a >> log; printenv size md5 > {{outputs.o}}'\n    env: {{ size: '{size}', md5: '1' }}\n    outputs: {{ o: o.txt }}\n"
        )
    };
    for (size, expected) in [("1", "1\n1\n"), ("2", "2\n1\n"), ("1", "1\n1\n")] {
        project.write("w.yaml", &workflow(size));
        project.ok(RUN);
        assert_eq!(project.read("o.txt"), expected);
    }
    assert_eq!(project.ran_steps(), ["a", "a"]);
}

#[test]
fn one_and_eight_threads_give_the_same_digests() {
    let digests = |jobs: &str| {
        let project = Project::chain();
        let events = project
            .ok(&["run", "w.yaml", "--json", "-j", jobs])
            .events();
        let mut digests: Vec<String> = events
            .iter()
            .filter(|event| event["event"] == "step_finished")
            .map(|event| format!("{} {} {}", event["step"], event["key"], event["outputs"]))
            .collect();
        digests.sort();
        digests
    };
    assert_eq!(digests("1"), digests("8"));
}

#[test]
fn force_and_no_cache_run_what_they_say() {
    let project = Project::chain();
    project.ok(RUN);
    project.ran_steps();
    project.ok(&["run", "w.yaml", "--force", "second"]);
    assert_eq!(project.ran_steps(), ["second"]);
    project.ok(&["run", "w.yaml", "--no-cache"]);
    assert_eq!(project.ran_steps(), ["beside", "first", "second", "third"]);
}

#[test]
fn named_steps_bring_what_they_need_and_no_more() {
    let project = Project::chain();
    project.ok(&["run", "w.yaml", "second"]);
    assert_eq!(project.ran_steps(), ["first", "second"]);
}

#[test]
fn a_published_copy_that_was_edited_or_deleted_comes_back_without_a_run() {
    let project = Project::chain();
    project.ok(RUN);
    project.ran_steps();
    let before = project.files("out");
    project.write("out/first.txt", "edited");
    std::fs::remove_file(project.path("out/third.txt")).unwrap();
    project.ok(RUN);
    assert!(project.ran_steps().is_empty());
    assert_eq!(project.files("out"), before);
}
