//! Mistakes in a format or a time zone.

use thiserror::Error;

/// A format that cannot be used.
#[derive(Debug, Error)]
pub enum FormatError {
    /// An unknown conversion.
    #[error(
        "time format `{format}` has the unknown conversion `%{specifier}`; known are \
         Y y m B b d e j H k I l M S f p P z Z A a F T D R s n t and %%"
    )]
    Specifier {
        /// The whole format.
        format: String,
        /// The letter after the percent sign.
        specifier: String,
    },
    /// A format without a date.
    #[error("time format `{0}` has no year")]
    NoYear(String),
    /// A day without a month.
    #[error("time format `{0}` has a day but no month; a month is `%m`, `%M` is a minute")]
    NoMonth(String),
    /// An hour of 12 without `%p`.
    #[error("time format `{0}` has `%I` without `%p`; an hour of 24 is `%H`")]
    NoHalfDay(String),
    /// A part that is stated twice.
    #[error("time format `{0}` has the same part twice; a minute is `%M`, `%m` is a month")]
    Twice(String),
    /// A zone that the database does not have.
    #[error("time zone `{0}` is not an IANA name such as `America/Chicago`")]
    Zone(String),
}
