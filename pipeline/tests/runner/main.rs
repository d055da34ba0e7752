//! The runner through the real binary: temporary projects, exact output, exit codes, and what happens when things go wrong.
#![allow(clippy::unwrap_used)]

mod children;
mod clock;
mod concurrency;
mod corruption;
mod crashes;
mod delivery;
mod destinations;
mod explaining;
mod full_disk;
mod harness;
mod inputs;
mod interruption;
mod keys;
mod language;
mod logs;
mod many_files;
mod publish_params;
mod records;
mod reports;
mod said;
mod schema;
mod secrets;
mod sources;
mod strict;
mod upkeep;
