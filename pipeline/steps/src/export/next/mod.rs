//! Where to expect how many incidents in the periods to come.
//!
//! A hotspot's number over several periods has the joint distribution of its model: the sum of the
//! filter of `counts`, or the negative binomial distribution with the mean and the variance of the
//! sum that another model forecasts.
//! Each incident of a hotspot falls into one of its cells with the probability of the cell's share,
//! so that the expected numbers of the cells add up to that of the hotspot.
//! A cell outside of all hotspots is expected to change as they do together.

mod features;
mod places;
mod sums;
mod table;

pub(super) use features::features;
pub(super) use places::Ahead;
pub(super) use table::write;

/// The numbers of periods, beginning with the next one.
const HORIZONS: [usize; 3] = [1, 4, 13];

/// The nominal level of the intervals.
const LEVEL: f64 = 0.8;
