//! Counts by hotspot, category and period.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Date32Type, Field, Float64Type, Int64Type, Schema};
use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::count_periods::Assignment;
use super::table::SeriesTableError;
use crate::calendar::{day_number, to_date};
use crate::parquet_io::{numbers, read_table, texts, write_table};
use crate::scan::{Incidents, Scan, ScanError, ScannedColumns};

/// The name under which the less frequent categories are counted together.
const OTHER: &str = "other";

/// The incidents of one category in one hotspot and period.
///
/// A combination without a row is zero, or missing where the calendar has a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryRow {
    /// The hotspot.
    pub hotspot_id: i64,
    /// The category, or `other` for all but the most frequent.
    pub category: String,
    /// The period.
    pub period: NaiveDate,
    /// Its incidents.
    pub count: f64,
}

/// Counts by (hotspot, category code, period), and the names of the codes.
#[derive(Default)]
struct State {
    names: Vec<String>,
    codes: FxHashMap<String, u32>,
    counts: FxHashMap<(u32, u32, u32), f64>,
}

impl State {
    fn code(&mut self, name: &str) -> u32 {
        if let Some(&code) = self.codes.get(name) {
            return code;
        }
        let code = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.codes.insert(name.to_owned(), code);
        code
    }

    fn add(&mut self, rows: &Incidents<'_>, assignment: &Assignment<'_>) {
        let Some(categories) = rows.categories() else {
            return;
        };
        let names: Vec<String> = categories.names().map(str::to_owned).collect();
        let codes: Vec<u32> = names.iter().map(|name| self.code(name)).collect();
        for row in 0..rows.len() {
            let (Some(code), Some((hotspot, period))) =
                (categories.code(row), assignment.of(rows, row))
            else {
                continue;
            };
            *self
                .counts
                .entry((hotspot, codes[code], period))
                .or_default() += rows.count(row);
        }
    }
}

/// Counts in one pass.
///
/// The `listed` categories with most incidents in hotspots keep their names.
pub(super) fn count_by_category(
    scan: Scan<'_>,
    assignment: &Assignment<'_>,
    ids: &[i64],
    listed: usize,
) -> Result<Vec<CategoryRow>, ScanError> {
    let states = scan.fold(ScannedColumns::ALL, State::default, |state, rows| {
        state.add(rows, assignment)
    })?;
    let mut totals: BTreeMap<&str, f64> = BTreeMap::new();
    for state in &states {
        for (&(_, code, _), n) in &state.counts {
            *totals.entry(&state.names[code as usize]).or_default() += n;
        }
    }
    let mut ranked: Vec<(&str, f64)> = totals.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let kept: Vec<&str> = ranked.iter().take(listed).map(|(name, _)| *name).collect();
    let mut sums: BTreeMap<(u32, &str, u32), f64> = BTreeMap::new();
    for state in &states {
        for (&(hotspot, code, period), n) in &state.counts {
            let name = state.names[code as usize].as_str();
            let name = if kept.contains(&name) { name } else { OTHER };
            *sums.entry((hotspot, name, period)).or_default() += n;
        }
    }
    let row = |((hotspot, name, period), count): ((u32, &str, u32), f64)| CategoryRow {
        hotspot_id: ids[hotspot as usize],
        category: name.to_owned(),
        period: assignment.period(period),
        count,
    };
    Ok(sums
        .into_iter()
        .filter(|(_, n)| *n != 0.0)
        .map(row)
        .collect())
}

/// Writes `by_category`, sorted by hotspot, category, period.
pub(super) fn write_by_category(path: &Path, rows: &[CategoryRow]) -> Result<(), SeriesTableError> {
    let schema = Schema::new(vec![
        Field::new("hotspot_id", DataType::Int64, false),
        Field::new("category", DataType::Utf8, false),
        Field::new("period", DataType::Date32, false),
        Field::new("count", DataType::Float64, false),
    ]);
    let arrays: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(
            rows.iter().map(|r| r.hotspot_id),
        )),
        Arc::new(StringArray::from_iter_values(
            rows.iter().map(|r| &r.category),
        )),
        Arc::new(Date32Array::from_iter_values(
            rows.iter().map(|r| day_number(r.period)),
        )),
        Arc::new(Float64Array::from_iter_values(rows.iter().map(|r| r.count))),
    ];
    write_table(path, &RecordBatch::try_new(Arc::new(schema), arrays)?, &[])?;
    Ok(())
}

/// Reads `by_category` back.
///
/// # Errors
/// When the file cannot be read or is not such a table.
pub fn read_by_category(path: &Path) -> Result<Vec<CategoryRow>, SeriesTableError> {
    let table = read_table(path)?;
    let (ids, counts) = (
        numbers::<Int64Type>(&table, "hotspot_id")?,
        numbers::<Float64Type>(&table, "count")?,
    );
    let (categories, periods) = (
        texts(&table, "category")?,
        numbers::<Date32Type>(&table, "period")?,
    );
    let row = |at: usize| CategoryRow {
        hotspot_id: ids.value(at),
        category: categories[at].unwrap_or_default().to_owned(),
        period: to_date(periods.value(at)),
        count: counts.value(at),
    };
    Ok((0..table.num_rows()).map(row).collect())
}
