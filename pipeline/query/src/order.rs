//! Makes the order of a query's rows certain.
//!
//! Polars is free to give the rows of joins, groups and distinct rows in any order, which then
//! depends on threads and on random seeds. A cached result must not.

use std::sync::Arc;

use polars::lazy::dsl::DslPlan;
use polars::prelude::MaintainOrderJoin;

/// The plan with every node told to keep the order of its rows: a join that of its left table and
/// then of its right, groups and distinct rows that of their first rows, and a sort that of ties.
pub(crate) fn ordered(plan: &DslPlan) -> DslPlan {
    let mut plan = plan.clone();
    match &mut plan {
        DslPlan::Join {
            input_left,
            input_right,
            options,
            ..
        } => {
            deepen(input_left);
            deepen(input_right);
            let options = Arc::make_mut(options);
            options.args.maintain_order = MaintainOrderJoin::LeftRight;
        }
        DslPlan::GroupBy {
            input,
            maintain_order,
            ..
        } => {
            deepen(input);
            *maintain_order = true;
        }
        DslPlan::Distinct { input, options } => {
            deepen(input);
            options.maintain_order = true;
        }
        DslPlan::Sort {
            input,
            sort_options,
            ..
        } => {
            deepen(input);
            sort_options.maintain_order = true;
        }
        DslPlan::Union { inputs, args } => {
            inputs.iter_mut().for_each(|input| *input = ordered(input));
            args.maintain_order = true;
        }
        DslPlan::HConcat { inputs, .. } => {
            inputs.iter_mut().for_each(|input| *input = ordered(input));
        }
        DslPlan::ExtContext { input, contexts } => {
            deepen(input);
            contexts
                .iter_mut()
                .for_each(|input| *input = ordered(input));
        }
        DslPlan::Gather { input, idxs, .. } => {
            deepen(input);
            deepen(idxs);
        }
        DslPlan::Filter { input, .. }
        | DslPlan::Cache { input, .. }
        | DslPlan::Select { input, .. }
        | DslPlan::HStack { input, .. }
        | DslPlan::MatchToSchema { input, .. }
        | DslPlan::Slice { input, .. }
        | DslPlan::MapFunction { input, .. } => deepen(input),
        DslPlan::PipeWithSchema { input, .. } => {
            *input = input.iter().map(ordered).collect();
        }
        // What was planned to find the columns is planned again.
        DslPlan::IR { dsl, .. } => return ordered(dsl),
        _ => {}
    }
    plan
}

fn deepen(plan: &mut Arc<DslPlan>) {
    *plan = Arc::new(ordered(plan));
}

/// `true` if the streaming engine keeps the order of rows, which it does except in joins by
/// inequalities.
pub(crate) fn streams(plan: &DslPlan) -> bool {
    match plan {
        DslPlan::Join {
            input_left,
            input_right,
            predicates,
            ..
        } => predicates.is_empty() && streams(input_left) && streams(input_right),
        DslPlan::Union { inputs, .. } | DslPlan::HConcat { inputs, .. } => {
            inputs.iter().all(streams)
        }
        DslPlan::ExtContext { input, contexts } => streams(input) && contexts.iter().all(streams),
        DslPlan::Gather { input, idxs, .. } => streams(input) && streams(idxs),
        DslPlan::Filter { input, .. }
        | DslPlan::Cache { input, .. }
        | DslPlan::Select { input, .. }
        | DslPlan::HStack { input, .. }
        | DslPlan::MatchToSchema { input, .. }
        | DslPlan::Slice { input, .. }
        | DslPlan::MapFunction { input, .. }
        | DslPlan::GroupBy { input, .. }
        | DslPlan::Distinct { input, .. }
        | DslPlan::Sort { input, .. }
        | DslPlan::Sink { input, .. } => streams(input),
        DslPlan::PipeWithSchema { input, .. } => input.iter().all(streams),
        DslPlan::IR { dsl, .. } => streams(dsl),
        _ => true,
    }
}
