//! Methods of the class `Model` that use simulated paths.

use js_sys::Number;
use sarima::{SUM_PATHS, SUM_SEED};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

use crate::convert::{error, list, object};
use crate::model::Model;
use crate::types::Sum;

#[wasm_bindgen]
impl Model {
    /// The sum over the next `horizon` periods, from simulated paths. The defaults of `paths` and
    /// `seed` are those of the server.
    #[wasm_bindgen(js_name = forecastSum)]
    pub fn forecast_sum(
        &self,
        horizon: u32,
        levels: &[f64],
        paths: Option<u32>,
        #[wasm_bindgen(js_name = seed)] from: Option<f64>,
        exog: Option<Vec<f64>>,
    ) -> Result<Sum, JsError> {
        let exog = self.future(exog, horizon)?;
        let paths = paths.map_or(SUM_PATHS, |paths| paths as usize);
        let seed = from.map(seed).transpose()?.unwrap_or(SUM_SEED);
        let sum = self
            .0
            .forecast_sum(0..horizon as usize, levels, paths, seed, &exog)
            .map_err(error)?;
        let intervals = sum.intervals.iter().map(|i| {
            let interval = [
                ("level", i.level.into()),
                ("lower", i.lower.into()),
                ("upper", i.upper.into()),
            ];
            let probability = i.probability.map(|p| ("probability", p.into()));
            object(interval.into_iter().chain(probability))
        });
        let fields = [
            ("mean", sum.mean.into()),
            ("se", sum.se.into()),
            ("intervals", list(intervals)),
        ];
        Ok(object(fields).unchecked_into())
    }

    /// Simulated futures, path after path.
    pub fn simulate(
        &self,
        horizon: u32,
        paths: u32,
        #[wasm_bindgen(js_name = seed)] from: f64,
        exog: Option<Vec<f64>>,
    ) -> Result<Vec<f64>, JsError> {
        let (exog, seed) = (self.future(exog, horizon)?, seed(from)?);
        let paths = self
            .0
            .simulate(horizon as usize, paths as usize, seed, &exog)
            .map_err(error)?;
        Ok(paths.values().to_vec())
    }
}

/// A seed from a JavaScript number.
fn seed(value: f64) -> Result<u64, JsError> {
    if (0.0..=9_007_199_254_740_991.0).contains(&value) && value.fract() == 0.0 {
        Ok(value as u64)
    } else {
        Err(error(format_args!(
            "seed `{}` is not a whole number from 0 to 2^53 - 1",
            Number::from(value)
                .to_string_with_radix(10)
                .map_or_else(|_| String::new(), String::from)
        )))
    }
}
