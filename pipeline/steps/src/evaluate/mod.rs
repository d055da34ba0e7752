//! `uses: evaluate`: how good the forecasts and the hotspots are.

mod document;
mod quality;
mod record;
mod step;
mod verdict;

pub use document::{EvaluationDocument, Metrics};
pub use quality::{HotspotQuality, Quality};
pub use step::Evaluate;
