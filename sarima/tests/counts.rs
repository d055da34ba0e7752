//! The filter for counts against its equations in 40 digits, and what must hold for any series.

#![allow(clippy::unwrap_used)]

#[path = "counts/calibration.rs"]
mod calibration;
#[path = "counts/degenerate.rs"]
mod degenerate;
#[path = "counts/document.rs"]
mod document;
#[path = "counts/properties.rs"]
mod properties;
#[path = "counts/reference.rs"]
mod reference;
mod uniform;
