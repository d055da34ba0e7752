//! Reading a workflow file: from text to checked steps and the graph that their references make.

mod check;
mod claim;
mod destinations;
mod diagnostic;
mod document;
mod expand;
mod graph;
mod keyed;
mod load;
mod node;
mod node_de;
mod numbers;
mod origin;
mod read_step;
mod schema;
mod setting;
mod sources;
mod template;

pub(crate) use claim::Claim;
pub(crate) use destinations::{CACHE, refuse_as_directory, refuse_to_replace};
pub(crate) use diagnostic::{Diagnostic, WorkflowErrors, nearest};
pub(crate) use graph::{Edge, PlannedInput, PlannedStep, Workflow};
pub(crate) use load::load;
pub(crate) use node::{Node, NodeError, Span};
pub(crate) use node_de::WRITTEN;
pub(crate) use schema::schema;
