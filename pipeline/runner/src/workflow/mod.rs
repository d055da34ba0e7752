//! Reading a workflow file: from text to checked steps and the graph of their references.

mod check;
mod claim;
mod destinations;
mod diagnostic;
mod document;
mod expand;
mod graph;
mod keyed;
mod load;
mod numbers;
mod origin;
mod project;
mod read_step;
mod schema;
mod setting;
mod sources;
mod template;

pub use claim::Claim;
pub use destinations::CACHE;
pub(crate) use destinations::{refuse_as_directory, refuse_to_replace};
pub use diagnostic::{Diagnostic, WorkflowErrors, nearest};
pub use graph::{Edge, PlannedInput, PlannedStep, Workflow};
pub use load::load;
pub use project::Project;
pub use schema::schema;
