//! What a failure stops, and what it leaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use hotcast_runner::run::{Options, Outcome};

use crate::kinds::REGISTRY;
use crate::project::Dir;

const STEPS: &str = "  bad: { uses: note, text: fail }\n  after: { uses: note, text: x, reads: { b: bad } }\n  apart: { uses: note, text: y }\n";

#[test]
fn a_failure_says_why_and_stops_what_reads_it() {
    let dir = Dir::new();
    let ran = dir.run(STEPS);
    assert_eq!(ran.outcome, Outcome::Failed);
    let bad = ran.end("bad");
    assert_eq!(bad.error.as_deref(), Some("it was told to fail"));
    assert_eq!(bad.hint.as_deref(), Some("tell it something else"));
    assert_eq!(ran.end("after").outcome, Outcome::Skipped);
}

#[test]
fn what_does_not_depend_on_a_failure_goes_on_where_that_is_wanted() {
    let dir = Dir::new();
    let options = Options {
        keep_going: true,
        ..Options::default()
    };
    let ran = dir.run_with(REGISTRY, STEPS, &options, &Arc::default());
    let outcomes = ran.outcomes();
    assert_eq!(outcomes["apart"], Outcome::Ran);
    assert_eq!(outcomes["after"], Outcome::Skipped);
    let mended = STEPS.replace("text: fail", "text: fine");
    let ran = dir.run(&mended);
    assert_eq!(ran.outcome, Outcome::Ran);
    assert_eq!(ran.end("apart").outcome, Outcome::Reused);
}

#[test]
fn the_files_that_succeeded_are_found_after_the_one_that_failed_is_mended() {
    let dir = Dir::new();
    dir.write("in/a.txt", "one");
    dir.write("in/b.txt", "two!");
    let steps = "  s: { uses: shout, files: 'in/*.txt' }\n";
    let options = Options {
        keep_going: true,
        ..Options::default()
    };
    let ran = dir.run_with(REGISTRY, steps, &options, &Arc::default());
    let error = ran.end("s").error.clone().unwrap();
    assert!(
        error.contains("in/b.txt") && error.contains("it shouts already"),
        "{error}"
    );
    dir.write("in/b.txt", "two");
    let units = dir.run(steps).end("s").units.unwrap();
    assert_eq!((units.computed, units.reused), (1, 1));
}

#[test]
fn a_panic_fails_its_step_and_not_the_run() {
    let dir = Dir::new();
    let ran = dir.run("  p: { uses: note, text: x, panic: true }\n");
    assert_eq!(ran.outcome, Outcome::Failed);
    assert_eq!(ran.end("p").error.as_deref(), Some("the program panicked"));
    assert_eq!(
        dir.run("  p: { uses: note, text: x }\n").outcome,
        Outcome::Ran
    );
}

#[test]
fn an_interruption_ends_the_steps_and_keeps_what_was_done() {
    let dir = Dir::new();
    let cancel = Arc::new(AtomicBool::new(false));
    let steps = "  done: { uses: note, text: x }\n  waits: { uses: note, text: y, reads: { d: done }, wait: true }\n";
    let stop = cancel.clone();
    let stopper = thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        stop.store(true, Ordering::Relaxed);
    });
    let ran = dir.run_with(REGISTRY, steps, &Options::default(), &cancel);
    stopper.join().unwrap();
    assert_eq!(ran.outcome, Outcome::Interrupted);
    assert_eq!(ran.end("waits").outcome, Outcome::Interrupted);
    let ran = dir.run(&steps.replace("wait: true", "wait: false"));
    assert_eq!(ran.end("done").outcome, Outcome::Reused);
}
