#![doc = include_str!("../README.md")]

mod calendar;
mod evaluation;
mod hotspots;
mod id;
pub mod layout;
mod manifest;
mod method;
mod model;
mod next;
mod read;
mod schemas;
mod series;

pub use calendar::{
    Beyond, CalendarDocument, CalendarError, DayNumber, Freq, HolidayMark, PeriodRule, Reach,
    WeekStart, day_number, to_date,
};
pub use evaluation::{
    Comparison, EvaluationDocument, HotspotMetrics, HotspotQuality, Metrics, NoiseFloor, Quality,
    RankedWindow, Ranking, ShareQuality, Verdict,
};
pub use hotspots::{
    CategoryCount, Geometry, HotspotCollection, HotspotFeature, HotspotProperties, Ring, TrendClass,
};
pub use id::{hotspot_id, place_of};
pub use manifest::{Counts, FileEntry, Manifest};
pub use method::ForecastMethod;
pub use model::{ModelCollection, ModelDocument};
pub use next::{Expected, NextCollection, NextFeature, NextProperties};
pub use read::{ReadError, read};
pub use schemas::schemas;
pub use series::{ColumnError, SeriesColumns};

/// The version of the form of every document here. A reader refuses others.
pub const SCHEMA_VERSION: u32 = 1;
