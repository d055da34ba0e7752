//! The exact filter: it turns observations into a small state, from which everything later is
//! forecast.
//!
//! `system` expands the polynomials. `autocovariance` and `gain` give the gains (Chandrasekhar
//! recursions, Morf, Sidhu and Kailath 1974). `trajectory` is one linear path through the model,
//! and `state` puts them together, missing values included.

mod autocovariance;
#[cfg(feature = "wide-search")]
mod expansion;
mod gain;
mod number;
mod state;
mod system;
mod trajectory;

#[cfg(feature = "wide-search")]
pub(crate) use expansion::Expansion;
pub(crate) use gain::Gain;
pub(crate) use number::Number;
pub(crate) use state::{Factor, Filter, Step};
pub(crate) use system::System;
pub(crate) use trajectory::Trajectory;
