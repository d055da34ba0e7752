//! Errors of specifications, parameters and data.

use crate::constant::Constant;
use crate::json::Shortest;
use crate::order::SeasonalOrder;

/// A specification that no data could satisfy.
///
/// ```
/// use sarima::{Order, SeasonalOrder, Spec, SpecError};
/// let spec = Spec::new(Order::new(1, 3, 0), SeasonalOrder::none());
/// let error = spec.validate().unwrap_err();
/// assert_eq!(error, SpecError::OrderTooLarge { name: "d", value: 3, max: 2 });
/// assert_eq!(error.to_string(), "order `d` is `3`, above the largest supported `2`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpecError {
    /// An order is outside its range.
    #[error("order `{name}` is `{value}`, above the largest supported `{max}`")]
    OrderTooLarge {
        /// `p`, `d`, `q`, `P`, `D` or `Q`.
        name: &'static str,
        /// The value given.
        value: usize,
        /// The largest value accepted.
        max: usize,
    },
    /// The season length is 0 or above 366.
    #[error("season length `{0}` is not between 1 and 366")]
    SeasonLength(usize),
    /// Seasonal terms need a season of at least two periods.
    #[error("seasonal order `{0}` has terms but a season length of 1")]
    SeasonalTermsWithoutSeason(SeasonalOrder),
    /// The constant vanishes when the data are differenced.
    #[error("constant `{constant}` is not identified with `{differences}` differences")]
    ConstantNotIdentified {
        /// `mean` or `drift`.
        constant: Constant,
        /// `d + D`.
        differences: usize,
    },
    /// The Box-Cox exponent is not a finite number.
    #[error("box-cox lambda is not a finite number")]
    BoxCoxLambda,
    /// A regressor name occurs twice, is empty, or is a parameter name.
    #[error("regressor name `{0}` is empty, repeated or reserved")]
    ExogName(String),
}

/// Data or parameters that a model cannot be fitted to or evaluated at.
///
/// ```
/// use sarima::{Exog, FitError, Order, Sarima, SeasonalOrder, Spec};
/// let model = Sarima::new(Spec::new(Order::new(0, 1, 1), SeasonalOrder::none()));
/// let fit = |y: &[f64]| model.fit(y, &Exog::none()).unwrap_err();
/// assert_eq!(fit(&[4.0; 20]), FitError::NoVariation);
/// assert!(matches!(fit(&[1.0, 2.0]), FitError::TooShort { observed: 2, .. }));
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// The specification itself is invalid.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The regressors do not match the specification or each other.
    #[error(transparent)]
    Exog(#[from] ExogError),
    /// A value is infinite (a missing value is NaN).
    #[error("value `{value}` at index `{index}` is not finite", value = Shortest(*.value))]
    NotFinite {
        /// Zero-based position in `endog`.
        index: usize,
        /// The value.
        value: f64,
    },
    /// A value is not a count: a whole number from 0 to 2^53.
    #[cfg(feature = "counts")]
    #[error(
        "value `{value}` at index `{index}` is not a whole number of at least 0",
        value = Shortest(*.value)
    )]
    Count {
        /// Zero-based position in `endog`.
        index: usize,
        /// The value.
        value: f64,
    },
    /// The transformation is not defined for a value.
    #[error(
        "value `{value}` at index `{index}` is outside the domain of the transformation",
        value = Shortest(*.value)
    )]
    TransformDomain {
        /// Zero-based position in `endog`.
        index: usize,
        /// The value.
        value: f64,
    },
    /// Fewer observations than the model needs.
    #[error("`{observed}` observations are too few, the model needs `{needed}`")]
    TooShort {
        /// Non-missing observations.
        observed: usize,
        /// The smallest number accepted.
        needed: usize,
    },
    /// The series does not vary once differenced and regressed: it is constant or all zero.
    #[error("the series has no variation left after differencing and regression")]
    NoVariation,
    /// The values are so large or so small that a 64-bit number cannot hold their variance.
    #[error(
        "values of magnitude `{}` have a variance outside the range of 64-bit floats",
        Shortest(*.0)
    )]
    Magnitude(f64),
    /// A regressor is a linear combination of the others or vanishes when differenced.
    #[error("regressor `{0}` is collinear with the others once differenced")]
    Collinear(String),
    /// A parameter vector of the wrong length or with an impossible value.
    #[error("parameter `{name}`: {reason}")]
    Param {
        /// Parameter name, such as `ar.L1`.
        name: String,
        /// The reason.
        reason: &'static str,
    },
    /// The likelihood could not be evaluated anywhere near the starting values.
    #[error("the likelihood cannot be evaluated: {0}")]
    Numerical(&'static str),
}

/// Regressors that do not fit together, or do not fit the model.
///
/// ```
/// use sarima::{Exog, ExogError};
/// let error = Exog::new(["holidays", "rain"], vec![vec![1.0, 0.0]]).unwrap_err();
/// assert_eq!(error, ExogError::NameCount { names: 2, columns: 1 });
/// assert_eq!(error.to_string(), "`2` names for `1` regressor columns");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExogError {
    /// The number of names and the number of columns differ.
    #[error("`{names}` names for `{columns}` regressor columns")]
    NameCount {
        /// Number of names.
        names: usize,
        /// Number of columns.
        columns: usize,
    },
    /// A column has another length than the first, or than the series.
    #[error("regressor `{name}` has `{len}` values, expected `{expected}`")]
    Length {
        /// Regressor name.
        name: String,
        /// Its number of values.
        len: usize,
        /// The number of values needed.
        expected: usize,
    },
    /// A regressor holds NaN or an infinite value.
    #[error("regressor `{name}` is not finite at index `{index}`")]
    NotFinite {
        /// Regressor name.
        name: String,
        /// Zero-based position.
        index: usize,
    },
    /// An exposure is neither 0 nor from 1e-9 to 1e9.
    #[cfg(feature = "counts")]
    #[error("exposure at index `{index}` is neither 0 nor between 1e-9 and 1e9")]
    Exposure {
        /// Zero-based position.
        index: usize,
    },
    /// The regressors given are not those of the specification, in its order.
    #[error("expected regressors `{expected}`, found `{found}`")]
    Names {
        /// The names of the specification, joined by commas.
        expected: String,
        /// The names given, joined by commas.
        found: String,
    },
}
