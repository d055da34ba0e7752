//! Filtering a history at given parameters: predictions, residuals and the state at its end.

mod doubt;
mod filtering;
mod in_sample;

pub(crate) use doubt::{has_long_memory, resolved};
pub(crate) use filtering::{exact, regression, run};
pub use in_sample::InSample;
