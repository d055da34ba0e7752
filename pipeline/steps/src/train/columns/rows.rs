//! The rows of a table, whatever its form.

use std::io::Read;

use super::csv::read_csv;
use super::params::ColumnTable;
use super::parquet::read_parquet;
use crate::calendar::DayNumber;
use hotcast_runner::InputFile;

/// The first bytes of a Parquet file.
const PARQUET: &[u8] = b"PAR1";

/// The days and numbers of a table.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Rows {
    /// The day of each row.
    pub(super) days: Vec<DayNumber>,
    /// The values of each column; NaN where a row has none.
    pub(super) values: Vec<Vec<f64>>,
}

/// The rows of all files of a table. The first bytes of a file decide its form, since a file of the
/// cache has no ending.
///
/// # Errors
/// When a file cannot be read, or has no such columns.
pub(super) fn read_rows(table: &ColumnTable, files: &[InputFile]) -> anyhow::Result<Rows> {
    let names: Vec<&str> = table.columns().iter().map(|(name, _)| *name).collect();
    let mut all = Rows {
        days: Vec::new(),
        values: vec![Vec::new(); names.len()],
    };
    for file in files {
        let rows = if is_parquet(file)? {
            read_parquet(file, &table.date, &names)?
        } else {
            read_csv(file, &table.date, &names)?
        };
        all.days.extend(rows.days);
        for (column, values) in all.values.iter_mut().zip(rows.values) {
            column.extend(values);
        }
    }
    Ok(all)
}

fn is_parquet(file: &InputFile) -> anyhow::Result<bool> {
    let mut start = Vec::new();
    let opened = std::fs::File::open(&file.path);
    opened
        .and_then(|file| file.take(PARQUET.len() as u64).read_to_end(&mut start))
        .map_err(|error| anyhow::anyhow!("cannot read `{}`: {error}", file.label))?;
    Ok(start == PARQUET)
}
