//! The steps after `convert`, on incidents made here, against counts made by other means.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod city;
mod cluster;
mod columns;
mod evaluate;
mod generation;
mod half_life;
mod invariants;
mod next;
mod project;
mod series;
mod train;
