//! Reads the extra columns of a row.

use super::column::ExtraValues;
use super::params::ExtraType;
use crate::convert::encoding::Charset;
use crate::convert::error::ConvertError;
use crate::convert::header::Header;
use crate::convert::number::Decimal;
use crate::convert::params::Convert;
use crate::convert::row::Row;
use crate::convert::timestamp::Clockwork;

const MS_PER_DAY: i64 = 86_400_000;

/// Whole numbers beyond this are not exact as a `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Reads the extra columns of the rows of one file.
pub(crate) struct ExtraReader {
    columns: Vec<(usize, ExtraType)>,
    charset: Charset,
    decimal: Decimal,
    clockwork: Clockwork,
}

impl ExtraReader {
    pub(crate) fn new(params: &Convert, header: &Header) -> Result<Self, ConvertError> {
        let fields = params.extra.fields();
        let columns = fields
            .iter()
            .map(|field| Ok((header.position("extra", field.column)?, field.kind)))
            .collect::<Result<_, ConvertError>>()?;
        Ok(Self {
            columns,
            charset: Charset::new(&params.encoding)?,
            decimal: Decimal::of(params.decimal),
            clockwork: Clockwork::new(params.time_format.as_slice(), params.timezone.as_deref())?,
        })
    }

    /// Empty columns with room for `rows`.
    pub(crate) fn columns(&self, rows: usize) -> Vec<ExtraValues> {
        let column = |&(_, kind): &(usize, ExtraType)| ExtraValues::with_capacity(kind, rows);
        self.columns.iter().map(column).collect()
    }

    /// Appends a row to the columns. Calls `unreadable` with the position of each column whose
    /// value is not of its type.
    #[inline]
    pub(crate) fn read(
        &self,
        row: &Row<'_>,
        columns: &mut [ExtraValues],
        mut unreadable: impl FnMut(usize),
    ) {
        for (nth, (&(at, _), values)) in self.columns.iter().zip(columns).enumerate() {
            let text = row.value(at);
            if !self.append(&text, values) && !text.is_empty() {
                unreadable(nth);
            }
        }
    }

    /// Appends a value; a null, and `false`, where it is not of the type.
    fn append(&self, text: &[u8], values: &mut ExtraValues) -> bool {
        match values {
            ExtraValues::Text(values) => {
                let value = self.charset.decode(text).filter(|text| !text.is_empty());
                values.append_option(value.as_deref());
                value.is_some()
            }
            ExtraValues::Int(values) => {
                let value = self.whole(text);
                values.append_option(value);
                value.is_some()
            }
            ExtraValues::Float(values) => {
                let value = self.decimal.parse(text);
                values.append_option(value);
                value.is_some()
            }
            ExtraValues::Bool(values) => {
                let value = truth(text);
                values.append_option(value);
                value.is_some()
            }
            ExtraValues::Date(values) => {
                let value = self.day(text);
                values.append_option(value);
                value.is_some()
            }
        }
    }

    /// A whole number, also with thousands or as `7.0`.
    fn whole(&self, text: &[u8]) -> Option<i64> {
        let exact = std::str::from_utf8(text).ok()?.parse::<i64>().ok();
        exact.or_else(|| {
            let value = self.decimal.parse(text)?;
            (value.fract() == 0.0 && value.abs() < EXACT).then_some(value as i64)
        })
    }

    /// Days since 1970.
    fn day(&self, text: &[u8]) -> Option<i32> {
        let wall_ms = self.clockwork.wall_ms(text).ok()?;
        i32::try_from(wall_ms.div_euclid(MS_PER_DAY)).ok()
    }
}

fn truth(text: &[u8]) -> Option<bool> {
    let is = |words: &[&str]| {
        words
            .iter()
            .any(|w| text.eq_ignore_ascii_case(w.as_bytes()))
    };
    if is(&["true", "yes", "y", "t", "1"]) {
        Some(true)
    } else {
        is(&["false", "no", "n", "f", "0"]).then_some(false)
    }
}
