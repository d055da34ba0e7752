//! Lists of values and patterns, as the filters of `convert` and the `categories` of later steps
//! have them.

mod category;
mod check;
mod matcher;
mod pattern;
mod seen;
mod values;

pub use category::CategoryFilter;
pub use values::{ComparedValues, Values};

pub(crate) use check::{Mistake, mistakes};
pub(crate) use matcher::Matcher;
pub(crate) use seen::{SeenValues, unmatched};
