//! The report of a fit.

use crate::Spec;
use crate::diagnostics::Diagnostics;
use crate::history::InSample;

/// The results of a fit besides its parameters.
///
/// # Example
/// ```
/// # use sarima::{Exog, Model, Order, Params, SeasonalOrder, Spec};
/// # let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
/// # let params = Params::from_slice(&spec, &[-0.4, 2.0])?;
/// let model = Model::from_params(spec, params, &[3.0, 5.0, 4.0, 6.0], &Exog::none())?;
/// let report = model.as_sarima().ok_or("another method")?.report();
/// // Two parameters: the moving average and the variance.
/// assert!((report.aic - (4.0 - 2.0 * report.llf)).abs() < 1e-12 && !report.converged);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FitReport {
    /// Standard errors in the order of [`Spec::param_names`]; `None` if the information does not
    /// give one.
    pub std_errors: Vec<Option<f64>>,
    /// The maximised log-likelihood.
    pub llf: f64,
    /// Akaike's criterion.
    pub aic: f64,
    /// Akaike's criterion with the small-sample correction; `None` if it is not defined.
    pub aicc: Option<f64>,
    /// The Bayesian criterion.
    pub bic: f64,
    /// Observations used: those not missing, less `d + D s`.
    pub nobs: usize,
    /// `true` if the optimiser met its criterion.
    pub converged: bool,
    /// Its iterations.
    pub iterations: usize,
    /// Tests of the residuals.
    pub diagnostics: Option<Diagnostics>,
}

impl FitReport {
    /// Likelihood, criteria and diagnostics at given parameters; no standard errors.
    pub(crate) fn at(spec: &Spec, endog: &[f64], in_sample: &InSample) -> Self {
        let observed = endog.iter().filter(|y| !y.is_nan()).count();
        let nobs = observed.saturating_sub(spec.n_diff());
        let (n, k) = (nobs as f64, spec.n_params() as f64);
        let llf = in_sample.llf;
        let aic = 2.0 * k - 2.0 * llf;
        Self {
            std_errors: vec![None; spec.n_params()],
            llf,
            aic,
            aicc: (n > k + 1.0).then(|| aic + 2.0 * k * (k + 1.0) / (n - k - 1.0)),
            bic: k * n.ln() - 2.0 * llf,
            nobs,
            converged: false,
            iterations: 0,
            diagnostics: Some(in_sample.diagnostics(spec)),
        }
    }
}
