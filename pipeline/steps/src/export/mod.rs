//! `uses: export`: one generation of artifacts.

mod expected_change;
mod geojson;
mod malformed_rows;
mod manifest;
mod rows;
mod step;

pub use step::Export;
