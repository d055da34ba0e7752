//! `evaluation.json`: the accuracy of forecasts and hotspots on held-out data.

mod document;
mod metrics;
mod quality;
mod verdict;

pub use document::{EvaluationDocument, HotspotMetrics};
pub use metrics::{Metrics, NoiseFloor};
pub use quality::{HotspotQuality, Quality, RankedWindow, Ranking, ShareQuality};
pub use verdict::{Comparison, Verdict};
