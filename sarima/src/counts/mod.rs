//! A filter for counts: a dynamic Gamma-Poisson model with discounting.

mod check;
mod components;
mod crps;
mod distribution;
mod filter;
mod ladder;
mod lanes;
mod negative_binomial;
mod paths;
mod prior;
mod rising;
mod settings;
mod sum;

pub use check::{EXPOSURE, are_counts};
pub(crate) use components::State;
pub use distribution::{CountDistribution, CountInterval};
pub use filter::CountFilter;
pub(crate) use filter::check;
pub use prior::CountPrior;
pub use settings::{COUNT_COMPONENTS, CountSettings};
