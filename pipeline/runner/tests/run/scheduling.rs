//! The order of steps.

use std::sync::Arc;

use hotcast_runner::run::{Event, Options, Outcome};

use crate::kinds::REGISTRY;
use crate::project::Dir;

#[test]
fn steps_run_in_the_order_of_the_file_after_those_they_read() {
    let dir = Dir::new();
    let steps = "  last: { uses: note, text: z, reads: { a: first, b: second } }\n  second: { uses: note, text: b }\n  first: { uses: note, text: a }\n";
    let ran = dir.run(steps);
    let started: Vec<&str> = ran
        .events
        .iter()
        .filter_map(|event| match event {
            Event::StepStarted { step, .. } => Some(step.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(started, ["second", "first", "last"]);
    assert!(matches!(ran.events.first(), Some(Event::RunStarted { .. })));
    assert!(matches!(
        ran.events.last(),
        Some(Event::RunFinished { ran: 3, .. })
    ));
}

#[test]
fn a_wide_graph_ends_with_many_threads() {
    let dir = Dir::new();
    let mut steps = String::new();
    for n in 0..40 {
        steps += &format!("  s{n}: {{ uses: note, text: '{n}' }}\n");
    }
    let reads: Vec<String> = (0..40).map(|n| format!("r{n}: s{n}")).collect();
    steps += &format!(
        "  all: {{ uses: note, text: end, reads: {{ {} }} }}\n",
        reads.join(", ")
    );
    let options = Options {
        jobs: 8,
        ..Options::default()
    };
    let ran = dir.run_with(REGISTRY, &steps, &options, &Arc::default());
    assert_eq!(ran.outcome, Outcome::Ran);
    assert_eq!(ran.ends().count(), 41);
}
