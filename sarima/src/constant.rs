//! The constant term of a model.

use serde::{Deserialize, Serialize};

/// The constant term of the regression part.
///
/// ```
/// use sarima::{Constant, Order, SeasonalOrder, Spec};
/// let spec = |d| Spec::new(Order::new(1, d, 0), SeasonalOrder::none());
/// assert_eq!(spec(0).constant(Constant::Mean).param_names()[0], "intercept");
/// // A difference removes a mean, but leaves the slope of a trend.
/// assert!(spec(1).constant(Constant::Mean).validate().is_err());
/// assert!(spec(1).constant(Constant::Drift).validate().is_ok());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Constant {
    /// No constant.
    #[default]
    None,
    /// A mean: regression on 1. Identified only without differencing. Parameter `intercept`.
    Mean,
    /// A linear trend: regression on `t = 1, …, n`. Identified with at most one difference.
    /// Parameter `drift`, in units per period.
    Drift,
}

impl std::fmt::Display for Constant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Mean => "mean",
            Self::Drift => "drift",
        })
    }
}
