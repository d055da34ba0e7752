//! Reads a small CSV file as text, each row with its line number.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::exit::UsageError;

/// A header and rows of as many fields.
///
/// In a file of one column an empty line is an empty field, except at the end of the file.
/// With several columns an empty line is an error, because it may or may not stand for a period.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) path: PathBuf,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// The fields of a row, and the number of its first line.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) fields: Vec<String>,
}

impl Table {
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read(path)
            .map_err(|e| UsageError(format!("cannot read `{}`: {e}", path.display())))?;
        let text = String::from_utf8(text)
            .map_err(|_| UsageError(format!("`{}` is not UTF-8 text", path.display())))?;
        // Spreadsheets write a byte order mark, which would be part of the first column's name.
        let text = text.trim_start_matches('\u{feff}');
        Self::parse(path, text)
    }

    fn parse(path: &Path, text: &str) -> anyhow::Result<Self> {
        let mut rows = Vec::new();
        for (line, record) in records(text) {
            let fields =
                fields(&record).with_context(|| format!("`{}`, line {line}", path.display()))?;
            rows.push(Row { line, fields });
        }
        while rows.last().is_some_and(Row::is_empty) {
            rows.pop();
        }
        let start = rows.iter().position(|row| !row.is_empty());
        let Some(start) = start else {
            return Err(UsageError(format!(
                "`{}` is empty; it needs a header and rows",
                path.display()
            ))
            .into());
        };
        let mut rows = rows.split_off(start);
        let header = rows.remove(0).fields;
        for row in &rows {
            row.check(path, header.len())?;
        }
        Ok(Self {
            path: path.to_owned(),
            header,
            rows,
        })
    }

    /// An error about one field, with its place.
    pub(super) fn error(&self, row: &Row, column: usize, what: &str) -> UsageError {
        UsageError(format!(
            "`{}`, line {}, column `{}`: `{}` {what}",
            self.path.display(),
            row.line,
            self.header[column],
            row.fields[column]
        ))
    }
}

impl Row {
    fn is_empty(&self) -> bool {
        self.fields.len() == 1 && self.fields[0].is_empty()
    }

    fn check(&self, path: &Path, columns: usize) -> Result<(), UsageError> {
        if self.fields.len() == columns {
            return Ok(());
        }
        let (path, line) = (path.display(), self.line);
        Err(UsageError(if self.is_empty() {
            format!(
                "`{path}`, line {line} is empty; remove it, or write `{}` for a period without \
                 values",
                ",".repeat(columns - 1)
            )
        } else {
            let found = self.fields.len();
            format!("`{path}`, line {line} has {found} fields, the header has {columns}")
        }))
    }
}

/// The records, with the number of their first line; a line end in quotes does not end a record.
///
/// The `csv` crate skips empty lines, which count here.
fn records(text: &str) -> Vec<(usize, String)> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, line) in text.split('\n').enumerate() {
        match out.last_mut().filter(|_| open) {
            Some((_, record)) => {
                record.push('\n');
                record.push_str(line);
            }
            None => out.push((number + 1, line.to_owned())),
        }
        // An escaped quote is two quotes, so that the parity stays right.
        open ^= line.matches('"').count() % 2 == 1;
    }
    out
}

/// The trimmed fields of one record.
fn fields(record: &str) -> Result<Vec<String>, csv::Error> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(record.as_bytes());
    let found = reader.records().next().transpose()?;
    Ok(found.map_or_else(
        || vec![String::new()],
        |fields| fields.iter().map(str::to_owned).collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> anyhow::Result<Table> {
        Table::parse(Path::new("a.csv"), text)
    }

    fn column(text: &str) -> Vec<String> {
        let rows = parsed(text).unwrap().rows;
        rows.into_iter()
            .map(|mut row| row.fields.remove(0))
            .collect()
    }

    #[test]
    fn an_empty_line_of_one_column_is_a_row_unless_it_is_at_the_end() {
        assert_eq!(column("y\n1\n\n3\n"), ["1", "", "3"]);
        assert_eq!(column("y\r\n1\r\n\r\n  \r\n3"), ["1", "", "", "3"]);
        assert_eq!(column("y\n1\n2\n\n \n\n"), ["1", "2"]);
        assert_eq!(column("y\r\r1\r2\r"), ["", "1", "2"]);
    }

    #[test]
    fn an_empty_line_of_several_columns_is_refused_with_its_number() {
        let error = parsed("t,y\n1,2\n\n3,4\n").unwrap_err().to_string();
        assert!(error.contains("`a.csv`, line 3 is empty"), "{error}");
        assert!(error.contains("write `,`"), "{error}");
        assert_eq!(parsed("t,y\n1,2\n\n\n").unwrap().rows.len(), 1);
        let error = parsed("t,y\n1,2\n3\n").unwrap_err().to_string();
        assert!(
            error.contains("line 3 has 1 fields, the header has 2"),
            "{error}"
        );
    }

    #[test]
    fn quotes_may_hold_line_ends() {
        let table = parsed("note,y\n\"a\n\nb\",2\nc,\"3\"\n").unwrap();
        assert_eq!(table.rows[0].fields, ["a\n\nb", "2"]);
        assert_eq!(
            (table.rows[1].line, table.rows[1].fields[1].as_str()),
            (5, "3")
        );
    }
}
