//! CSV files of one series and of its regressors.

use std::ops::Range;
use std::path::Path;

use anyhow::Context;
use csv::StringRecord;
use sarima::Exog;

use crate::cli::exit::UsageError;

/// A series: the last column of a CSV file.
#[derive(Debug, Default)]
pub(crate) struct Series {
    /// The names of the other columns.
    pub(crate) labels: Vec<String>,
    /// One value per row, NaN where the field is empty.
    pub(crate) values: Vec<f64>,
}

impl Series {
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let table = Table::read(path)?;
        let Some(last) = table.header.len().checked_sub(1) else {
            return Err(UsageError(format!(
                "`{}` is empty; it needs a header and rows",
                path.display()
            ))
            .into());
        };
        let mut values = Vec::with_capacity(table.rows.len());
        for (line, row) in &table.rows {
            let field = row.get(last).unwrap_or_default();
            let value = match field {
                "" | "NA" | "NaN" | "nan" | "null" => Some(f64::NAN),
                field => field.parse().ok().filter(|v: &f64| v.is_finite()),
            };
            let value = value.ok_or_else(|| {
                let name = &table.header[last];
                UsageError(format!(
                    "`{}`, line {line}, column `{name}`: `{field}` is not a number",
                    path.display()
                ))
            })?;
            values.push(value);
        }
        let mut labels = table.header;
        labels.truncate(last);
        Ok(Self { labels, values })
    }
}

/// Regressors over the periods of a series and beyond.
#[derive(Debug)]
pub(crate) struct Regressors {
    exog: Exog,
    named: String,
}

impl Regressors {
    pub(crate) fn none() -> Self {
        Self {
            exog: Exog::none(),
            named: String::new(),
        }
    }

    /// The columns of a CSV file that are numbers, but for those named in `labels`.
    pub(crate) fn read(path: &Path, labels: &[String]) -> anyhow::Result<Self> {
        let table = Table::read(path)?;
        let number = |field: Option<&str>| {
            field
                .and_then(|f| f.parse::<f64>().ok())
                .filter(|v| v.is_finite())
        };
        let first = table.rows.first().map(|(_, row)| row);
        let mut names = Vec::new();
        let mut columns = Vec::new();
        for (at, name) in table.header.iter().enumerate() {
            let text =
                first.is_some_and(|row| number(row.get(at)).is_none() && row.get(at) != Some(""));
            if text || labels.contains(name) {
                continue;
            }
            let mut column = Vec::with_capacity(table.rows.len());
            for (line, row) in &table.rows {
                column.push(number(row.get(at)).ok_or_else(|| {
                    let field = row.get(at).unwrap_or_default();
                    UsageError(format!(
                        "`{}`, line {line}, column `{name}`: `{field}` is not a number",
                        path.display()
                    ))
                })?);
            }
            names.push(name.clone());
            columns.push(column);
        }
        let named = path.display().to_string();
        let exog = Exog::new(names, columns).with_context(|| format!("`{named}`"))?;
        Ok(Self { exog, named })
    }

    /// The columns `names` only, in that order.
    pub(crate) fn select(&self, names: &[String]) -> anyhow::Result<Self> {
        let column = |name: &String| {
            let at = self.exog.names().iter().position(|n| n == name);
            at.map(|at| self.exog.columns()[at].clone()).ok_or_else(|| {
                UsageError(format!(
                    "`{}` has no column of numbers `{name}`",
                    self.named
                ))
            })
        };
        let columns = names.iter().map(column).collect::<Result<_, _>>()?;
        let exog = Exog::new(names, columns).with_context(|| format!("`{}`", self.named))?;
        Ok(Self {
            exog,
            named: self.named.clone(),
        })
    }

    /// The rows of some periods.
    pub(crate) fn rows(&self, range: Range<usize>) -> anyhow::Result<Exog> {
        match self.exog.nobs() {
            Some(found) if found < range.end => {
                let message = format!(
                    "`{}` has {found} rows, {} are needed (one per period, future ones included)",
                    self.named, range.end
                );
                Err(UsageError(message).into())
            }
            _ => Ok(self.exog.slice(range)),
        }
    }
}

/// A CSV file as text, each row with its line number.
struct Table {
    header: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
}

impl Table {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let file = std::fs::File::open(path)
            .map_err(|e| UsageError(format!("cannot read `{}`: {e}", path.display())))?;
        let broken = |e: csv::Error| UsageError(format!("`{}`: {e}", path.display()));
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(file);
        let header = reader.headers().map_err(broken)?;
        let header = header
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').to_owned())
            .collect();
        let mut rows = Vec::new();
        for row in reader.records() {
            let row = row.map_err(broken)?;
            rows.push((row.position().map_or(0, csv::Position::line), row));
        }
        Ok(Self { header, rows })
    }
}
