//! Choosing orders in the browser.

use sarima::{AutoOptions, Spec, auto_order};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

use crate::convert::{bounded, error, exog};
use crate::model::Model;

/// Chooses orders by AICc with at most `budget` fits. `spec` (JSON) gives the season length,
/// regressors, transform and `non_negative`; its orders are ignored.
#[wasm_bindgen(js_name = fitAuto)]
pub fn fit_auto(
    endog: &[f64],
    spec: &str,
    budget: u32,
    #[wasm_bindgen(js_name = exog)] values: Option<Vec<f64>>,
) -> Result<Model, JsError> {
    let spec = Spec::from_json(spec).map_err(error)?;
    let exog = exog(&spec.exog, values, bounded(endog)?.len())?;
    let options = AutoOptions {
        max_models: budget as usize,
        transform: spec.transform,
        non_negative: spec.non_negative,
        ..AutoOptions::default()
    };
    let found = auto_order(endog, &exog, spec.seasonal_order.s, &options).map_err(error)?;
    found.fitted.to_untested_model().map(Model).map_err(error)
}
