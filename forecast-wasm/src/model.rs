//! The class `Model`.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

use crate::convert::{bounded, error, exog, list, numbers, object};
use crate::types::{Forecast, InSample};

/// A model that forecasts without its history.
#[wasm_bindgen]
pub struct Model(pub(crate) sarima::Model);

#[wasm_bindgen]
impl Model {
    /// Reads a model document. Throws for another document, a corrupt one or another version, and
    /// for the method `counts` in the small module.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &str) -> Result<Model, JsError> {
        sarima::Model::from_json(json).map(Self).map_err(unread)
    }

    /// `sarima`, `ets`, `mstl`, `seasonal_naive`, `mean` or `counts`.
    #[wasm_bindgen(
        getter,
        unchecked_return_type = "\"sarima\" | \"ets\" | \"mstl\" | \"seasonal_naive\" | \"mean\" | \"counts\""
    )]
    pub fn method(&self) -> String {
        self.0.method().to_owned()
    }

    /// Names of the regressors that a forecast needs, in order.
    #[wasm_bindgen(getter, js_name = exogNames)]
    pub fn exog_names(&self) -> Vec<String> {
        self.0.exog_names().to_vec()
    }

    /// The model document.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// Mean, standard error, intervals and total of the next `horizon` periods; `levels` are in (0,
    /// 1).
    pub fn forecast(
        &self,
        horizon: u32,
        levels: &[f64],
        exog: Option<Vec<f64>>,
    ) -> Result<Forecast, JsError> {
        let exog = self.future(exog, horizon)?;
        let forecast = self
            .0
            .forecast(horizon as usize, levels, &exog)
            .map_err(error)?;
        let intervals = forecast.intervals.iter().map(|i| {
            let interval = [
                ("level", i.level.into()),
                ("lower", numbers(&i.lower)),
                ("upper", numbers(&i.upper)),
            ];
            let probability = i.probability.as_deref().map(numbers);
            object(
                interval
                    .into_iter()
                    .chain(probability.map(|p| ("probability", p))),
            )
        });
        let fields = [
            ("mean", numbers(&forecast.mean)),
            ("se", numbers(&forecast.se)),
            ("intervals", list(intervals)),
            ("total", forecast.total.into()),
        ];
        Ok(object(fields).unchecked_into())
    }

    /// One-step predictions and residuals over a history.
    #[wasm_bindgen(js_name = inSample)]
    pub fn in_sample(&self, endog: &[f64], exog: Option<Vec<f64>>) -> Result<InSample, JsError> {
        let exog = self.past(exog, bounded(endog)?)?;
        let found = self.0.in_sample(endog, &exog).map_err(error)?;
        let fields = [
            ("fitted", numbers(&found.fitted)),
            ("residuals", numbers(&found.residuals)),
            ("standardized", numbers(&found.standardized)),
        ];
        Ok(object(fields).unchecked_into())
    }

    pub(crate) fn future(
        &self,
        values: Option<Vec<f64>>,
        horizon: u32,
    ) -> Result<sarima::Exog, JsError> {
        exog(self.0.exog_names(), values, horizon as usize)
    }

    pub(crate) fn past(
        &self,
        values: Option<Vec<f64>>,
        endog: &[f64],
    ) -> Result<sarima::Exog, JsError> {
        exog(self.0.exog_names(), values, endog.len())
    }
}

fn unread(reason: sarima::ModelError) -> JsError {
    match reason {
        sarima::ModelError::NotBuilt(method) => error(format_args!(
            "method `{method}` is not in this module; the module `analysis` reads it"
        )),
        reason => error(reason),
    }
}
