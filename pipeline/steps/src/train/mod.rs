//! `uses: train`: a model for each hotspot.

mod effect;
mod figures;
mod material;
mod outputs;
mod params;
mod record;
mod records;
mod regressors;
mod shape;
mod step;

pub(crate) use material::{write_calendar, write_values};
pub use params::{ConstantChoice, ExogChoice, Train, TransformChoice};
pub(crate) use regressors::regressors;
