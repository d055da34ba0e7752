//! The figures of a fit, read out of its model.

use serde::Deserialize;
use serde_json::value::RawValue;

/// A row of `training.parquet`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figures {
    /// The method of the model.
    pub(super) method: String,
    /// `true` if the likelihood was maximised, or the method maximises none.
    pub(super) converged: bool,
    /// Iterations of the optimiser.
    pub(super) iterations: i32,
    /// Log-likelihood.
    pub(super) llf: Option<f64>,
    /// Corrected information criterion.
    pub(super) aicc: Option<f64>,
}

impl Figures {
    /// Reads the figures out of a model document.
    pub(super) fn of(model: &RawValue) -> serde_json::Result<Self> {
        let Head {
            method,
            converged,
            iterations,
            llf,
            aicc,
        } = serde_json::from_str(model.get())?;
        Ok(Self {
            method,
            converged: converged.unwrap_or(true),
            iterations: iterations.unwrap_or(0),
            llf,
            aicc,
        })
    }
}

/// The fields of a model document that are figures; methods that maximise nothing have only one.
#[derive(Deserialize)]
struct Head {
    method: String,
    converged: Option<bool>,
    iterations: Option<i32>,
    llf: Option<f64>,
    aicc: Option<f64>,
}
