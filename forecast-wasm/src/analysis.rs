//! Tests of residuals and the decomposition of a series.

use wasm_bindgen::prelude::{JsError, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};

use crate::convert::{bounded, error, numbers, object};
use crate::types::{Decomposition, Diagnostics};

/// The usual tests of standardised residuals of a model with `estimated` autoregressive and
/// moving-average coefficients.
#[wasm_bindgen]
pub fn diagnose(
    residuals: &[f64],
    #[wasm_bindgen(js_name = seasonLength)] season_length: u32,
    estimated: u32,
) -> Result<Diagnostics, JsError> {
    let tests = sarima::Diagnostics::new(
        bounded(residuals)?,
        season_length as usize,
        estimated as usize,
    );
    let or_null = |value: Option<JsValue>| value.unwrap_or(JsValue::NULL);
    let ljung_box = tests.ljung_box.map(|t| {
        object([
            ("lag", (t.lag as f64).into()),
            ("statistic", t.statistic.into()),
            ("pValue", t.p_value.into()),
        ])
    });
    let jarque_bera = tests.jarque_bera.map(|t| {
        object([
            ("statistic", t.statistic.into()),
            ("pValue", t.p_value.into()),
            ("skewness", t.skewness.into()),
            ("kurtosis", t.kurtosis.into()),
        ])
    });
    let heteroskedasticity = tests.heteroskedasticity.map(|t| {
        object([
            ("statistic", t.statistic.into()),
            ("pValue", t.p_value.into()),
        ])
    });
    let fields = [
        ("acf", numbers(&tests.acf)),
        ("ljungBox", or_null(ljung_box)),
        ("jarqueBera", or_null(jarque_bera)),
        ("heteroskedasticity", or_null(heteroskedasticity)),
    ];
    Ok(object(fields).unchecked_into())
}

/// Trend, seasonal component and remainder of a series.
#[wasm_bindgen]
pub fn decompose(
    endog: &[f64],
    #[wasm_bindgen(js_name = seasonLength)] season_length: u32,
) -> Result<Decomposition, JsError> {
    let parts = sarima::decompose(bounded(endog)?, season_length as usize).map_err(error)?;
    let fields = [
        ("trend", numbers(&parts.trend)),
        ("seasonal", numbers(&parts.seasonal)),
        ("remainder", numbers(&parts.remainder)),
    ];
    Ok(object(fields).unchecked_into())
}
