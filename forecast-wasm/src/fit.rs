//! Fitting in the browser.

use sarima::{Sarima, Spec};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

use crate::convert::{bounded, error, exog};
use crate::model::Model;

/// Exact maximum likelihood. `spec` is JSON; `NaN` in `endog` is a missing value.
#[wasm_bindgen]
pub fn fit(
    endog: &[f64],
    spec: &str,
    #[wasm_bindgen(js_name = exog)] values: Option<Vec<f64>>,
) -> Result<Model, JsError> {
    let spec = Spec::from_json(spec).map_err(error)?;
    let exog = exog(&spec.exog, values, bounded(endog)?.len())?;
    let fitted = Sarima::new(spec).fit(endog, &exog).map_err(error)?;
    fitted.to_untested_model().map(Model).map_err(error)
}
