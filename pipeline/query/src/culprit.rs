//! Finds the place in a query that an error of Polars is about.

use std::ops::ControlFlow;

use hotcast_runner::workflow::nearest;
use polars::prelude::{Engine, PolarsError, PolarsResult};
use polars::sql::SQLContext;
use sqlparser::ast::{Expr, Select, SelectItem, Spanned, Statement, Visit, Visitor};
use sqlparser::tokenizer::Span;

use crate::ask::Request;
use crate::failure::Failure;
use crate::words::{place_of, words};

/// The message of an error, with its place in the query if there is one.
pub(crate) fn explained(
    error: &PolarsError,
    request: &Request,
    statement: &Statement,
    context: &mut SQLContext,
) -> Failure {
    let sql = &request.sql;
    let said = said(error, request);
    if let Some(name) = missing_column(&said) {
        let span = place_of(sql, &name).unwrap_or(Span::empty());
        let known = columns(request, context);
        return Failure::at(sql, span, format!("there is no column `{name}`"))
            .maybe_hint(nearest(&name, known.iter().map(String::as_str)));
    }
    let span = culprit(&said, request, statement, context)
        .or_else(|| named(sql, &said))
        .unwrap_or(Span::empty());
    Failure::at(sql, span, format!("the query cannot be computed: {said}"))
}

/// The first paragraph of an error's message, with labels in place of paths.
fn said(error: &PolarsError, request: &Request) -> String {
    let mut root = error;
    while let PolarsError::Context { error, .. } | PolarsError::ExprContext { error, .. } = root {
        root = error;
    }
    let mut text = root.to_string();
    for file in request.tables.values().flatten() {
        text = text.replace(&file.path.display().to_string(), &file.label);
    }
    let first = text.split("\n\n").next().unwrap_or_default();
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The column that an error says is missing.
fn missing_column(said: &str) -> Option<String> {
    let is_missing = said.contains("not found:") || said.contains("unable to find column");
    let rest = said.split("column ").nth(1).filter(|_| is_missing);
    let quoted = rest.unwrap_or(said).split(['"', '\'']).nth(1)?;
    is_missing.then(|| quoted.to_owned())
}

/// The columns of all tables.
fn columns(request: &Request, context: &mut SQLContext) -> Vec<String> {
    let of = |table: &String| {
        let all = format!("SELECT * FROM \"{table}\"");
        let schema = context.execute(&all).and_then(|mut f| f.collect_schema());
        schema.map_or_else(
            |_| Vec::new(),
            |schema| schema.iter_names().map(ToString::to_string).collect(),
        )
    };
    request.tables.keys().flat_map(of).collect()
}

/// A word of the query that an error quotes.
fn named(sql: &str, said: &str) -> Option<Span> {
    let quoted = |word: &str| {
        ['"', '\'', '`']
            .iter()
            .any(|q| said.contains(&format!("{q}{word}{q}")))
    };
    words(sql)
        .into_iter()
        .find(|(word, _)| quoted(word))
        .map(|(_, span)| span)
}

/// The smallest expression that by itself fails in the same way.
fn culprit(
    said_of_all: &str,
    request: &Request,
    statement: &Statement,
    context: &mut SQLContext,
) -> Option<Span> {
    let mut parts = Parts::default();
    let _ = statement.visit(&mut parts);
    let mut context = first_rows(request, context);
    let mut fails = |expression: &str, from: &str| {
        let sql = format!("SELECT {expression} AS x FROM {from}");
        let error = computed(&mut context, &sql).err();
        error.is_some_and(|error| said(&error, request) == said_of_all)
    };
    // A join that fails makes every expression over it fail.
    let mut joins = parts.joins.iter();
    let join = joins.find(|(from, _)| fails("1", from));
    let place = join.map(|(_, span)| *span);
    place.or_else(|| {
        let mut expressions = parts.expressions.iter();
        let found = expressions.find(|(from, part, _)| fails(&part.to_string(), from));
        found.map(|(_, _, span)| *span)
    })
}

/// The same tables, each with its first row: enough for types to be compared.
fn first_rows(request: &Request, context: &mut SQLContext) -> SQLContext {
    let first = SQLContext::new();
    for table in request.tables.keys() {
        if let Ok(frame) = context.execute(&format!("SELECT * FROM \"{table}\" LIMIT 1")) {
            first.register(table, frame);
        }
    }
    first
}

fn computed(context: &mut SQLContext, sql: &str) -> PolarsResult<()> {
    let frame = context.execute(sql)?;
    frame.collect_with_engine(Engine::InMemory).map(drop)
}

/// The expressions of a query, inner ones first, each with the tables that it may read.
#[derive(Debug, Default)]
struct Parts {
    from: Vec<String>,
    /// Tables up to a join, and the place of what it joins on.
    joins: Vec<(String, Span)>,
    expressions: Vec<(String, Expr, Span)>,
}

impl Visitor for Parts {
    type Break = ();

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        let tables: Vec<String> = select.from.iter().map(ToString::to_string).collect();
        self.from.push(tables.join(", "));
        for table in &select.from {
            let mut from = table.relation.to_string();
            for join in &table.joins {
                from += &format!(" {join}");
                self.joins.push((from.clone(), join.join_operator.span()));
            }
        }
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        let from = self.from.pop().unwrap_or_default();
        // Aliases are no expressions of their own, but hold one.
        for item in &select.projection {
            if let SelectItem::ExprWithAlias { expr, .. } = item {
                self.expressions
                    .push((from.clone(), expr.clone(), expr.span()));
            }
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Some(from) = self.from.last() {
            self.expressions
                .push((from.clone(), expr.clone(), expr.span()));
        }
        ControlFlow::Continue(())
    }
}
