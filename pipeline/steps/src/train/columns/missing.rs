//! The error of a table without a column.

use hotcast_runner::Hint;

/// An error that names the columns which the table has.
pub(super) fn no_column<'a>(
    label: &str,
    name: &str,
    columns: impl Iterator<Item = &'a str>,
) -> Hint {
    let columns: Vec<String> = columns.map(|column| format!("`{column}`")).collect();
    Hint::new(
        format!("`{label}` has no column `{name}`"),
        format!("its columns are {}", columns.join(", ")),
    )
}
