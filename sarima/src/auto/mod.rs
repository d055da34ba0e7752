//! Automatic choice of orders: differences by tests, then a search by AICc.
//!
//! | file | what |
//! |---|---|
//! | [`differences`] | how often to difference: KPSS test and seasonal strength |
//! | [`candidate`] | one model tried |
//! | [`select`] | stepwise and full search |

pub(crate) mod candidate;
pub(crate) mod differences;
mod exact;
pub(crate) mod select;
