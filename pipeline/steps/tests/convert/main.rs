//! `convert` on small files: what is kept, what is not, and why.
#![allow(clippy::unwrap_used)]

mod clocks;
mod containers;
mod dialects;
mod extra;
mod files;
mod filters;
mod keep_and_drop;
mod many_rows;
mod messages;
mod nulls;
mod places;
mod properties;
mod rows;
mod sample;
mod support;
mod times;
