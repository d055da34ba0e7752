//! Looking after the cache.

use crate::harness::Project;

#[test]
fn gc_keeps_what_is_needed_and_removes_what_is_not() {
    let project = Project::chain();
    for word in ["one", "two", "three"] {
        project.ok(&["run", "w.yaml", "--set", &format!("word={word}")]);
    }
    project.ran_steps();
    let all = project.ok(&["cache", "ls", "--json"]).json();
    assert_eq!(all["results"].as_array().unwrap().len(), 10);
    assert_eq!(
        project.ok(&["cache", "gc"]).stdout.split(',').next(),
        Some("removed 0 results")
    );
    let dry = project
        .ok(&["cache", "gc", "--max-age", "0s", "--dry-run", "--json"])
        .json();
    assert_eq!(dry["results"].as_array().unwrap().len(), 6);
    assert_eq!(
        project.ok(&["cache", "ls", "--json"]).json()["results"]
            .as_array()
            .unwrap()
            .len(),
        10,
        "a dry run removes nothing"
    );
    project.ok(&["cache", "gc", "--max-size", "0B"]);
    assert_eq!(
        project.ok(&["cache", "ls", "--json"]).json()["results"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert_eq!(project.run(&["cache", "verify"]).code, Some(0));
    project.ok(&["run", "w.yaml", "--set", "word=three"]);
    assert!(project.ran_steps().is_empty(), "the last state stays");
    project.ok(&["run", "w.yaml", "--set", "word=one"]);
    assert_eq!(project.ran_steps(), ["first", "second", "third"]);
}

#[test]
fn gc_that_is_killed_leaves_a_store_that_works() {
    for n in 1..8 {
        let project = Project::chain();
        for word in ["one", "two"] {
            project.ok(&["run", "w.yaml", "--set", &format!("word={word}")]);
        }
        let ran = project
            .command(&["cache", "gc", "--max-age", "0s"])
            .env("HOTCAST_FAULT", format!("*:{n}"))
            .output()
            .unwrap();
        project.ran_steps();
        project.ok(&["run", "w.yaml", "--set", "word=two"]);
        assert!(project.ran_steps().is_empty(), "killed at {n}");
        assert_eq!(
            project.run(&["cache", "verify"]).code,
            Some(0),
            "killed at {n}"
        );
        if ran.status.success() {
            return;
        }
    }
    panic!("there were more points than expected");
}
