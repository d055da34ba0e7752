//! Reads a CSV file of regressors, and matches it with the series.

use std::ops::Range;
use std::path::Path;

use anyhow::Context;
use sarima::Exog;

use super::series_csv::{Label, Series};
use super::table::{Row, Table};
use crate::cli::exit::UsageError;

/// Regressors over the periods of a series and beyond.
#[derive(Debug)]
pub(crate) struct Regressors {
    exog: Exog,
    named: String,
    /// `true` if a column was compared with one of the series, so that the rows are known to be the
    /// same periods.
    matched: bool,
}

impl Regressors {
    pub(crate) fn none() -> Self {
        Self {
            exog: Exog::none(),
            named: String::new(),
            matched: false,
        }
    }

    /// Reads all columns except those that the series has too, which must have the same values.
    ///
    /// A value that is not a number is an error that names the field; its column is never skipped.
    pub(crate) fn read(path: &Path, series: &Series) -> anyhow::Result<Self> {
        let table = Table::read(path)?;
        let is_label = |name: &String| series.labels.iter().any(|label| label.name == *name);
        let kept = (0..table.header.len()).filter(|at| !is_label(&table.header[*at]));
        Self::new(&table, kept.collect(), series)
    }

    /// Reads the columns `names` only, in that order.
    pub(crate) fn read_named(
        path: &Path,
        series: &Series,
        names: &[String],
    ) -> anyhow::Result<Self> {
        let table = Table::read(path)?;
        let at =
            |name: &String| {
                table.header.iter().position(|n| n == name).ok_or_else(|| {
                    UsageError(format!("`{}` has no column `{name}`", path.display()))
                })
            };
        let kept = names.iter().map(at).collect::<Result<_, _>>()?;
        Self::new(&table, kept, series)
    }

    fn new(table: &Table, kept: Vec<usize>, series: &Series) -> anyhow::Result<Self> {
        let named = table.path.display().to_string();
        let mut matched = false;
        for label in &series.labels {
            if let Some(at) = table.header.iter().position(|name| *name == label.name) {
                compare(table, at, label, series)?;
                matched = true;
            }
        }
        let mut columns = Vec::with_capacity(kept.len());
        for &at in &kept {
            let name = &table.header[at];
            if name.is_empty() {
                let message = format!("`{named}`: column {} has no name", at + 1);
                return Err(UsageError(message).into());
            }
            if table.header.iter().filter(|n| *n == name).count() > 1 {
                let message = format!("`{named}` has more than one column `{name}`; rename one");
                return Err(UsageError(message).into());
            }
            let number = |row: &Row| number(&row.fields[at]).ok_or_else(|| refused(table, row, at));
            columns.push(table.rows.iter().map(number).collect::<Result<_, _>>()?);
        }
        let names = kept.iter().map(|at| table.header[*at].clone());
        let exog = Exog::new(names, columns).with_context(|| format!("`{named}`"))?;
        Ok(Self {
            exog,
            named,
            matched,
        })
    }

    /// Splits the rows into those of `history` periods and of `horizon` later ones.
    ///
    /// Further rows are an error, unless a column identifies the periods: a file that begins at
    /// another period could not be told from one that does not.
    pub(crate) fn split(&self, history: usize, horizon: usize) -> anyhow::Result<[Exog; 2]> {
        let needed = history.saturating_add(horizon);
        let found = self.exog.nobs().unwrap_or(needed);
        let whole = found == needed || found > needed && self.matched && history > 0;
        if !whole {
            return Err(UsageError(self.wrong_length(found, history, horizon)).into());
        }
        let rows = |range: Range<usize>| self.exog.slice(range);
        Ok([rows(0..history), rows(history..needed)])
    }

    fn wrong_length(&self, found: usize, history: usize, horizon: usize) -> String {
        let named = &self.named;
        let needed = history.saturating_add(horizon);
        let parts = match (history, horizon) {
            (0, _) => format!("one for each of the {horizon} periods forecast"),
            (_, 0) => "one for each period of the series".to_owned(),
            _ => format!("{history} for the series and {horizon} for the periods forecast"),
        };
        let way = match (history, found > needed) {
            (0, true) => "remove the rows of the history, or set --horizon",
            (_, true) => {
                "set --horizon, or keep the column of dates that the series has, so that rows can \
                 be matched"
            }
            (_, false) => "add the missing rows, or shorten --horizon",
        };
        format!("`{named}` has {found} rows, {needed} are needed ({parts}); {way}")
    }
}

/// Parses a number; `true` and `false` are 1 and 0.
fn number(field: &str) -> Option<f64> {
    if field.eq_ignore_ascii_case("true") {
        return Some(1.0);
    }
    if field.eq_ignore_ascii_case("false") {
        return Some(0.0);
    }
    field.parse().ok().filter(|v: &f64| v.is_finite())
}

fn refused(table: &Table, row: &Row, at: usize) -> UsageError {
    let what = match row.fields[at].as_str() {
        "" | "NA" | "NaN" | "nan" | "null" => {
            "is missing, and a regressor needs a value in every period; fill it in, or remove the \
             column"
        }
        _ => {
            "is not a number; remove the column, or name it like the series' own if it says which \
             period a row is"
        }
    };
    table.error(row, at, what)
}

/// Fails if a column differs from that of the series in some row.
fn compare(table: &Table, at: usize, label: &Label, series: &Series) -> anyhow::Result<()> {
    let same = |a: &str, b: &str| {
        let both = a.parse::<f64>().ok().zip(b.parse::<f64>().ok());
        // `1` and `1.0` are the same period.
        a == b || both.is_some_and(|(a, b)| a == b)
    };
    for (row, theirs) in table.rows.iter().zip(&label.fields) {
        if !same(&row.fields[at], theirs) {
            let what = format!(
                "where `{}` has `{theirs}`; both files need the same periods in the same order",
                series.path.display()
            );
            return Err(table.error(row, at, &what).into());
        }
    }
    Ok(())
}
