//! Any text is a workflow or is refused with mistakes that can be shown.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| hotcast_runner::fuzzing::workflow(hotcast::REGISTRY, text));
