//! From the CSV files that cities publish to typed incidents, every row accounted for.

mod advice;
mod area;
mod batch;
mod check;
mod chunk;
mod columns;
mod counts;
mod encoding;
mod error;
mod field;
mod file;
mod geojson;
mod number;
mod params;
mod place;
mod pool;
mod record;
mod reject;
mod row;
mod sink;
mod source;
mod step;
mod text;
mod timestamp;
mod verdict;
mod writer;

pub use counts::ConvertCounts;
pub use error::{ConvertError, Elsewhere, MissingColumn, TooManyRejects};
pub use file::{Hooks, SourceFile, convert_file, convert_files};
pub use params::{Area, Columns, Convert, Dedupe, Geometry, OneOrMany};
pub use reject::{Reason, rejects_schema};
pub use timestamp::FormatError;
