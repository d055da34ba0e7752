//! Reads holidays from a CSV file: those of other countries, schools or clubs.

use chrono::NaiveDate;

use crate::calendar::HolidayMark;

/// An error of a holiday file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HolidayCsvError {
    /// No column `date`.
    #[error("line 1: no column `date` in the header `{header}`")]
    NoDateColumn {
        /// The header line.
        header: String,
    },
    /// A date in another form.
    #[error("line {line}: field `date`: `{value}` is not a date of the form YYYY-MM-DD")]
    Date {
        /// The line, counted from 1.
        line: usize,
        /// The text found.
        value: String,
    },
}

/// Reads holidays from CSV text with the columns `date` (YYYY-MM-DD) and, optionally, `name`.
///
/// Other columns are ignored.
/// A byte order mark, CRLF, blanks around fields and empty lines are accepted. Names may be quoted.
///
/// # Errors
/// When the header has no `date` or a date cannot be read.
///
/// ```
/// use hotcast_steps::holidays::parse_holiday_csv;
/// let days = parse_holiday_csv("date,name\n2024-05-01,\"Day of Work, Germany\"\n").unwrap();
/// assert_eq!(days[0].name, "Day of Work, Germany");
/// ```
pub fn parse_holiday_csv(text: &str) -> Result<Vec<HolidayMark>, HolidayCsvError> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let header = lines.next().unwrap_or_default();
    let columns = split(header);
    let column = |name: &str| columns.iter().position(|c| c.eq_ignore_ascii_case(name));
    let date_at = column("date").ok_or_else(|| HolidayCsvError::NoDateColumn {
        header: header.to_owned(),
    })?;
    let name_at = column("name");
    let mut marks = Vec::new();
    for (at, line) in lines
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let fields = split(line);
        let value = fields.get(date_at).cloned().unwrap_or_default();
        let date: NaiveDate = value.parse().map_err(|_| HolidayCsvError::Date {
            line: at + 2,
            value,
        })?;
        let name = name_at
            .and_then(|i| fields.get(i))
            .filter(|n| !n.is_empty());
        marks.push(HolidayMark {
            date,
            name: name.cloned().unwrap_or_else(|| "holiday".to_owned()),
        });
    }
    Ok(marks)
}

/// The fields of one line, by the rules of RFC 4180: quotes protect commas, two quotes are one.
fn split(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let field = fields.len() - 1;
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                fields[field].push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields[field].push(other),
        }
    }
    fields.iter().map(|f| f.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_blanks_and_line_ends_are_accepted() {
        let marks =
            parse_holiday_csv("\u{feff}Name, Date\r\nFirst , 2020-01-01\r\n\r\n,2020-01-06\r\n")
                .unwrap();
        assert_eq!(marks[0].name, "First");
        assert_eq!(marks[1].name, "holiday");
        assert_eq!(marks[1].date.to_string(), "2020-01-06");
    }

    #[test]
    fn a_bad_date_names_its_line() {
        let error = parse_holiday_csv("date\n2020-01-01\n01/02/2020\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 3: field `date`: `01/02/2020` is not a date of the form YYYY-MM-DD"
        );
    }

    #[test]
    fn a_header_without_date_is_refused() {
        assert!(parse_holiday_csv("day\n2020-01-01\n").is_err());
    }
}
