//! The parameter `columns` of `exog`: tables whose columns are regressors.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Beyond;
use hotcast_runner::{FilePattern, Input, StepRef};

/// A table of regressors, or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a table such as `{ from: weather, date: date, values: [tmax, rain] }`, with \
                 `future: seasonal_mean` if that is to be assumed, or a list of them"
)]
pub enum Columns {
    /// One table.
    One(ColumnTable),
    /// Several tables.
    Many(Vec<ColumnTable>),
}

/// A table with a column of dates and columns of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnTable {
    /// The step that writes the table, or `{ files: … }`: Parquet or CSV.
    pub from: ColumnSource,
    /// The column of dates.
    pub date: String,
    /// The columns of numbers, each a regressor of its name.
    pub values: ColumnValues,
    /// The assumption about periods after the rows.
    #[serde(default)]
    pub future: Beyond,
}

/// The source of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a step, a step with one of its outputs (`step.output`), or `{ files: pattern }`"
)]
pub enum ColumnSource {
    /// An output of another step.
    Step(StepRef),
    /// Files outside the cache.
    Files(ColumnFiles),
}

/// Files of one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnFiles {
    /// A path or glob, or several; the rows of all files are one table.
    pub files: FilePattern,
}

/// The columns that are regressors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a list of columns, or a map from columns to `mean` or `sum`"
)]
pub enum ColumnValues {
    /// Columns whose values are averaged in each period.
    Means(Vec<String>),
    /// Columns, and the value of a period.
    By(BTreeMap<String, Aggregate>),
}

/// The value of a period with several rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Aggregate {
    /// The mean of its rows.
    Mean,
    /// The sum of its rows.
    Sum,
}

impl Columns {
    /// The tables, each with the slot of its input.
    pub(in crate::train) fn tables(&self) -> Vec<(String, &ColumnTable)> {
        match self {
            Self::One(table) => vec![("exog.columns.from".to_owned(), table)],
            Self::Many(tables) => (tables.iter().enumerate())
                .map(|(at, table)| (format!("exog.columns.{at}.from"), table))
                .collect(),
        }
    }

    /// The inputs of the tables.
    pub(in crate::train) fn inputs(&self) -> Vec<Input> {
        let input = |(slot, table): (String, &ColumnTable)| match &table.from {
            ColumnSource::Step(step) => Input::step(slot, step, ""),
            ColumnSource::Files(files) => Input::files(slot, &files.files),
        };
        self.tables().into_iter().map(input).collect()
    }
}

impl ColumnTable {
    /// The names of the columns of numbers, each with the value of a period.
    pub(super) fn columns(&self) -> Vec<(&str, Aggregate)> {
        match &self.values {
            ColumnValues::Means(names) => (names.iter())
                .map(|name| (name.as_str(), Aggregate::Mean))
                .collect(),
            ColumnValues::By(how) => (how.iter())
                .map(|(name, how)| (name.as_str(), *how))
                .collect(),
        }
    }
}
