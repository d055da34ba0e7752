//! Fingerprints of the code behind each kind of step, which `build.rs` makes. Results that other code
//! has computed are not found again.

include!(concat!(env!("OUT_DIR"), "/fingerprints.rs"));
