//! The start of a file: its header, and advice where that does not have the mapped columns.

use super::columns::{Columns, Positions};
use super::csv_record::{Layout, Shape, after_mark};
use super::dialect::{CANDIDATES, Dialect};
use super::encoding::Charset;
use super::error::ConvertError;
use super::field;
use super::header::Header;

/// The number of lines in which a header is sought.
const LINES: usize = 50;

/// A header, the text that it stands in, and its layout.
pub(crate) struct FileStart {
    pub(crate) header: Header,
    /// The header's text.
    pub(crate) line: Vec<u8>,
    /// The start of the file, including the header and everything before it.
    pub(crate) top: Vec<u8>,
    pub(crate) layout: Layout,
}

/// The names in a header line; `None` where they are not in the encoding.
pub(crate) fn names(
    layout: &Layout,
    line: &[u8],
    start: usize,
    ends: &[usize],
    charset: Charset,
) -> Option<Vec<String>> {
    let start = after_mark(line, start);
    let unescaped = layout.unescaped(line, start, ends);
    let (line, start, ends) = match &unescaped {
        Some((line, ends)) => (line.as_slice(), 0, ends.as_slice()),
        None => (line, start, ends),
    };
    let starts = std::iter::once(start).chain(ends.iter().map(|end| end + 1));
    starts
        .zip(ends)
        .map(|(from, &to)| field::value(&line[from.min(to)..to]).into_owned())
        .map(|name| charset.decode(&name).map(std::borrow::Cow::into_owned))
        .collect()
}

impl FileStart {
    /// The positions of the mapped columns. The error for a missing one says which line has them
    /// all.
    pub(crate) fn locate(
        &self,
        columns: &Columns,
        dialect: &Dialect,
        charset: Charset,
    ) -> Result<Positions, ConvertError> {
        self.header.locate(columns).map_err(|error| match error {
            ConvertError::MissingColumn(mut missing) if dialect.header.is_none() => {
                missing.advice = self.advice(columns, dialect, charset);
                ConvertError::MissingColumn(missing)
            }
            other => other,
        })
    }

    fn advice(&self, columns: &Columns, dialect: &Dialect, charset: Charset) -> Option<String> {
        self.elsewhere(columns, dialect, charset)
            .or_else(|| self.oddity())
            .or_else(|| self.wider_line(charset))
    }

    /// Advice on a line near the start that has all mapped columns, perhaps with another separator.
    fn elsewhere(&self, columns: &Columns, dialect: &Dialect, charset: Charset) -> Option<String> {
        for (before, start) in self.line_starts().enumerate() {
            let others = CANDIDATES.iter().copied();
            let here = self.layout.delimiter;
            for delimiter in std::iter::once(here).chain(others.filter(|&d| d != here)) {
                let layout = Layout {
                    delimiter,
                    ..self.layout
                };
                let Some(names) = self.names_at(&layout, start, charset) else {
                    continue;
                };
                let header = Header {
                    names,
                    ..self.header.clone()
                };
                if matches!(header.locate(columns), Err(ConvertError::MissingColumn(_))) {
                    continue;
                }
                let line = before as u64 + 1;
                let mut changes = Vec::new();
                if line != self.header.line {
                    changes.push(format!("`skip_rows: {before}`"));
                }
                if dialect.delimiter(&self.top[start..], self.layout.newline) != delimiter {
                    changes.push(format!("`delimiter: {}`", shown(delimiter)));
                }
                return (!changes.is_empty()).then(|| {
                    format!(
                        "line {line} has the mapped columns: {}",
                        changes.join(" and ")
                    )
                });
            }
        }
        None
    }

    /// A remark on a header that looks like something else.
    fn oddity(&self) -> Option<String> {
        let names = &self.header.names;
        if names.iter().any(|name| name.contains('\r')) {
            let advice = "the line has carriage returns as well as line feeds: give the file one \
                          kind of line end, with `tr '\\r' '\\n'` for instance";
            return Some(advice.to_owned());
        }
        let data = names.iter().filter(|name| is_number_or_date(name)).count();
        (data >= 2).then(|| {
            format!(
                "this line looks like a row: `header: [name, …]` names the {} columns of a file \
                 without a header line",
                names.len()
            )
        })
    }

    /// Advice on a header of one field above lines of several, which is a title.
    fn wider_line(&self, charset: Charset) -> Option<String> {
        let delimiters = CANDIDATES.iter().copied();
        if self.header.names.len() > 1 {
            return None;
        }
        let after = usize::try_from(self.header.line).unwrap_or(usize::MAX);
        let found = self
            .line_starts()
            .enumerate()
            .skip(after)
            .find_map(|(before, start)| {
                let fields = |delimiter| {
                    let layout = Layout {
                        delimiter,
                        ..self.layout
                    };
                    self.names_at(&layout, start, charset)
                        .map_or(0, |names| names.len())
                };
                let most = delimiters.clone().map(fields).max()?;
                (most > 2).then_some((before, most))
            });
        let (before, fields) = found?;
        Some(format!(
            "line {} has {fields} fields: `skip_rows: {before}` takes it for the header",
            before + 1
        ))
    }

    fn line_starts(&self) -> impl Iterator<Item = usize> {
        let ends = memchr::memchr_iter(self.layout.newline, &self.top);
        let starts = std::iter::once(0).chain(ends.map(|end| end + 1));
        starts.filter(|&start| start < self.top.len()).take(LINES)
    }

    fn names_at(&self, layout: &Layout, start: usize, charset: Charset) -> Option<Vec<String>> {
        let mut ends = Vec::new();
        let layout = Layout {
            fields: None,
            ..*layout
        };
        let record = layout.record(&self.top, start, true, &mut ends)?;
        (record.shape == Shape::Split)
            .then(|| names(&layout, &self.top, start, &ends, charset))
            .flatten()
    }
}

/// A separator as a workflow names it.
fn shown(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tab".to_owned(),
        other => format!("\"{}\"", char::from(other)),
    }
}

/// `true` for digits with marks between them, which rows have rather than headers.
fn is_number_or_date(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    digits > 0
        && name
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-.,:/ TZ".contains(&b))
}
