//! Shows a place in a query.

use sqlparser::tokenizer::{Location, Span};

/// Returns the line of `sql` where `span` begins, with its number and carets below it.
///
/// A span without a place shows the first line that is not blank, without carets.
pub(crate) fn excerpt(sql: &str, span: Span) -> String {
    let first = || sql.lines().position(|line| !line.trim().is_empty());
    let at = match usize::try_from(span.start.line) {
        Ok(line @ 1..) => line - 1,
        _ => first().unwrap_or(0),
    };
    let line = sql.lines().nth(at).unwrap_or_default().trim_end();
    let number = (at + 1).to_string();
    let gutter = " ".repeat(number.len());
    let mut shown = format!("{gutter} |\n{number} | {line}");
    if span.start.line > 0 {
        let start = usize::try_from(span.start.column).unwrap_or(1).max(1) - 1;
        // A tab stays a tab, so that the caret stands below its character.
        let indent: String = line
            .chars()
            .chain(std::iter::repeat(' '))
            .take(start)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        shown += &format!("\n{gutter} | {indent}{}", "^".repeat(width(line, span)));
    }
    shown
}

/// The number of characters of a span on its first line, at least one.
fn width(line: &str, span: Span) -> usize {
    let Location { line: row, column } = span.end;
    let start = usize::try_from(span.start.column).unwrap_or(1);
    let end = if row == span.start.line {
        usize::try_from(column).unwrap_or(1)
    } else {
        line.chars().count() + 1
    };
    end.saturating_sub(start).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_below_the_span() {
        let sql = "SELECT a\nFROM\tb WHERE c";
        let span = Span::new(Location::new(2, 6), Location::new(2, 7));
        assert_eq!(excerpt(sql, span), "  |\n2 | FROM\tb WHERE c\n  |     \t^");
        let end = Span::new(Location::new(2, 12), Location::new(2, 17));
        assert!(excerpt(sql, end).ends_with("^^^^^"));
        assert_eq!(excerpt("\n a", Span::empty()), "  |\n2 |  a");
    }
}
