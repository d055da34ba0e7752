//! Distribution functions and random numbers.

mod beta;
#[cfg(feature = "counts")]
mod draws;
mod gamma;
mod normal;
mod rng;

pub(crate) use beta::f_two_sided;
#[cfg(feature = "counts")]
pub(crate) use beta::scaled_beta;
#[cfg(feature = "counts")]
pub(crate) use draws::{ln_beta_draw, ln_gamma_draw, poisson_draw};
pub(crate) use gamma::chi_squared_upper;
pub(crate) use normal::{normal_cdf, normal_density, normal_quantile};
pub(crate) use rng::Rng;
