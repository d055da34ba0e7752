//! Out-of-sample errors of Gaussian methods, and what their intervals learn from them.

mod errors;
mod pool;

pub(crate) use errors::{SeriesErrors, out_of_sample};
pub(crate) use pool::calibrations;
