//! Parameter values.

use serde::{Deserialize, Serialize};

use crate::constant::Constant;
use crate::error::FitError;
use crate::spec::Spec;
#[cfg(feature = "wide-search")]
use sarima_likelihood::pacf;

/// The parameters of a model, signs as in the equation at the [crate root](crate).
///
/// ```
/// use sarima::{Order, Params, SeasonalOrder, Spec};
/// let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::new(0, 1, 1, 12));
/// let params = Params::from_named(&spec, |name| match name {
///     "ma.L1" => Some(-0.4),
///     "ma.S.L12" => Some(-0.6),
///     "sigma2" => Some(1.5),
///     _ => None,
/// })?;
/// assert_eq!(params.seasonal_ma, [-0.6]);
/// assert_eq!(params.get(&spec, "ma.L1"), Some(-0.4));
/// assert_eq!(params.to_vec(), [-0.4, -0.6, 1.5]);
/// # Ok::<(), sarima::FitError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// Autoregressive coefficients, lag 1 first.
    pub ar: Vec<f64>,
    /// Moving-average coefficients, lag 1 first.
    pub ma: Vec<f64>,
    /// Seasonal autoregressive coefficients, lag `s` first.
    pub seasonal_ar: Vec<f64>,
    /// Seasonal moving-average coefficients, lag `s` first.
    pub seasonal_ma: Vec<f64>,
    /// The intercept or drift, when the specification has one.
    pub constant: Option<f64>,
    /// Coefficients of the regressors, in the specification's order.
    pub exog: Vec<f64>,
    /// Innovation variance.
    pub sigma2: f64,
}

impl Params {
    /// All values in the order of [`Spec::param_names`].
    ///
    /// ```
    /// use sarima::Params;
    /// let params = Params {
    ///     constant: Some(5.0),
    ///     ar: vec![0.5],
    ///     seasonal_ma: vec![-0.3],
    ///     sigma2: 2.0,
    ///     ..Params::default()
    /// };
    /// assert_eq!(params.to_vec(), [5.0, 0.5, -0.3, 2.0]);
    /// ```
    pub fn to_vec(&self) -> Vec<f64> {
        let mut v: Vec<f64> = self.constant.into_iter().collect();
        for part in [
            &self.exog,
            &self.ar,
            &self.ma,
            &self.seasonal_ar,
            &self.seasonal_ma,
        ] {
            v.extend_from_slice(part);
        }
        v.push(self.sigma2);
        v
    }

    /// Parameters from values in the order of [`Spec::param_names`].
    ///
    /// # Errors
    /// [`FitError::Param`] when the number of values is not [`Spec::n_params`], a value is not
    /// finite, or `sigma2` is not positive.
    ///
    /// ```
    /// # use sarima::{Order, Params, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(1, 0, 1), SeasonalOrder::none());
    /// let params = Params::from_slice(&spec, &[0.5, -0.3, 2.0])?;
    /// assert_eq!((params.ar[0], params.ma[0], params.sigma2), (0.5, -0.3, 2.0));
    /// assert!(Params::from_slice(&spec, &[0.5, -0.3]).is_err());
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn from_slice(spec: &Spec, values: &[f64]) -> Result<Self, FitError> {
        let mut it = values.iter().copied();
        Self::from_named(spec, |_| it.next())
    }

    /// Parameters from a function of their names. It is called once per name, in order.
    ///
    /// # Errors
    /// [`FitError::Param`] for a name without value, a value that is not finite, or a `sigma2`
    /// that is not positive.
    ///
    /// ```
    /// # use sarima::{Order, Params, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::none());
    /// let value = |name: &str| Some(if name == "ar.L1" { 0.5 } else { 2.0 });
    /// let params = Params::from_named(&spec, value)?;
    /// assert_eq!((params.ar[0], params.sigma2), (0.5, 2.0));
    /// let error = Params::from_named(&spec, |_| None).unwrap_err();
    /// assert_eq!(error.to_string(), "parameter `ar.L1`: has no value");
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn from_named(
        spec: &Spec,
        mut value: impl FnMut(&str) -> Option<f64>,
    ) -> Result<Self, FitError> {
        let names = spec.param_names();
        let mut values = Vec::with_capacity(names.len());
        for name in &names {
            let reason = match value(name) {
                None => "has no value",
                Some(v) if !v.is_finite() => "is not finite",
                Some(v) if name == "sigma2" && v <= 0.0 => "is not positive",
                Some(v) => {
                    values.push(v);
                    continue;
                }
            };
            return Err(FitError::Param {
                name: name.clone(),
                reason,
            });
        }
        let mut it = values.into_iter();
        let mut take = |n: usize| -> Vec<f64> { it.by_ref().take(n).collect() };
        let constant = take(usize::from(spec.constant != Constant::None))
            .first()
            .copied();
        Ok(Self {
            constant,
            exog: take(spec.exog.len()),
            ar: take(spec.order.p),
            ma: take(spec.order.q),
            seasonal_ar: take(spec.seasonal_order.p),
            seasonal_ma: take(spec.seasonal_order.q),
            sigma2: take(1).first().copied().unwrap_or(f64::NAN),
        })
    }

    /// The value of a parameter by name, or `None` when the specification has no such parameter.
    ///
    /// ```
    /// # use sarima::{Order, Params, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(2, 0, 0), SeasonalOrder::none());
    /// let params = Params { ar: vec![0.5, 0.2], sigma2: 2.0, ..Params::default() };
    /// assert_eq!(params.get(&spec, "ar.L2"), Some(0.2));
    /// assert_eq!(params.get(&spec, "ma.L1"), None);
    /// ```
    pub fn get(&self, spec: &Spec, name: &str) -> Option<f64> {
        let i = spec.param_names().iter().position(|n| n == name)?;
        self.to_vec().get(i).copied()
    }

    /// The variances of the autoregressions of both factors multiplied, with innovations of
    /// variance 1; infinite if one is not stationary.
    #[cfg(feature = "wide-search")]
    pub(crate) fn memory(&self) -> f64 {
        let variance = |ar: &[f64]| {
            let c: Vec<f64> = ar.iter().map(|c| -c).collect();
            let kappa = pacf::from_coefficients(&c)?;
            Some(kappa.iter().map(|k| 1.0 / (1.0 - k * k)).product::<f64>())
        };
        let both = variance(&self.ar).zip(variance(&self.seasonal_ar));
        both.map_or(f64::INFINITY, |(a, b)| a * b)
    }
}
