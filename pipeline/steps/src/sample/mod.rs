//! A seeded city: incidents in the format of Chicago's data portal, for runs that need no download.
//!
//! The city has a street grid beside a lake, neighbourhoods of different density, a few hundred
//! dense places of different kinds (shopping, night life, transit, housing, street trade), each
//! with its own trend, season and slowly varying level, and a city-wide rhythm of year, week, hour
//! and holidays. The same parameters give the same bytes on any number of threads.

mod addresses;
mod alias;
mod city;
mod day_text;
mod dense_places;
mod dirt;
mod hours;
mod mixes;
mod offences;
mod place_kind;
mod random;
mod rhythm;
mod row;
mod rows;
mod schedule;
mod streets;
mod write;

pub use row::HEADER;
pub use write::{SampleError, SampleParams, SampleSummary, write_sample, write_sample_file};
