//! The fingerprints that `build.rs` makes.

include!(concat!(env!("OUT_DIR"), "/fingerprints.rs"));
