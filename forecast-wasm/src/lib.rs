#![doc = include_str!("../README.md")]
//!
//! # For those who change it
//!
//! This crate constructs, converts and maps errors, and computes nothing itself.
//! Regressors are given one after the other, each as long as the series or the horizon.
//! Without default features it is the small module; the feature `analysis` adds the rest.

#[cfg(target_arch = "wasm32")]
mod allocator;
#[cfg(feature = "analysis")]
mod analysis;
#[cfg(feature = "analysis")]
mod append;
mod convert;
mod fit;
#[cfg(feature = "analysis")]
mod fit_auto;
mod model;
#[cfg(feature = "analysis")]
mod simulate;
mod types;

#[cfg(feature = "analysis")]
pub use analysis::{decompose, diagnose};
pub use fit::fit;
#[cfg(feature = "analysis")]
pub use fit_auto::fit_auto;
pub use model::Model;
