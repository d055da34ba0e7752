//! Makes the order of a query's rows certain.
//!
//! Polars is free to give the rows of joins, groups and distinct rows in any order, which then
//! depends on threads and on random seeds. A cached result must not.

use std::sync::Arc;

use polars::lazy::dsl::DslPlan;
use polars::prelude::MaintainOrderJoin;

/// A plan whose rows have one order.
pub(crate) struct Ordered {
    pub(crate) plan: DslPlan,
    /// `true` if the streaming engine keeps that order, which it does except in joins by
    /// inequalities.
    pub(crate) streams: bool,
}

/// The plan with every node told to keep the order of its rows: a join that of its left table and
/// then of its right, groups and distinct rows that of their first rows, and a sort that of ties.
pub(crate) fn ordered(plan: &DslPlan) -> Ordered {
    let mut walk = Walk { streams: true };
    let plan = walk.ordered(plan);
    Ordered {
        plan,
        streams: walk.streams,
    }
}

struct Walk {
    streams: bool,
}

impl Walk {
    fn ordered(&mut self, plan: &DslPlan) -> DslPlan {
        let mut plan = plan.clone();
        match &mut plan {
            DslPlan::Join {
                input_left,
                input_right,
                predicates,
                options,
                ..
            } => {
                self.streams &= predicates.is_empty();
                self.deepen(input_left);
                self.deepen(input_right);
                let options = Arc::make_mut(options);
                options.args.maintain_order = MaintainOrderJoin::LeftRight;
            }
            DslPlan::GroupBy {
                input,
                maintain_order,
                ..
            } => {
                self.deepen(input);
                *maintain_order = true;
            }
            DslPlan::Distinct { input, options } => {
                self.deepen(input);
                options.maintain_order = true;
            }
            DslPlan::Sort {
                input,
                sort_options,
                ..
            } => {
                self.deepen(input);
                sort_options.maintain_order = true;
            }
            DslPlan::Union { inputs, args } => {
                inputs
                    .iter_mut()
                    .for_each(|input| *input = self.ordered(input));
                args.maintain_order = true;
            }
            DslPlan::HConcat { inputs, .. } => {
                inputs
                    .iter_mut()
                    .for_each(|input| *input = self.ordered(input));
            }
            DslPlan::ExtContext { input, contexts } => {
                self.deepen(input);
                contexts
                    .iter_mut()
                    .for_each(|input| *input = self.ordered(input));
            }
            DslPlan::Gather { input, idxs, .. } => {
                self.deepen(input);
                self.deepen(idxs);
            }
            DslPlan::Filter { input, .. }
            | DslPlan::Cache { input, .. }
            | DslPlan::Select { input, .. }
            | DslPlan::HStack { input, .. }
            | DslPlan::MatchToSchema { input, .. }
            | DslPlan::Slice { input, .. }
            | DslPlan::MapFunction { input, .. } => self.deepen(input),
            DslPlan::PipeWithSchema { input, .. } => {
                *input = input.iter().map(|input| self.ordered(input)).collect();
            }
            // What was planned to find the columns is planned again.
            DslPlan::IR { dsl, .. } => return self.ordered(dsl),
            _ => {}
        }
        plan
    }

    fn deepen(&mut self, plan: &mut Arc<DslPlan>) {
        *plan = Arc::new(self.ordered(plan));
    }
}
