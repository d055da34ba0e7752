//! JSON for model documents: small, so that the module for browsers is, and exact to the bit.

mod fields;
mod read;
mod value;
mod write;

pub(crate) use fields::Fields;
pub use read::JsonError;
pub(crate) use read::read;
pub(crate) use value::Value;
pub(crate) use write::write;
