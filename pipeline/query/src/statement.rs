//! Reads a query and finds the mistakes that need no data.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use hotcast_runner::workflow::nearest;
use sqlparser::ast::{Statement, Visit};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError, ParserOptions};
use sqlparser::tokenizer::{Location, Span};

use crate::facts::Found;
use crate::failure::Failure;

/// A query that was read.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) statement: Statement,
    found: Found,
}

/// Reads a query as Polars does.
///
/// # Errors
/// When it is not exactly one `SELECT`.
pub(crate) fn parse(sql: &str) -> Result<Parsed, Failure> {
    let options = ParserOptions {
        trailing_commas: true,
        ..ParserOptions::default()
    };
    let statements = Parser::new(&GenericDialect {})
        .with_options(options)
        .try_with_sql(sql)
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error| not_sql(sql, &error))?;
    let mut statements = statements.into_iter();
    let (Some(statement), None) = (statements.next(), statements.next()) else {
        return Err(Failure::new("the query must be one statement").hint("write one `SELECT`"));
    };
    if !matches!(statement, Statement::Query(_)) {
        let place = Span::new(Location::new(1, 1), Location::new(1, 2));
        return Err(Failure::at(sql, place, "the query is not a `SELECT`")
            .hint("a query only reads; each input is a table already"));
    }
    let mut found = Found::default();
    let ControlFlow::Continue(()) = statement.visit(&mut found) else {
        return Err(Failure::new("the query cannot be read"));
    };
    Ok(Parsed { statement, found })
}

/// The message of the parser, with its place.
fn not_sql(sql: &str, error: &ParserError) -> Failure {
    let text = match error {
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text.as_str(),
        ParserError::RecursionLimitExceeded => "it is nested too deeply",
    };
    let (text, place) = text.rsplit_once(" at Line: ").unwrap_or((text, ""));
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let place = place.split_once(", Column: ");
    let place = place.and_then(|(line, column)| Some((number(line)?, number(column)?)));
    let span = match place {
        Some((line, column)) => {
            Span::new(Location::new(line, column), Location::new(line, column + 1))
        }
        // The parser names no place for what is missing at the end.
        None => end(sql),
    };
    Failure::at(sql, span, format!("the query is not SQL: {text}"))
}

/// The place behind the last character.
fn end(sql: &str) -> Span {
    let text = sql.trim_end();
    let line = text.matches('\n').count() + 1;
    let column = text.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let place = |column: usize| Location::new(line as u64, column as u64);
    Span::new(place(column), place(column + 1))
}

impl Parsed {
    /// The first table or function that the query may not use, by the names of its inputs.
    pub(crate) fn mistake<T>(&self, sql: &str, inputs: &BTreeMap<String, T>) -> Option<Failure> {
        if let Some((name, span)) = self.found.functions.first() {
            let message = format!("`{name}(…)` reads what no input declares");
            return Some(
                Failure::at(sql, *span, message)
                    .hint("name the file under `inputs`, as `{ files: … }`, and use its table"),
            );
        }
        let own = &self.found.own_tables;
        let unknown =
            |(name, _): &&(String, Span)| !inputs.contains_key(name) && !own.contains(name);
        self.found.tables.iter().find(unknown).map(|(name, span)| {
            let known = inputs.keys().chain(own).map(String::as_str);
            Failure::at(sql, *span, format!("there is no table `{name}`"))
                .maybe_hint(nearest(name, known))
        })
    }

    /// The input that the query does not read.
    pub(crate) fn unused<'a, T>(&self, inputs: &'a BTreeMap<String, T>) -> Option<&'a str> {
        let is_read = |name: &&String| self.found.tables.iter().any(|(table, _)| table == *name);
        inputs
            .keys()
            .find(|name| !is_read(name))
            .map(String::as_str)
    }

    /// `true` if every column that the query reads is a word of it.
    pub(crate) fn names_columns(&self) -> bool {
        !self.found.wildcard
    }

    /// `true` if the result depends on the order in which rows are added up, so that one thread
    /// must do it.
    pub(crate) fn is_in_order(&self) -> bool {
        self.found.in_order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sql: &str) -> Parsed {
        parse(sql).unwrap_or_else(|failure| panic!("{}", failure.message))
    }

    #[test]
    fn mistakes_have_their_place() {
        for (sql, end) in [
            (
                "SELECT * FORM t",
                "\n1 | SELECT * FORM t\n  |          ^^^^",
            ),
            (
                "SELECT *\nFROM t WHERE",
                "\n2 | FROM t WHERE\n  |             ^",
            ),
            ("SELECT 'a", "\n1 | SELECT 'a\n  |        ^"),
        ] {
            let message = parse(sql).unwrap_err().message;
            assert!(message.contains(end.trim_end_matches('^')), "{message}");
            assert!(message.ends_with('^'), "{message}");
        }
    }

    #[test]
    fn tables_are_inputs_or_defined_by_the_query() {
        let inputs = BTreeMap::from([("t".to_owned(), ())]);
        for (sql, wrong) in [
            ("SELECT a FROM t", false),
            ("WITH u AS (SELECT a FROM t) SELECT a FROM u", false),
            ("SELECT a FROM (SELECT a FROM t) AS v", false),
            ("SELECT a FROM t WHERE a IN (SELECT b FROM u)", true),
            (
                "SELECT a FROM t JOIN read_parquet('x') AS p ON p.a = t.a",
                true,
            ),
            (
                "SELECT a FROM t WHERE a IN (SELECT b FROM read_csv('x'))",
                true,
            ),
        ] {
            assert_eq!(read(sql).mistake(sql, &inputs).is_some(), wrong, "{sql}");
        }
        let more = BTreeMap::from([("t".to_owned(), ()), ("u".to_owned(), ())]);
        assert_eq!(read("SELECT a FROM t").unused(&more), Some("u"));
    }

    #[test]
    fn wildcards_read_every_column() {
        for (sql, named) in [
            ("SELECT a, COUNT(*) FROM t GROUP BY a", true),
            ("SELECT a * b FROM t", true),
            ("SELECT * FROM t", false),
            ("SELECT u.* FROM t, u", false),
            ("SELECT a FROM (SELECT * FROM t) AS v", false),
            ("SELECT a FROM t UNION SELECT * FROM u", false),
            ("SELECT a FROM t NATURAL JOIN u", false),
            ("SELECT COLUMNS('a.*') FROM t", false),
        ] {
            assert_eq!(read(sql).names_columns(), named, "{sql}");
        }
    }

    #[test]
    fn sums_and_windows_are_computed_in_order() {
        for (sql, in_order) in [
            ("SELECT a, COUNT(*) FROM t GROUP BY a", false),
            ("SELECT MAX(a) FROM t", false),
            ("SELECT Sum(a) FROM t", true),
            ("SELECT COUNT(*) OVER (PARTITION BY a) FROM t", true),
            ("SELECT b FROM t WHERE a > (SELECT AVG(a) FROM t)", true),
        ] {
            assert_eq!(read(sql).is_in_order(), in_order, "{sql}");
        }
    }
}
