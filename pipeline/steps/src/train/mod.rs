//! `uses: train`: a model for each hotspot.

mod columns;
mod effect;
mod figures;
mod findings;
mod material;
mod outputs;
mod params;
mod record;
mod records;
mod regressors;
mod shape;
mod step;

pub use columns::{Aggregate, ColumnFiles, ColumnSource, ColumnTable, ColumnValues, Columns};
pub(crate) use material::{write_calendar, write_exposures, write_values};
pub use params::{
    ConstantChoice, ExogChoice, ExposureChoice, IntervalChoice, Train, TransformChoice,
};
pub(crate) use regressors::regressors;
