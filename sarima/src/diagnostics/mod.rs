//! Tests of a model's residuals.

mod acf;
mod heteroskedasticity;
mod jarque_bera;
mod ljung_box;
mod report;

pub use acf::acf;
pub use heteroskedasticity::{Heteroskedasticity, heteroskedasticity};
pub use jarque_bera::{JarqueBera, jarque_bera};
pub use ljung_box::{LjungBox, ljung_box};
pub use report::Diagnostics;
