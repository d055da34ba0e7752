//! The form of a text: its separator, the lines before its header, its escape character, and
//! whether it has a header at all.

use crate::convert::{Charset, DELIMITERS, Layout, Shape, field_value};

/// Records that are looked at.
const RECORDS: usize = 400;

/// Lines before the header at most.
const PREAMBLE: usize = 50;

/// The share of the records that have the commonest number of fields, at least: below it, the text
/// is not taken for a table.
const REGULAR: f64 = 0.5;

/// The form of a text, in the words of `convert`'s parameters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Form {
    pub(super) delimiter: u8,
    pub(super) newline: u8,
    pub(super) escape: Option<u8>,
    pub(super) comment: Option<u8>,
    /// Lines before the header, or before the first row where there is no header.
    pub(super) skip_rows: usize,
    /// `false` if the first record is a row already.
    pub(super) has_header: bool,
    /// Fields of nearly every record.
    pub(super) fields: usize,
    /// The share of the records that have so many fields.
    pub(super) regular: f64,
    /// The names in the header, or numbered ones.
    pub(super) names: Vec<String>,
}

/// The records of a text in one layout.
struct Split {
    records: Vec<Record>,
}

struct Record {
    line: usize,
    fields: Vec<String>,
    is_comment: bool,
}

impl Form {
    /// The form of a text by its start; `None` if it has no two columns in any form.
    pub(super) fn of(top: &[u8]) -> Option<Self> {
        let newline = match (memchr::memchr(b'\n', top), memchr::memchr(b'\r', top)) {
            (None, Some(_)) => b'\r',
            _ => b'\n',
        };
        let escapes: &[Option<u8>] = match memchr::memmem::find(top, b"\\\"") {
            Some(_) => &[None, Some(b'\\')],
            None => &[None],
        };
        let delimiters = DELIMITERS.iter().chain(b"^~");
        let forms = delimiters.flat_map(|&delimiter| {
            escapes.iter().filter_map(move |&escape| {
                let layout = Layout {
                    newline,
                    escape,
                    ..Layout::separated_by(delimiter)
                };
                Self::in_layout(top, layout)
            })
        });
        // Of equals the first, which is the commoner one.
        forms.reduce(|best, other| {
            if other.worth() > best.worth() + 1e-9 {
                other
            } else {
                best
            }
        })
    }

    fn in_layout(top: &[u8], layout: Layout) -> Option<Self> {
        let split = Split::of(top, layout);
        let (fields, regular) = split.commonest_width()?;
        let first = split.first_of(fields)?;
        let lines_before = split.records.get(first).map_or(0, |record| record.line);
        let before = &split.records[..first];
        // Lines that all begin with the same sign are comments, as may come further down too.
        let sign = before
            .first()
            .and_then(|record| record.fields.first()?.bytes().next());
        let is_comment = |byte: &u8| b"#%*!".contains(byte);
        let starts_header = |sign: &u8| {
            let header = split
                .records
                .get(first)
                .and_then(|record| record.fields.first());
            header.is_some_and(|name| name.as_bytes().first() == Some(sign))
        };
        let comment = sign
            .filter(is_comment)
            .filter(|sign| !starts_header(sign))
            .filter(|sign| {
                before.iter().all(|record| {
                    record
                        .fields
                        .first()
                        .is_some_and(|f| f.as_bytes().first() == Some(sign))
                })
            });
        let has_header = split.has_header(first, fields);
        let names = if has_header {
            split.records[first].fields.clone()
        } else {
            (1..=fields).map(|n| format!("column_{n}")).collect()
        };
        Some(Self {
            delimiter: layout.delimiter,
            newline: layout.newline,
            escape: layout.escape,
            comment,
            skip_rows: if comment.is_some() { 0 } else { lines_before },
            has_header,
            fields,
            regular,
            names,
        })
    }

    /// A table of many columns that nearly all records have is the likelier reading.
    fn worth(&self) -> f64 {
        let header = if self.skip_rows > 0 { 0.7 } else { 1.0 };
        self.regular.powi(3) * header * (1.0 + self.fields as f64).ln()
    }
}

impl Split {
    fn of(top: &[u8], layout: Layout) -> Self {
        let text = top.strip_prefix(b"\xef\xbb\xbf").unwrap_or(top);
        let (mut records, mut ends) = (Vec::new(), Vec::new());
        let (mut start, mut line) = (0, 0);
        while start < text.len() && records.len() < RECORDS {
            let Some(record) = layout.record(text, start, false, &mut ends) else {
                // The last record may be cut.
                if records.is_empty() {
                    let _ = layout.record(text, start, true, &mut ends);
                    records.push(Record::of(&layout, text, start, &ends, line));
                }
                break;
            };
            let raw = &text[start..record.end];
            if record.shape == Shape::Split && !raw.trim_ascii().is_empty() {
                records.push(Record::of(&layout, text, start, &ends, line));
            }
            line += record.lines as usize;
            start = record.end;
        }
        Self { records }
    }

    /// The number of fields, at least two, that most of the later records have.
    fn commonest_width(&self) -> Option<(usize, f64)> {
        let widths: Vec<usize> = self.records.iter().map(|r| r.fields.len()).collect();
        // A long preamble must not outvote a short table.
        let later = &widths[(widths.len() / 4).min(PREAMBLE)..];
        let count = |width: usize| later.iter().filter(|&&w| w == width).count();
        let width = (later.iter().copied())
            .filter(|&width| width > 1)
            .max_by_key(|&width| (count(width), width))?;
        let regular = count(width) as f64 / later.len() as f64;
        (regular >= REGULAR).then_some((width, regular))
    }

