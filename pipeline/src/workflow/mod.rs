//! Reading a workflow file: from text to checked steps and the graph that their references make.

mod check;
mod diagnostic;
mod document;
mod expand;
mod graph;
mod load;
mod node;
mod node_de;
mod read_step;
mod schema;
mod template;

pub(crate) use diagnostic::{Diagnostic, WorkflowErrors, nearest};
pub(crate) use graph::{Edge, PlannedInput, PlannedStep, Workflow};
pub(crate) use load::load;
pub(crate) use node::{Node, NodeError, Span};
pub(crate) use schema::schema;
