//! New observations for a fitted model.

use wasm_bindgen::prelude::{JsError, wasm_bindgen};

use crate::convert::{bounded, error};
use crate::model::Model;

#[wasm_bindgen]
impl Model {
    /// Carries the model on with new observations, without refitting.
    pub fn append(&mut self, endog: &[f64], exog: Option<Vec<f64>>) -> Result<(), JsError> {
        let exog = self.past(exog, bounded(endog)?)?;
        self.0.append(endog, &exog).map_err(error)
    }
}