    /// The first record of this width, which is the header unless it is a row. A comment of this
    /// width above a row is a header: `#id,date`.
    fn first_of(&self, width: usize) -> Option<usize> {
        let near = self.records.iter().take(PREAMBLE);
        let fits = |record: &Record| record.fields.len() == width;
        let plain = near
            .clone()
            .position(|record| fits(record) && !record.is_comment);
        let above = plain.and_then(|at| at.checked_sub(1));
        above
            .filter(|&at| fits(&self.records[at]) && !self.has_header(at + 1, width))
            .or(plain)
            .or_else(|| near.clone().position(fits))
    }

    /// `true` unless the first record has numbers and dates where the others have them.
    fn has_header(&self, first: usize, width: usize) -> bool {
        let rows: Vec<&Record> = self.records[first + 1..]
            .iter()
            .filter(|record| record.fields.len() == width)
            .collect();
        let Some(top) = self.records.get(first) else {
            return true;
        };
        let (mut header, mut row) = (0, 0);
        for at in 0..width {
            let filled: Vec<&str> = rows
                .iter()
                .filter_map(|record| record.fields.get(at).map(String::as_str))
                .filter(|value| !value.is_empty())
                .collect();
            let like_data = filled
                .iter()
                .filter(|value| is_number_or_date(value))
                .count();
            if filled.is_empty() || like_data * 10 < filled.len() * 9 {
                continue;
            }
            match top.fields.get(at).map(String::as_str) {
                Some(value) if is_number_or_date(value) => row += 1,
                Some("") | None => {}
                Some(_) => header += 1,
            }
        }
        // Names that occur as values further down are values.
        let is_value = |(at, name): (usize, &String)| {
            !name.is_empty() && rows.iter().any(|r| r.fields.get(at) == Some(name))
        };
        let repeated = top
            .fields
            .iter()
            .enumerate()
            .filter(|&f| is_value(f))
            .count();
        row <= header && !(header == 0 && (row > 0 || repeated * 2 > width))
    }
}

impl Record {
    fn of(layout: &Layout, text: &[u8], start: usize, ends: &[usize], line: usize) -> Self {
        let unescaped = layout.unescaped(text, start, ends);
        let (text, start, ends) = match &unescaped {
            Some((text, ends)) => (text.as_slice(), 0, ends.as_slice()),
            None => (text, start, ends),
        };
        let starts = std::iter::once(start).chain(ends.iter().map(|end| end + 1));
        let fields: Vec<String> = starts
            .zip(ends)
            .map(|(from, &to)| field_value(&text[from.min(to)..to]).into_owned())
            .map(|bytes| {
                let decoded = Charset::Auto.decode(&bytes);
                decoded.unwrap_or_default().into_owned()
            })
            .collect();
        let is_comment = fields.first().is_some_and(|field| field.starts_with('#'));
        Self {
            line,
            fields,
            is_comment,
        }
    }
}

/// `true` for digits with marks between them, which rows have rather than headers.
fn is_number_or_date(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits > 0
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-.,:/ TZ()eE".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form {
        Form::of(text.as_bytes()).unwrap()
    }

    #[test]
    fn the_separator_is_the_one_that_makes_a_table() {
        for (text, delimiter, fields) in [
            ("a,b,c\n1,2,3\n4,5,6\n", ',', 3),
            ("a;b\n1,5;2,5\n3,5;4,5\n", ';', 2),
            ("a;b;c\n1,5;2,5;x\n3,5;4,5;y\n", ';', 3),
            ("a\tb\n1\t2, 3\n", '\t', 2),
            ("a|b|c\n1|x, y, z|3\n", '|', 3),
            ("a,b\n\"1;2;3\",4\n\"1;2;3\",4\n", ',', 2),
            ("a^b^c\n1^2^3\n", '^', 3),
        ] {
            let found = form(text);
            assert_eq!(char::from(found.delimiter), delimiter, "{text}");
            assert_eq!((found.fields, found.has_header), (fields, true), "{text}");
            assert_eq!(found.skip_rows, 0, "{text}");
        }
        assert_eq!(Form::of(b"alone\n1\n2\n"), None);
        assert_eq!(Form::of(b""), None);
    }

    #[test]
    fn lines_above_the_header_are_passed_over() {
        let titled =
            form("Crimes in 2020\nas of March\n\nid,date,x\n1,2020-01-01,3\n2,2020-01-02,4\n");
        assert_eq!((titled.skip_rows, titled.comment), (3, None));
        assert_eq!(titled.names, ["id", "date", "x"]);
        let commented = form("# a, b\n# c\nid,date,x\n1,2020-01-01,3\n# d\n2,2020-01-02,4\n");
        assert_eq!((commented.skip_rows, commented.comment), (0, Some(b'#')));
        let hashed = form("#id,date,x\n1,2020-01-01,3\n2,2020-01-02,4\n");
        assert_eq!((hashed.skip_rows, hashed.comment), (0, None));
        assert_eq!(hashed.names[0], "#id");
    }

    #[test]
    fn a_first_line_that_is_a_row_is_no_header() {
        let rows = form("1,2020-01-01,THEFT\n2,2020-01-02,FRAUD\n3,2020-01-03,THEFT\n");
        assert!(!rows.has_header);
        assert_eq!(rows.names, ["column_1", "column_2", "column_3"]);
        assert!(!form("a,b\nb,b\na,b\na,a\n").has_header);
        assert!(form("kind,place\na,b\na,a\n").has_header);
    }

    #[test]
    fn backslashes_before_quotes_are_noticed() {
        let text = "a,b\n1,\"say \\\"x, y\\\", please\"\n2,\"so \\\"z, w\\\" again\"\n";
        assert_eq!(form(text).escape, Some(b'\\'));
        assert_eq!(form("a,b\n1,\"x\"\"y\"\n").escape, None);
    }
}
