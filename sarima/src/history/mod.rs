//! Filtering a history at given parameters: predictions, residuals and the state at its end.

mod filtering;
mod in_sample;

pub(crate) use filtering::{SAME, exact, regression, run};
pub use in_sample::InSample;
