//! `uses: evaluate`: scores of the forecasts and of the hotspots.
//!
//! Forecasts are scored series by series, each series a record of the cache; hotspots are scored
//! all together when the records are combined.

mod best_of_chance;
mod comparison;
mod forecasts;
mod held_out;
mod noise_floor;
mod params;
mod quality;
mod ranking;
mod record;
mod records;
mod step;
mod summary;
mod verdict;

pub use params::Evaluate;
