//! JSON for model documents. It replaces `serde_json` in the crate because a module for browsers
//! needs little code, and documents need numbers that are exact to the bit.

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
