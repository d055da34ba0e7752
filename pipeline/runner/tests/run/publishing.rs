//! Results outside of the cache.

use std::fs;

use hotcast_runner::run::Event;

use crate::project::{Dir, Ran};

const STEPS: &str = "  a: { uses: note, text: one, to: out/a.txt }\n";

fn changed(ran: &Ran) -> Vec<bool> {
    let changed = ran.events.iter().filter_map(|event| match event {
        Event::Published { changed, .. } => Some(*changed),
        _ => None,
    });
    changed.collect()
}

#[test]
fn a_file_is_published_once_and_restored_when_it_was_edited_or_removed() {
    let dir = Dir::new();
    assert_eq!(changed(&dir.run(STEPS)), [true]);
    assert_eq!(dir.read("out/a.txt"), "one");
    assert_eq!(changed(&dir.run(STEPS)), [false]);
    dir.write("out/a.txt", "edited");
    assert_eq!(changed(&dir.run(STEPS)), [true]);
    fs::remove_file(dir.path("out/a.txt")).unwrap();
    assert_eq!(changed(&dir.run(STEPS)), [true]);
    assert_eq!(dir.read("out/a.txt"), "one");
}

#[test]
fn another_place_gets_the_same_result_without_running() {
    let dir = Dir::new();
    dir.run(STEPS);
    let ran = dir.run(&STEPS.replace("out/a.txt", "elsewhere.txt"));
    assert!(ran.ends().all(|end| end.key.is_some()));
    assert_eq!(changed(&ran), [true]);
    assert_eq!(dir.read("elsewhere.txt"), "one");
}
