//! The exposure of a city: what all of its places share in a period, for the method `counts`.
//!
//! Season, holidays and level are learnt from the sum of all series, which is large where a single
//! place has a few incidents.

mod city;
mod known;
mod level;
mod ridge;
mod season;
mod terms;
#[cfg(test)]
mod tests;

pub use known::Exposures;
