//! `uses: train`: a model for each hotspot.

mod effect;
mod outputs;
mod record;
mod shape;
mod step;

pub use outputs::ModelsDocument;
pub use record::TrainRecord;
pub use step::{ConstantChoice, ExogChoice, Train, TransformChoice};
pub(crate) use step::{regressors, write_calendar, write_values};
