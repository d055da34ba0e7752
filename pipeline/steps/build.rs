//! Makes the code fingerprint of every kind of step.

/// The kinds of steps: modules at the root of the crate.
const KINDS: [&str; 7] = [
    "convert", "cluster", "series", "train", "evaluate", "export", "command",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    hotcast_fingerprint::write(&KINDS.map(|kind| (kind, kind)))
}
