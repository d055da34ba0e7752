//! Reading a workflow file: from text to checked steps and the graph that their references make.

mod node;
mod node_de;
mod schema;

pub(crate) use node::{Node, NodeError, Span};
pub(crate) use schema::schema;
