//! The types of columns, and the casts to them by which nothing is lost.

use polars::prelude::{DataType, TimeUnit};

/// The type that a column of incidents or series has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Time,
    Day,
    Number,
    Whole,
    Text,
}

/// The step from a type to the wanted one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cast {
    /// The type is the wanted one.
    None,
    /// Nothing is lost by it.
    To(DataType),
    /// Only the query can say how.
    Refused,
}

impl Wanted {
    /// The type of Polars.
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Time => DataType::Datetime(TimeUnit::Milliseconds, None),
            Self::Day => DataType::Date,
            Self::Number => DataType::Float64,
            Self::Whole => DataType::Int64,
            Self::Text => DataType::String,
        }
    }

    /// The type as SQL writes it.
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Self::Time => "TIMESTAMP",
            Self::Day => "DATE",
            Self::Number => "DOUBLE",
            Self::Whole => "BIGINT",
            Self::Text => "VARCHAR",
        }
    }

    /// The cast from another type.
    pub(crate) fn from(self, found: &DataType) -> Cast {
        let wanted = self.data_type();
        if *found == wanted {
            return Cast::None;
        }
        let kept = match self {
            // Incidents are counted by day, so that parts of a millisecond are never read.
            Self::Time => matches!(found, DataType::Date | DataType::Datetime(_, None)),
            Self::Day => false,
            Self::Whole => found.is_integer(),
            Self::Number => found.is_integer() || *found == DataType::Float32,
            Self::Text => {
                found.is_integer()
                    || matches!(
                        found,
                        DataType::Categorical(..) | DataType::Enum(..) | DataType::Null
                    )
            }
        };
        if kept {
            Cast::To(wanted)
        } else {
            Cast::Refused
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lossless_casts_are_made() {
        let micro = DataType::Datetime(TimeUnit::Microseconds, None);
        assert_eq!(
            Wanted::Time.from(&micro),
            Cast::To(Wanted::Time.data_type())
        );
        assert_eq!(Wanted::Time.from(&Wanted::Time.data_type()), Cast::None);
        assert_eq!(Wanted::Time.from(&DataType::String), Cast::Refused);
        assert_eq!(
            Wanted::Number.from(&DataType::Int32),
            Cast::To(DataType::Float64)
        );
        assert_eq!(Wanted::Number.from(&DataType::String), Cast::Refused);
        assert_eq!(
            Wanted::Text.from(&DataType::Int64),
            Cast::To(DataType::String)
        );
        assert_eq!(Wanted::Text.from(&DataType::Float64), Cast::Refused);
    }
}
