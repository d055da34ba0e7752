//! The values of an extra column, filled row by row.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder,
};

use super::params::ExtraType;

/// The values of a column; those that are blank or unreadable are null.
pub(crate) enum ExtraValues {
    Text(StringBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
    Bool(BooleanBuilder),
    Date(Date32Builder),
}

impl ExtraValues {
    pub(crate) fn with_capacity(kind: ExtraType, rows: usize) -> Self {
        match kind {
            ExtraType::Text => Self::Text(StringBuilder::with_capacity(rows, rows * 8)),
            ExtraType::Int => Self::Int(Int64Builder::with_capacity(rows)),
            ExtraType::Float => Self::Float(Float64Builder::with_capacity(rows)),
            ExtraType::Bool => Self::Bool(BooleanBuilder::with_capacity(rows)),
            ExtraType::Date => Self::Date(Date32Builder::with_capacity(rows)),
        }
    }

    /// The column.
    pub(crate) fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(values) => Arc::new(values.finish()),
            Self::Int(values) => Arc::new(values.finish()),
            Self::Float(values) => Arc::new(values.finish()),
            Self::Bool(values) => Arc::new(values.finish()),
            Self::Date(values) => Arc::new(values.finish()),
        }
    }
}
