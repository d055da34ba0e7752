//! Any bytes are a pack or are refused, and what is read of a pack is what its digests promise.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| hotcast_runner::fuzzing::pack(bytes));
