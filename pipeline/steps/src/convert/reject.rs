//! Rejected rows and their reasons.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use serde::{Deserialize, Serialize};

use crate::malformed::is_malformed;

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The reason why a row is rejected.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Reason {
            $($(#[$doc])* $variant,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name that reports and the `reason` column use.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

reasons! {
    /// More or fewer fields than the header has.
    FieldCount = "field_count",
    /// A quote that is never closed.
    UnbalancedQuote = "unbalanced_quote",
    /// The header again, as concatenated files have it.
    RepeatedHeader = "repeated_header",
    /// No date.
    MissingTime = "missing_time",
    /// A date that fits none of the formats, or that no calendar has.
    UnparsableTime = "unparsable_time",
    /// A date that two of the formats read as different moments.
    AmbiguousTime = "ambiguous_time",
    /// No coordinates.
    MissingCoordinates = "missing_coordinates",
    /// Coordinates that are not numbers.
    UnparsableCoordinates = "unparsable_coordinates",
    /// Degrees beyond 180 or 90, or a point where the projection is not defined.
    CoordinatesOutOfRange = "coordinates_out_of_range",
    /// Coordinates that stand for an unknown place.
    SentinelCoordinates = "sentinel_coordinates",
    /// A count that is missing or not a number.
    UnparsableCount = "unparsable_count",
    /// Bytes that are not text in the declared encoding.
    InvalidEncoding = "invalid_encoding",
    /// Outside `bbox`.
    OutsideBbox = "outside_bbox",
    /// Outside `polygon`.
    OutsidePolygon = "outside_polygon",
    /// Before `since` or not before `until`.
    OutsidePeriod = "outside_period",
    /// A repeated row, if `dedupe` is set.
    Duplicate = "duplicate",
}

impl Reason {
    /// `true` if the row is faulty in itself, `false` if it is left out on request.
    #[must_use]
    pub fn is_malformed(self) -> bool {
        is_malformed(self.name())
    }
}

/// A rejected row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reject {
    /// Line of the decompressed file on which the row starts; the header's is 1.
    pub(crate) line: u64,
    pub(crate) reason: Reason,
    /// The column at fault; `None` if it is the whole row.
    pub(crate) field: Option<Arc<str>>,
    /// The row as it stands in the file, with bytes that are not UTF-8 replaced.
    pub(crate) raw: String,
}

/// The schema of a rejects file.
#[must_use]
pub fn rejects_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("file", DataType::Utf8, false),
        Field::new("line", DataType::Int64, false),
        Field::new("reason", DataType::Utf8, false),
        Field::new("field", DataType::Utf8, true),
        Field::new("raw", DataType::Utf8, false),
    ]))
}

/// The rejects of a file as a table.
pub(crate) fn batch(
    schema: &SchemaRef,
    file: &str,
    rejects: &[Reject],
) -> Result<RecordBatch, ArrowError> {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(rejects.iter().map(|_| file))),
        Arc::new(Int64Array::from_iter_values(
            rejects
                .iter()
                .map(|r| i64::try_from(r.line).unwrap_or(i64::MAX)),
        )),
        Arc::new(StringArray::from_iter_values(
            rejects.iter().map(|r| r.reason.name()),
        )),
        Arc::new(
            rejects
                .iter()
                .map(|r| r.field.as_deref())
                .collect::<StringArray>(),
        ),
        Arc::new(StringArray::from_iter_values(
            rejects.iter().map(|r| r.raw.as_str()),
        )),
    ];
    RecordBatch::try_new(schema.clone(), columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_asked_for_is_not_malformed() {
        let on_request: Vec<Reason> = Reason::ALL
            .iter()
            .copied()
            .filter(|reason| !reason.is_malformed())
            .collect();
        let expected = [
            Reason::OutsideBbox,
            Reason::OutsidePolygon,
            Reason::OutsidePeriod,
            Reason::Duplicate,
        ];
        assert_eq!(on_request, expected);
    }
}
