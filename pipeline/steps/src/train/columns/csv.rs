//! Reads regressors from a CSV.

use anyhow::Context as _;
use csv::StringRecord;

use super::date::day_of;
use super::missing::no_column;
use super::rows::Rows;
use hotcast_runner::{Hint, InputFile};

/// Texts of fields without a value.
const MISSING: [&str; 7] = ["", "NA", "N/A", "NaN", "nan", "null", "NULL"];

/// The columns `date` and `names` of a CSV with a header, separated by commas, semicolons or tabs.
///
/// # Errors
/// When it lacks a column, or a field is not a date or number.
pub(super) fn read_csv(file: &InputFile, date: &str, names: &[&str]) -> anyhow::Result<Rows> {
    let named = || format!("`{}`", file.label);
    let bytes = std::fs::read(&file.path).with_context(|| format!("cannot read {}", named()))?;
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .trim(csv::Trim::All)
        .from_reader(text);
    let header = reader.headers().with_context(named)?.clone();
    let at = |name: &str| {
        let found = header.iter().position(|column| column == name);
        found.ok_or_else(|| no_column(&file.label, name, header.iter()))
    };
    let date_at = at(date)?;
    let columns: Vec<usize> = names
        .iter()
        .map(|name| at(name))
        .collect::<Result<_, _>>()?;
    let mut rows = Rows {
        days: Vec::new(),
        values: vec![Vec::new(); names.len()],
    };
    for record in reader.records() {
        let record = record.with_context(named)?;
        let place = |at: usize| Place {
            file,
            record: &record,
            column: header.get(at).unwrap_or_default(),
        };
        let field = |at: usize| record.get(at).unwrap_or_default();
        let day = day_of(field(date_at));
        rows.days.push(day.ok_or_else(|| {
            let hint = "dates are of the form 2024-05-31, with or without a time behind";
            place(date_at).refused(field(date_at), "a date", hint)
        })?);
        for (values, &at) in rows.values.iter_mut().zip(&columns) {
            values.push(number(field(at)).ok_or_else(|| {
                let hint = "leave the field empty where there is no value";
                place(at).refused(field(at), "a number", hint)
            })?);
        }
    }
    Ok(rows)
}

/// The place of a field in messages.
struct Place<'a> {
    file: &'a InputFile,
    record: &'a StringRecord,
    column: &'a str,
}

impl Place<'_> {
    fn refused(&self, text: &str, what: &str, hint: &str) -> anyhow::Error {
        let line = self.record.position().map_or(0, csv::Position::line);
        let (label, column) = (&self.file.label, self.column);
        let message = format!("`{label}`, line {line}, column `{column}`: `{text}` is not {what}");
        Hint::new(message, hint).into()
    }
}

/// A finite number, NaN for a missing one; `None` for other texts.
fn number(text: &str) -> Option<f64> {
    if MISSING.contains(&text) {
        return Some(f64::NAN);
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The separator that the first line has most of.
fn delimiter(text: &[u8]) -> u8 {
    let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| line.iter().filter(|&&byte| byte == separator).count();
    // Of equally many the last is the greatest, so that a comma is the default.
    let separators = [b'\t', b';', b','];
    let most = separators.into_iter().max_by_key(|&s| count(s));
    most.unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<Rows> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("w");
        std::fs::write(&path, text)?;
        let label = "weather.csv".to_owned();
        read_csv(&InputFile { path, label }, "date", &["rain"])
    }

    #[test]
    fn separators_marks_and_missing_values_are_understood() {
        let expected = [1.5, f64::NAN, -2.0];
        for text in [
            "date,rain\n1970-01-02,1.5\n1970-01-03,\n1970-01-04,-2\n",
            "\u{feff}rain;x;date\r\n1.5;a;1970-01-02\r\nNA;b;1970-01-03\r\n-2;c;1970-01-04\r\n",
            "date\train\n1970-01-02T05:00\t 1.5\n1970-01-03 \tnull\n1970-01-04\t-2",
        ] {
            let rows = read(text).unwrap();
            assert_eq!(rows.days, [1, 2, 3], "{text}");
            let same = |(a, b): (&f64, f64)| a.to_bits() == b.to_bits();
            assert!(rows.values[0].iter().zip(expected).all(same), "{rows:?}");
        }
    }

    #[test]
    fn a_faulty_field_is_named_by_its_place() {
        for (text, message) in [
            (
                "date,rain\n1970-01-02,1\n1970-01-03,much\n",
                "`weather.csv`, line 3, column `rain`: `much` is not a number",
            ),
            (
                "date,rain\n01/02/1970,1\n",
                "`weather.csv`, line 2, column `date`: `01/02/1970` is not a date",
            ),
            ("day,rain\n", "`weather.csv` has no column `date`"),
            ("date,Rain\n", "`weather.csv` has no column `rain`"),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), message);
        }
        assert!(read("date,rain\n1970-01-02\n").is_err(), "a short row");
    }
}
