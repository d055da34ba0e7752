//! Adds the columns of tables to a calendar.

use super::params::{ColumnTable, Columns};
use super::periods::{Periods, per_period};
use super::rows::read_rows;
use super::seasonal_mean::continue_by_seasonal_mean;
use crate::calendar::{Beyond, Calendar, Reach, to_date};
use hotcast_runner::{Context, Hint, InputFile};

/// Adds each column as a regressor, as far as its rows reach or by the assumption about the future.
///
/// # Errors
/// When a table cannot be read, an observed period has no value, or the calendar has a regressor of
/// the name already.
pub(in crate::train) fn add_columns(
    calendar: &mut Calendar,
    columns: &Columns,
    ctx: &Context,
) -> anyhow::Result<()> {
    for (slot, table) in columns.tables() {
        add_table(calendar, table, ctx.input(&slot))?;
    }
    Ok(())
}

fn add_table(
    calendar: &mut Calendar,
    table: &ColumnTable,
    files: &[InputFile],
) -> anyhow::Result<()> {
    let rows = read_rows(table, files)?;
    let from = labels(files);
    for ((name, how), values) in table.columns().into_iter().zip(&rows.values) {
        if calendar.regressors.contains_key(name) {
            anyhow::bail!(Hint::new(
                format!("there is a regressor `{name}` already, beside that of {from}"),
                "rename the column in its table",
            ));
        }
        let periods = per_period(calendar, &rows.days, values, how);
        check_observed(calendar, name, &periods, &from)?;
        add(calendar, name, periods.values, table.future)?;
    }
    Ok(())
}

/// Adds a column that every observed period has a value of.
fn add(
    calendar: &mut Calendar,
    name: &str,
    mut values: Vec<f64>,
    then: Beyond,
) -> anyhow::Result<()> {
    let known = values.iter().position(|value| value.is_nan());
    values.truncate(known.unwrap_or(values.len()));
    let last = calendar.periods[values.len().saturating_sub(1)];
    if then == Beyond::SeasonalMean {
        continue_by_seasonal_mean(calendar, &mut values).map_err(|period| {
            Hint::new(
                format!(
                    "`{name}`: nothing can be assumed about the period `{period}`, since the data \
                     have none at that time of a year"
                ),
                "`future: seasonal_mean` needs data of a year or more; without it, rows in the \
                 future are needed",
            )
        })?;
    }
    calendar.regressors.insert(name.to_owned(), values);
    calendar.reach.insert(name.to_owned(), Reach { last, then });
    Ok(())
}

/// Fails at the first observed period without a value, which is never taken as 0.
fn check_observed(
    calendar: &Calendar,
    name: &str,
    periods: &Periods,
    from: &str,
) -> anyhow::Result<()> {
    let observed = &periods.values[..calendar.n_observed];
    let Some(first) = observed.iter().position(|value| value.is_nan()) else {
        return Ok(());
    };
    let period = calendar.periods[first];
    let lacking = observed.iter().filter(|value| value.is_nan()).count();
    let others = match lacking - 1 {
        0 => String::new(),
        n => format!(", nor in {n} others of the data"),
    };
    let message = match (periods.cut, periods.last_day) {
        (Some(cut), Some(day)) if cut == first => format!(
            "the values of `{name}` in {from} end on `{}`, within the period `{period}`{others}",
            to_date(day)
        ),
        _ => format!("{from} has no value of `{name}` in the period `{period}`{others}"),
    };
    anyhow::bail!(Hint::new(
        message,
        format!(
            "every {} from `{}` to `{}` needs one: add rows to the table, or leave `{name}` out",
            calendar.freq.name(),
            calendar.first,
            calendar.last_observed
        ),
    ));
}

/// The files by name, the first of many.
fn labels(files: &[InputFile]) -> String {
    let first = files.first().map_or("no file", |file| file.label.as_str());
    match files.len() {
        0 | 1 => format!("`{first}`"),
        n => format!("`{first}` and {} other files", n - 1),
    }
}
