//! The shape of a result that stands for incidents or series.

use hotcast_steps::incidents::{CATEGORY, COUNT, ID, LAT, LON, TIME};
use polars::prelude::{Expr, LazyFrame, NULL, Schema, col, lit};

use crate::casts::{Cast, Wanted};
use crate::failure::Failure;
use crate::params::TableKind;

/// The columns of a kind of table.
struct Shape {
    kind: TableKind,
    name: &'static str,
    needed: &'static [(&'static str, Wanted)],
    /// Columns that a source may not have.
    optional: &'static [(&'static str, Wanted)],
}

/// What `convert` writes.
const INCIDENTS: Shape = Shape {
    kind: TableKind::Incidents,
    name: "incidents",
    needed: &[
        (TIME, Wanted::Time),
        (LON, Wanted::Number),
        (LAT, Wanted::Number),
    ],
    optional: &[
        (CATEGORY, Wanted::Text),
        (ID, Wanted::Text),
        (COUNT, Wanted::Number),
    ],
};

/// What `series` writes.
const SERIES: Shape = Shape {
    kind: TableKind::Series,
    name: "series",
    needed: &[
        ("hotspot_id", Wanted::Whole),
        ("period", Wanted::Day),
        (COUNT, Wanted::Number),
    ],
    optional: &[],
};

/// The frame with the columns and types of its kind of table, and that kind: the one that is asked
/// for, or else the one whose columns it has.
///
/// # Errors
/// When a column is missing, or has a type that cannot be converted without loss.
pub(crate) fn shaped(
    frame: LazyFrame,
    schema: &Schema,
    asked: Option<TableKind>,
) -> Result<(LazyFrame, TableKind), Failure> {
    let fits = |shape: &Shape| match asked {
        Some(kind) => kind == shape.kind,
        None => shape.needed.iter().all(|(name, _)| schema.contains(name)),
    };
    let Some(shape) = [INCIDENTS, SERIES].into_iter().find(fits) else {
        return Ok((frame, TableKind::Table));
    };
    let mut columns = Vec::new();
    for &(name, wanted) in shape.needed {
        let missing = || shape.missing(name, wanted, schema);
        let column = shape.column(name, wanted, schema, asked)?;
        columns.push(column.ok_or_else(missing)?);
    }
    for &(name, wanted) in shape.optional {
        // Incidents without a count count once.
        let absent = (name != COUNT).then(|| lit(NULL).cast(wanted.data_type()).alias(name));
        let column = shape.column(name, wanted, schema, asked)?;
        columns.extend(column.or(absent));
    }
    let known = |name: &str| {
        let mut all = shape.needed.iter().chain(shape.optional);
        all.any(|(own, _)| *own == name)
    };
    let others = schema.iter_names().filter(|name| !known(name));
    columns.extend(others.map(|name| col(name.clone())));
    Ok((frame.select(columns), shape.kind))
}

impl Shape {
    fn missing(&self, name: &str, wanted: Wanted, schema: &Schema) -> Failure {
        let found: Vec<String> = schema
            .iter_names()
            .map(|name| format!("`{name}`"))
            .collect();
        Failure::new(format!(
            "the result is to be {}, and has no column `{name}`; it has {}",
            self.name,
            found.join(", ")
        ))
        .hint(format!("select a {} `AS {name}`", wanted.sql()))
    }

    /// The column, converted where nothing is lost; `None` if the result has none.
    fn column(
        &self,
        name: &str,
        wanted: Wanted,
        schema: &Schema,
        asked: Option<TableKind>,
    ) -> Result<Option<Expr>, Failure> {
        let Some(found) = schema.get(name) else {
            return Ok(None);
        };
        match wanted.from(found) {
            Cast::None => Ok(Some(col(name))),
            Cast::To(data_type) => Ok(Some(col(name).strict_cast(data_type))),
            Cast::Refused => {
                let (sql, kind) = (wanted.sql(), self.name);
                let way = format!("write `CAST({name} AS {sql}) AS {name}`");
                let other = match asked {
                    Some(_) => String::new(),
                    None => format!(", or `as: table` if the result is not {kind}"),
                };
                let message =
                    format!("column `{name}` has the type {found}, where {kind} have {sql}");
                Err(Failure::new(message).hint(way + &other))
            }
        }
    }
}
