//! Reads the CSV file of one series.

use std::path::{Path, PathBuf};

use super::table::Table;

/// A series: the last column of a CSV file.
#[derive(Debug, Default)]
pub(crate) struct Series {
    pub(super) path: PathBuf,
    /// The other columns, which identify the period of each row.
    pub(super) labels: Vec<Label>,
    /// One value per row, NaN where the field is empty.
    pub(crate) values: Vec<f64>,
}

/// A column that identifies the period of each row.
#[derive(Debug)]
pub(super) struct Label {
    pub(super) name: String,
    pub(super) fields: Vec<String>,
}

impl Series {
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let table = Table::read(path)?;
        let last = table.header.len() - 1;
        let mut values = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let value = match row.fields[last].as_str() {
                "" | "NA" | "NaN" | "nan" | "null" => Some(f64::NAN),
                // Rust also reads `inf`, from which nothing can be fitted.
                field => field.parse().ok().filter(|v: &f64| v.is_finite()),
            };
            values.push(value.ok_or_else(|| table.error(row, last, "is not a number"))?);
        }
        let label = |(at, name): (usize, &String)| Label {
            name: name.clone(),
            fields: table.rows.iter().map(|r| r.fields[at].clone()).collect(),
        };
        let labels = table.header[..last].iter().enumerate().map(label).collect();
        Ok(Self {
            path: path.to_owned(),
            labels,
            values,
        })
    }
}
