//! `uses: export`: one generation of artifacts.

mod expected_change;
mod files;
mod geojson;
mod malformed_rows;
mod next;
mod rows;
mod step;

pub use step::Export;
