//! `uses: query`: a SQL text over outputs of steps and files, executed by Polars.
//!
//! The SQL is read twice: when the workflow is loaded, for mistakes that need no data ([`Query`]'s
//! `check`), and in a process of its own, which computes the table ([`answer`]).
//! A process, because only its environment sets the number of Polars' threads, and only ending it
//! ends a query.

mod answer;
mod ask;
mod casts;
pub mod code;
mod culprit;
mod excerpt;
mod facts;
mod failure;
mod incidents;
mod order;
mod params;
mod scan;
mod shape;
mod statement;
mod step;
mod words;

pub use answer::answer;
pub use params::{Query, QueryFiles, QueryInput, TableKind};
