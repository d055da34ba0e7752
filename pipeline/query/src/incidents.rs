//! The values of a result that stands for incidents.

use std::path::Path;

use hotcast_steps::incidents::{LAT, LON, TIME};
use polars::prelude::{Engine, Expr, PolarsResult, col, lit};

use crate::failure::Failure;
use crate::scan::parquet;

/// Checks what types cannot say: no time or place is missing, and places are on the Earth.
///
/// # Errors
/// When a row is not an incident.
pub(crate) fn check_values(path: &Path) -> Result<(), Failure> {
    let outside = |name: &str, most: f64| {
        let inside = col(name).gt_eq(lit(-most)).and(col(name).lt_eq(lit(most)));
        inside.not().sum().alias(format!("outside {name}"))
    };
    let missing = |name: &str| col(name).null_count().alias(format!("no {name}"));
    let mut checks: Vec<Expr> = [TIME, LON, LAT].into_iter().map(missing).collect();
    checks.extend([outside(LON, 180.0), outside(LAT, 90.0)]);
    for (check, n) in counts(path, &checks)? {
        let Some((what, name)) = check.split_once(' ').filter(|_| n > 0) else {
            continue;
        };
        return Err(match what {
            "no" => Failure::new(format!("{n} rows of the result have no `{name}`"))
                .hint(format!("add `WHERE {name} IS NOT NULL`")),
            _ => Failure::new(format!(
                "{n} rows of the result have a `{name}` that is not in degrees"
            ))
            .hint("longitudes lie between -180 and 180, latitudes between -90 and 90"),
        });
    }
    Ok(())
}

fn counts(path: &Path, checks: &[Expr]) -> PolarsResult<Vec<(String, u64)>> {
    let found = parquet(path)?
        .select(checks)
        .collect_with_engine(Engine::Streaming)?
        .unwrap_single();
    let count = |column: &polars::prelude::Column| {
        let n = column.get(0)?.try_extract::<u64>()?;
        Ok((column.name().to_string(), n))
    };
    found.columns().iter().map(count).collect()
}
