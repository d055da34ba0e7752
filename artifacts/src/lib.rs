//! The documents that Hotcast publishes, as the steps write them and as the server and the page read them.
//!
//! Each JSON document is a type here, with the same names as in the file. `schemas/` has their JSON Schemas, and the
//! page's TypeScript types are made from these: [`schemas`] lists them all.
//!
//! ```
//! use hotcast_artifacts::{CalendarDocument, read};
//! let error = read::<CalendarDocument>(br#"{"schema_version": 2}"#).unwrap_err();
//! assert_eq!(error.to_string(), "its schema version is `2`, this program reads `1`");
//! ```

mod calendar;
mod hotspots;
mod id;
mod manifest;
mod read;
mod schemas;

pub use calendar::{
    CalendarDocument, CalendarError, DayNumber, Freq, HolidayMark, PeriodRule, WeekStart,
    day_number, to_date,
};
pub use hotspots::{
    CategoryCount, Geometry, HotspotCollection, HotspotFeature, HotspotProperties, Ring, TrendClass,
};
pub use id::{hotspot_id, place_of};
pub use manifest::{Counts, FileEntry, Manifest};
pub use read::{ReadError, read};
pub use schemas::schemas;

/// The version of the form of every document here. A reader refuses others.
pub const SCHEMA_VERSION: u32 = 1;
