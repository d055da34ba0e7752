//! Facts about a query that was read: its tables, functions and wildcards.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, JoinConstraint, JoinOperator, ObjectName, Query, Select, SelectItem, SetExpr, Spanned,
    TableFactor, Visitor,
};
use sqlparser::tokenizer::Span;

/// Functions whose result depends on the order in which rows are added up, beside those with
/// `OVER`.
///
/// Floating-point sums differ in their last digits by the order; the others follow it outright.
const IN_ORDER: [&str; 24] = [
    "array_agg",
    "avg",
    "corr",
    "covar",
    "covar_pop",
    "covar_samp",
    "first",
    "first_value",
    "group_concat",
    "last",
    "last_value",
    "listagg",
    "row_number",
    "stddev",
    "stddev_samp",
    "stdev",
    "stdev_samp",
    "string_agg",
    "sum",
    "total",
    "unnest",
    "var",
    "var_samp",
    "variance",
];

/// Facts about a query.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The tables that it reads, with their places.
    pub(crate) tables: Vec<(String, Span)>,
    /// The tables that it defines itself.
    pub(crate) own_tables: BTreeSet<String>,
    /// Functions in the place of tables.
    pub(crate) functions: Vec<(String, Span)>,
    /// `true` if it may read columns that it does not name.
    pub(crate) wildcard: bool,
    /// `true` if its result depends on the order in which rows are added up.
    pub(crate) in_order: bool,
}

impl Visitor for Found {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        if let Some(with) = &query.with {
            let names = with.cte_tables.iter().map(|cte| &cte.alias.name.value);
            self.own_tables.extend(names.cloned());
        }
        // `VALUES` and `TABLE t` name no columns.
        self.wildcard |= !matches!(
            *query.body,
            SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::SetOperation { .. }
        );
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        let is_wildcard = |item: &SelectItem| {
            matches!(
                item,
                SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..)
            )
        };
        self.wildcard |= select.projection.is_empty() || select.projection.iter().any(is_wildcard);
        let joins = select.from.iter().flat_map(|from| &from.joins);
        self.wildcard |= joins
            .into_iter()
            .any(|join| is_natural(&join.join_operator));
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table {
                name,
                args: Some(_),
                ..
            } => self.functions.push((name.to_string(), name.span())),
            TableFactor::Table { .. } | TableFactor::NestedJoin { .. } => {}
            TableFactor::Derived { alias, .. } | TableFactor::UNNEST { alias, .. } => {
                self.own_tables
                    .extend(alias.iter().map(|alias| alias.name.value.clone()));
            }
            other => self.functions.push((other.to_string(), other.span())),
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        if let Some(name) = relation.0.first().and_then(|part| part.as_ident()) {
            self.tables.push((name.value.clone(), relation.span()));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Expr::Function(function) = expr {
            let name = function.name.to_string().to_lowercase();
            self.wildcard |= name == "columns";
            self.in_order |= function.over.is_some() || IN_ORDER.contains(&name.as_str());
        }
        ControlFlow::Continue(())
    }
}

fn is_natural(operator: &JoinOperator) -> bool {
    use JoinOperator as J;
    match operator {
        J::Join(on)
        | J::Inner(on)
        | J::Left(on)
        | J::LeftOuter(on)
        | J::Right(on)
        | J::RightOuter(on)
        | J::FullOuter(on)
        | J::Semi(on)
        | J::LeftSemi(on)
        | J::RightSemi(on)
        | J::Anti(on)
        | J::LeftAnti(on)
        | J::RightAnti(on) => {
            matches!(on, JoinConstraint::Natural)
        }
        J::CrossJoin(_) => false,
        // Polars refuses the others.
        _ => true,
    }
}
