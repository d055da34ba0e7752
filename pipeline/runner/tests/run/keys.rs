//! What makes a step run again, and what does not.

use std::collections::BTreeSet;
use std::sync::Arc;

use hotcast_runner::run::{Options, Outcome};

use crate::kinds::{CHANGED, REGISTRY};
use crate::project::Dir;

const STEPS: &str =
    "  a: { uses: note, text: one }\n  b: { uses: note, text: ' two', reads: { x: a } }\n";

#[test]
fn names_and_layout_do_not_count_but_parameters_do() {
    let dir = Dir::new();
    assert_eq!(dir.run(STEPS).outcome, Outcome::Ran);
    assert_eq!(dir.run(STEPS).outcome, Outcome::Reused);
    let renamed = "  # a comment\n  other: { uses: note, text: one }\n  b: { uses: note, text: ' two', reads: { x: other } }\n";
    assert_eq!(dir.run(renamed).outcome, Outcome::Reused);
    let ran = dir.run(&STEPS.replace("' two'", "' three'"));
    assert_eq!(ran.end("a").outcome, Outcome::Reused);
    assert_eq!(ran.end("b").outcome, Outcome::Ran);
    assert_eq!(ran.end("b").bytes, Some("one three".len() as u64));
}

#[test]
fn an_equal_result_stops_the_change() {
    let dir = Dir::new();
    let steps =
        "  a: { uses: shout, files: in.txt }\n  b: { uses: note, text: x, reads: { t: a } }\n";
    dir.write("in.txt", "word");
    assert_eq!(dir.run(steps).outcome, Outcome::Ran);
    dir.write("in.txt", "Word");
    let ran = dir.run(steps);
    assert_eq!(ran.end("a").outcome, Outcome::Ran);
    assert_eq!(ran.end("b").outcome, Outcome::Reused);
}

#[test]
fn other_code_computes_its_own_kind_anew() {
    let dir = Dir::new();
    dir.write("in.txt", "word");
    let steps = format!("{STEPS}  c: {{ uses: shout, files: in.txt }}\n");
    dir.run(&steps);
    let ran = dir.run_with(CHANGED, &steps, &Options::default(), &Arc::default());
    let outcomes = ran.outcomes();
    assert_eq!(outcomes["a"], Outcome::Ran);
    assert_eq!(outcomes["c"], Outcome::Reused);
}

#[test]
fn a_step_can_be_forced_and_all_can() {
    let dir = Dir::new();
    dir.run(STEPS);
    let forced = Options {
        force: BTreeSet::from(["a".to_owned()]),
        ..Options::default()
    };
    let ran = dir.run_with(REGISTRY, STEPS, &forced, &Arc::default());
    // What it wrote is the same, so that nothing after it runs.
    assert_eq!(ran.end("a").outcome, Outcome::Ran);
    assert_eq!(ran.end("b").outcome, Outcome::Reused);
    let all = Options {
        no_cache: true,
        ..Options::default()
    };
    let ran = dir.run_with(REGISTRY, STEPS, &all, &Arc::default());
    assert!(ran.ends().all(|end| end.outcome == Outcome::Ran));
}

#[test]
fn only_the_file_and_the_record_that_changed_are_computed() {
    let dir = Dir::new();
    for (name, text) in [("a", "one"), ("b", "two"), ("c", "three")] {
        dir.write(&format!("in/{name}.txt"), text);
    }
    let files = "  s: { uses: shout, files: 'in/*.txt' }\n";
    assert_eq!(dir.run(files).end("s").units.unwrap().computed, 3);
    dir.write("in/b.txt", "zwei");
    let units = dir.run(files).end("s").units.unwrap();
    assert_eq!((units.computed, units.reused), (1, 2));

    let records = |text: &str| {
        format!("  t: {{ uses: note, text: '{text}' }}\n  l: {{ uses: letters, words: t }}\n")
    };
    assert_eq!(
        dir.run(&records("to be or"))
            .end("l")
            .units
            .unwrap()
            .computed,
        3
    );
    let units = dir.run(&records("to be or not")).end("l").units.unwrap();
    assert_eq!((units.computed, units.reused), (1, 3));
}
