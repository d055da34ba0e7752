//! The layout of a generation: the paths of its files, with forward slashes.

/// The [`Manifest`](crate::Manifest).
pub const MANIFEST: &str = "manifest.json";
/// The [`HotspotCollection`](crate::HotspotCollection).
pub const HOTSPOTS: &str = "hotspots.geojson";
/// The hotspots as GeoParquet.
pub const HOTSPOTS_TABLE: &str = "hotspots.parquet";
/// The [`NextCollection`](crate::NextCollection): where to expect how many incidents.
pub const NEXT: &str = "next.geojson";
/// The same with all occupied cells, one row for each place and horizon.
pub const NEXT_TABLE: &str = "next.parquet";
/// The counts of [`SeriesColumns`](crate::SeriesColumns).
pub const SERIES: &str = "series.parquet";
/// The counts by category, where categories were counted apart.
pub const SERIES_BY_CATEGORY: &str = "series_by_category.parquet";
/// Incidents per cell of a fine grid.
pub const DENSITY: &str = "density.parquet";
/// The [`CalendarDocument`](crate::CalendarDocument).
pub const CALENDAR: &str = "calendar.json";
/// The [`ModelCollection`](crate::ModelCollection).
pub const MODELS: &str = "models/all.json";
/// The figures of the fits.
pub const TRAINING: &str = "training.parquet";
/// The [`EvaluationDocument`](crate::EvaluationDocument), where the workflow evaluates.
pub const EVALUATION: &str = "evaluation.json";

/// The [`ModelDocument`](crate::ModelDocument) of a hotspot.
///
/// ```
/// assert_eq!(hotcast_artifacts::layout::model(4738), "models/4738.json");
/// ```
pub fn model(hotspot_id: i64) -> String {
    format!("models/{hotspot_id}.json")
}
