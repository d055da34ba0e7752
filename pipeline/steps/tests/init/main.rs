//! `init` on files as cities publish them, and on made-up tables in made-up dialects.
#![allow(clippy::unwrap_used)]

mod cities;
mod dialects;
mod questions;
mod refusals;
mod support;
