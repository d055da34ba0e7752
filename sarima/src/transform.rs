//! Transformations of the data before modelling.

use serde::{Deserialize, Serialize};

/// A transformation of `endog`; the model, its likelihood and its residuals live on the
/// transformed scale.
///
/// ```
/// use sarima::Transform;
/// assert_eq!(Transform::Sqrt.apply(9.0), 3.0);
/// assert!(Transform::Sqrt.apply(-1.0).is_nan());
/// assert_eq!(Transform::BoxCox { lambda: 0.5 }.apply(9.0), 4.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transform {
    /// The values as they are.
    #[default]
    None,
    /// `ln(1 + y)`, for `y > -1`.
    Log1p,
    /// The square root, for `y >= 0`.
    Sqrt,
    /// Box and Cox: `(y^lambda - 1) / lambda`, and `ln y` when `lambda` is 0; for `y > 0`, and
    /// for `y = 0` too when `lambda > 0`.
    BoxCox {
        /// The exponent.
        lambda: f64,
    },
}

impl Transform {
    /// The transformed value; NaN where the transformation is not defined.
    pub fn apply(&self, y: f64) -> f64 {
        match *self {
            Self::None => y,
            Self::Log1p if y > -1.0 => y.ln_1p(),
            Self::Sqrt if y >= 0.0 => y.sqrt(),
            Self::BoxCox { lambda } if y > 0.0 || (y == 0.0 && lambda > 0.0) => {
                if lambda == 0.0 {
                    y.ln()
                } else {
                    (lambda * y.ln()).exp_m1() / lambda
                }
            }
            _ => f64::NAN,
        }
    }
}
