//! `extra`: further columns of the source that incidents carry along.

mod check;
mod column;
mod params;
mod reader;

pub use params::{Extra, ExtraColumn, ExtraType, NamedExtra};

pub(crate) use check::{names, problems};
pub(crate) use column::ExtraValues;
pub(crate) use reader::ExtraReader;
