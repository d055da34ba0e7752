//! Runs of small workflows in this process, with kinds of steps of their own: fast, and without the program.

#![allow(clippy::unwrap_used)]

mod kinds;
mod project;

mod failing;
mod keys;
mod publishing;
mod scheduling;
