//! JSON for model documents: small, so that the module for browsers is, and exact to the bit.

mod big;
mod decimal;
mod fields;
mod number;
mod read;
mod value;
mod write;

pub(crate) use fields::{Fields, numbers};
pub(crate) use number::Shortest;
pub use read::JsonError;
pub(crate) use read::read;
pub(crate) use value::Value;
pub(crate) use write::write;
