//! Fields that several methods share, checked while they are read.

use crate::json::{Fields, Shortest};

/// Reads `sigma2`, which must not be negative.
pub(super) fn variance(fields: &Fields<'_>) -> Result<f64, String> {
    match fields.number("sigma2")? {
        value if value >= 0.0 => Ok(value),
        value => Err(format!(
            "`sigma2` is `{}`, which is negative",
            Shortest(value)
        )),
    }
}

/// Reads `cycle`, which must not be empty.
pub(super) fn cycle(fields: &Fields<'_>) -> Result<Vec<f64>, String> {
    match fields.numbers("cycle")? {
        cycle if cycle.is_empty() => Err("`cycle` is empty".to_owned()),
        cycle => Ok(cycle),
    }
}
