//! The fingerprint of the code behind `query`, which `build.rs` makes. Results that other code has
//! computed are not found again.

include!(concat!(env!("OUT_DIR"), "/fingerprints.rs"));
