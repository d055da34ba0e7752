//! The TypeScript types of plain objects.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export interface Interval {
  level: number;
  lower: Float64Array;
  upper: Float64Array;
  probability?: Float64Array;
}
export interface Forecast {
  mean: Float64Array;
  se: Float64Array;
  intervals: Interval[];
  total: number;
}
export interface Sum {
  mean: number;
  se: number;
  intervals: { level: number; lower: number; upper: number; probability?: number }[];
}
export interface InSample {
  fitted: Float64Array;
  residuals: Float64Array;
  standardized: Float64Array;
}
export interface Diagnostics {
  acf: Float64Array;
  ljungBox: { lag: number; statistic: number; pValue: number } | null;
  jarqueBera: { statistic: number; pValue: number; skewness: number; kurtosis: number } | null;
  heteroskedasticity: { statistic: number; pValue: number } | null;
}
export interface Decomposition {
  trend: Float64Array;
  seasonal: Float64Array;
  remainder: Float64Array;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// A forecast: `mean`, `se` and `intervals`.
    #[wasm_bindgen(typescript_type = "Forecast")]
    pub type Forecast;
    /// A sum's distribution: `mean`, `se` and `intervals`.
    #[wasm_bindgen(typescript_type = "Sum")]
    pub type Sum;
    /// One-step predictions: `fitted`, `residuals` and `standardized`.
    #[wasm_bindgen(typescript_type = "InSample")]
    pub type InSample;
    /// Tests of residuals.
    #[wasm_bindgen(typescript_type = "Diagnostics")]
    pub type Diagnostics;
    /// `trend`, `seasonal` and `remainder`.
    #[wasm_bindgen(typescript_type = "Decomposition")]
    pub type Decomposition;
}
