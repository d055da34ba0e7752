//! `uses: evaluate`: how good the forecasts and the hotspots are.

mod compare;
mod document;
mod held_out;
mod params;
mod quality;
mod record;
mod records;
mod step;
mod summary;
mod verdict;

pub use document::{EvaluationDocument, Metrics};
pub use params::Evaluate;
pub use quality::{HotspotQuality, Quality};
