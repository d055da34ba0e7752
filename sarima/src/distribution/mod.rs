//! Distribution functions and random numbers.

mod beta;
mod gamma;
mod normal;
mod rng;

pub(crate) use beta::f_two_sided;
pub(crate) use gamma::chi_squared_upper;
pub(crate) use normal::normal_quantile;
pub(crate) use rng::Rng;
