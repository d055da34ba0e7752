//! The form of a file by its parameters: its first line, separator, quotes and comments.

use super::csv_record::Layout;
use super::error::ConvertError;
use super::params::Convert;

/// The separators that `delimiter: auto` knows. Of equally frequent ones the first is taken, so
/// that a single column is comma-separated.
pub(crate) const CANDIDATES: &[u8] = b",;\t|";

/// The form of a file, as far as it is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// `None` for `auto`.
    delimiter: Option<u8>,
    pub(crate) escape: Option<u8>,
    pub(crate) comment: Option<u8>,
    pub(crate) skip_rows: u64,
    /// The columns of files without a header line.
    pub(crate) header: Option<Vec<String>>,
}

impl Dialect {
    pub(crate) fn new(params: &Convert) -> Result<Self, ConvertError> {
        let delimiter = delimiter(&params.delimiter)?;
        let escape = params
            .escape
            .map(|c| mark("escape", c, delimiter))
            .transpose()?;
        let comment = params
            .comment
            .map(|c| mark("comment", c, delimiter))
            .transpose()?;
        if escape.is_some() && escape == comment {
            return Err(wrong(
                "comment",
                "`comment` and `escape` are the same character",
            ));
        }
        if params.header.as_ref().is_some_and(Vec::is_empty) {
            return Err(wrong("header", "no column is named"));
        }
        Ok(Self {
            delimiter,
            escape,
            comment,
            skip_rows: params.skip_rows,
            header: params.header.clone(),
        })
    }

    /// The separator: the declared one, or the one that fits the text's first line.
    pub(crate) fn delimiter(&self, text: &[u8], newline: u8) -> u8 {
        let columns = self.header.as_ref().map(Vec::len);
        self.delimiter
            .unwrap_or_else(|| frequent_delimiter(text, newline, columns))
    }

    pub(crate) fn layout(&self, delimiter: u8, newline: u8) -> Layout {
        Layout {
            newline,
            escape: self.escape,
            comment: self.comment,
            ..Layout::separated_by(delimiter)
        }
    }
}

fn delimiter(declared: &str) -> Result<Option<u8>, ConvertError> {
    match declared {
        "auto" => Ok(None),
        "tab" => Ok(Some(b'\t')),
        one => match one.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(Some(*byte)),
            _ => {
                let message = format!("`{one}` is not `auto`, `tab` or one ASCII character");
                Err(wrong("delimiter", &message))
            }
        },
    }
}

/// A character, unless it means something else already.
fn mark(field: &'static str, c: char, delimiter: Option<u8>) -> Result<u8, ConvertError> {
    let byte = u8::try_from(c)
        .ok()
        .filter(u8::is_ascii_graphic)
        .filter(|&b| b != b'"');
    let Some(byte) = byte.filter(|&b| field == "comment" || !b.is_ascii_alphanumeric()) else {
        let shown = c.escape_default();
        let message = format!("`{shown}` is not an ASCII character that can be told from the text");
        return Err(wrong(field, &message));
    };
    if delimiter == Some(byte) {
        return Err(wrong(field, &format!("`{c}` is the `delimiter` already")));
    }
    Ok(byte)
}

fn wrong(field: &'static str, message: &str) -> ConvertError {
    ConvertError::Params {
        field,
        message: message.to_owned(),
    }
}

/// The most frequent separator in the first line outside quotes, preferring one that gives as many
/// fields as there are `columns`.
fn frequent_delimiter(text: &[u8], newline: u8, columns: Option<usize>) -> u8 {
    let line = &text[..memchr::memchr(newline, text).unwrap_or(text.len())];
    let mut quoted = false;
    let mut seen = [0usize; CANDIDATES.len()];
    for &byte in line {
        quoted ^= byte == b'"';
        if let (false, Some(at)) = (quoted, CANDIDATES.iter().position(|&d| d == byte)) {
            seen[at] += 1;
        }
    }
    let most = (0..CANDIDATES.len())
        .rev()
        .max_by_key(|&i| (columns == Some(seen[i] + 1), seen[i]))
        .unwrap_or(0);
    CANDIDATES[most]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_most_frequent_or_the_one_that_fits_the_columns() {
        let of =
            |line: &str, columns| char::from(frequent_delimiter(line.as_bytes(), b'\n', columns));
        assert_eq!(of("a;b,c;d\n1,2,3,4,5", None), ';');
        assert_eq!(of("\"a;b;c\",d", None), ',');
        assert_eq!(of("alone", None), ',');
        assert_eq!(of("1;13,4;52,5;x,y,z", Some(4)), ';');
    }
}
