//! The complete specification of a model.

use serde::{Deserialize, Serialize};

use sarima_likelihood::polynomial::Shape;

use crate::constant::Constant;
use crate::error::SpecError;
use crate::order::{Order, SeasonalOrder};
use crate::transform::Transform;

/// The specification of a model: orders, constant, regressors, transformation and constraints.
///
/// The model equation and its signs stand at the [crate root](crate).
///
/// ```
/// use sarima::{Constant, Order, SeasonalOrder, Spec};
/// let spec = Spec::new(Order::new(1, 0, 1), SeasonalOrder::new(0, 1, 1, 7))
///     .constant(Constant::Drift)
///     .exog(["holidays"]);
/// assert_eq!(
///     spec.param_names(),
///     ["drift", "holidays", "ar.L1", "ma.L1", "ma.S.L7", "sigma2"]
/// );
/// assert!(spec.validate().is_ok());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// `(p, d, q)`.
    pub order: Order,
    /// `(P, D, Q, s)`.
    #[serde(default)]
    pub seasonal_order: SeasonalOrder,
    /// The constant term.
    #[serde(default)]
    pub constant: Constant,
    /// Names of the regressors, in order.
    #[serde(default)]
    pub exog: Vec<String>,
    /// Transformation of the data.
    #[serde(default)]
    pub transform: Transform,
    /// Cut forecasts and their intervals at zero.
    #[serde(default)]
    pub non_negative: bool,
    /// Keep the autoregressive part strictly stationary (default), or only demand that its
    /// likelihood exists.
    #[serde(default = "yes")]
    pub enforce_stationarity: bool,
    /// Keep the moving-average part invertible (default; roots on the unit circle are allowed).
    #[serde(default = "yes")]
    pub enforce_invertibility: bool,
}

fn yes() -> bool {
    true
}

impl Spec {
    /// Largest non-seasonal `p` and `q`.
    ///
    /// ```
    /// # use sarima::{Order, SeasonalOrder, Spec};
    /// let spec = |p| Spec::new(Order::new(p, 0, 0), SeasonalOrder::none());
    /// assert!(spec(Spec::MAX_LAGS).validate().is_ok());
    /// assert!(spec(Spec::MAX_LAGS + 1).validate().is_err());
    /// ```
    pub const MAX_LAGS: usize = 64;
    /// Largest seasonal `P` and `Q`.
    ///
    /// ```
    /// # use sarima::{Order, SeasonalOrder, Spec};
    /// let spec = |q| Spec::new(Order::new(0, 0, 0), SeasonalOrder::new(0, 0, q, 7));
    /// assert!(spec(Spec::MAX_SEASONAL_LAGS).validate().is_ok());
    /// assert!(spec(Spec::MAX_SEASONAL_LAGS + 1).validate().is_err());
    /// ```
    pub const MAX_SEASONAL_LAGS: usize = 8;
    /// Longest season.
    ///
    /// ```
    /// # use sarima::{Order, SeasonalOrder, Spec};
    /// let spec = |s| Spec::new(Order::new(1, 0, 0), SeasonalOrder::new(0, 1, 0, s));
    /// assert!(spec(Spec::MAX_SEASON).validate().is_ok());
    /// assert!(spec(Spec::MAX_SEASON + 1).validate().is_err());
    /// ```
    pub const MAX_SEASON: usize = 366;

    /// A model without constant or regressors, on the data as they are.
    ///
    /// ```
    /// # use sarima::{Order, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::none());
    /// assert_eq!(spec.param_names(), ["ar.L1", "sigma2"]);
    /// ```
    pub fn new(order: Order, seasonal_order: SeasonalOrder) -> Self {
        Self {
            order,
            seasonal_order,
            constant: Constant::None,
            exog: Vec::new(),
            transform: Transform::None,
            non_negative: false,
            enforce_stationarity: true,
            enforce_invertibility: true,
        }
    }

    /// Sets the constant term.
    ///
    /// ```
    /// # use sarima::{Constant, Order, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// assert_eq!(spec.param_names(), ["intercept", "ar.L1", "sigma2"]);
    /// ```
    #[must_use]
    pub fn constant(mut self, constant: Constant) -> Self {
        self.constant = constant;
        self
    }

    /// Names the regressors.
    ///
    /// ```
    /// # use sarima::{Order, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::none()).exog(["holidays", "rain"]);
    /// assert_eq!(spec.param_names(), ["holidays", "rain", "ar.L1", "sigma2"]);
    /// ```
    #[must_use]
    pub fn exog<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.exog = names.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the transformation.
    ///
    /// ```
    /// # use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec, Transform};
    /// let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none())
    ///     .constant(Constant::Mean)
    ///     .transform(Transform::Sqrt);
    /// let fitted = Sarima::new(spec).fit(&[1.0, 4.0, 9.0, 36.0], &Exog::none())?;
    /// // The mean of the roots 1, 2, 3 and 6.
    /// assert!((fitted.params().constant.unwrap() - 3.0).abs() < 1e-12);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    #[must_use]
    pub fn transform(mut self, transform: Transform) -> Self {
        self.transform = transform;
        self
    }

    /// Cuts forecasts at zero.
    ///
    /// ```
    /// # use sarima::{Exog, Order, Sarima, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(0, 1, 0), SeasonalOrder::none());
    /// let lower = |spec: Spec| -> Result<f64, Box<dyn std::error::Error>> {
    ///     let fitted = Sarima::new(spec).fit(&[5.0, 1.0, 4.0, 2.0, 1.0], &Exog::none())?;
    ///     let forecast = fitted.to_model()?.forecast(1, &[0.95], &Exog::none())?;
    ///     Ok(forecast.intervals[0].lower[0])
    /// };
    /// assert!(lower(spec.clone())? < 0.0);
    /// assert_eq!(lower(spec.non_negative(true))?, 0.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn non_negative(mut self, yes: bool) -> Self {
        self.non_negative = yes;
        self
    }

    /// Keeps the autoregressive part stationary.
    ///
    /// ```
    /// # use sarima::{Exog, Order, Sarima, SeasonalOrder, Spec};
    /// // Far from zero and without a mean, the likelihood grows up to the unit root.
    /// let y: Vec<f64> = (0..40).map(|t| 1e6 + f64::from(t * 7 % 5)).collect();
    /// let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::none());
    /// let inside = Sarima::new(spec.clone()).fit(&y, &Exog::none())?;
    /// let nearer = Sarima::new(spec.enforce_stationarity(false)).fit(&y, &Exog::none())?;
    /// assert!(inside.params().ar[0] < nearer.params().ar[0]);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    #[must_use]
    pub fn enforce_stationarity(mut self, yes: bool) -> Self {
        self.enforce_stationarity = yes;
        self
    }

    /// Keeps the moving-average part invertible.
    ///
    /// ```
    /// # use sarima::{Order, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
    /// assert!(spec.enforce_invertibility);
    /// assert!(!spec.enforce_invertibility(false).enforce_invertibility);
    /// ```
    #[must_use]
    pub fn enforce_invertibility(mut self, yes: bool) -> Self {
        self.enforce_invertibility = yes;
        self
    }

    /// The orders in the form of the likelihood.
    pub(crate) fn shape(&self) -> Shape {
        Shape {
            p: self.order.p,
            q: self.order.q,
            sp: self.seasonal_order.p,
            sq: self.seasonal_order.q,
            s: self.seasonal_order.s,
        }
    }

    /// Observations lost to differencing: `d + D s`.
    ///
    /// ```
    /// # use sarima::{Order, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::new(0, 1, 1, 12));
    /// assert_eq!(spec.n_diff(), 13);
    /// ```
    pub fn n_diff(&self) -> usize {
        self.order.d + self.seasonal_order.d * self.seasonal_order.s
    }

    /// Number of regression coefficients: the constant and the regressors.
    ///
    /// ```
    /// # use sarima::{Constant, Order, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::none()).exog(["holidays", "rain"]);
    /// assert_eq!(spec.n_regression(), 2);
    /// assert_eq!(spec.constant(Constant::Mean).n_regression(), 3);
    /// ```
    pub fn n_regression(&self) -> usize {
        usize::from(self.constant != Constant::None) + self.exog.len()
    }

    /// Number of autoregressive and moving-average coefficients.
    ///
    /// ```
    /// # use sarima::{Order, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(2, 1, 1), SeasonalOrder::new(0, 1, 1, 12));
    /// assert_eq!(spec.n_arma(), 4);
    /// ```
    pub fn n_arma(&self) -> usize {
        self.order.p + self.order.q + self.seasonal_order.p + self.seasonal_order.q
    }

    /// Number of estimated parameters, `sigma2` included.
    ///
    /// ```
    /// # use sarima::{Constant, Order, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(2, 0, 1), SeasonalOrder::none()).constant(Constant::Mean);
    /// assert_eq!(spec.n_params(), 5);
    /// ```
    pub fn n_params(&self) -> usize {
        self.n_regression() + self.n_arma() + 1
    }

    /// Parameter names in the order used everywhere: constant, regressors, `ar.L1`…, `ma.L1`…,
    /// `ar.S.L12`…, `ma.S.L12`…, `sigma2`.
    ///
    /// ```
    /// # use sarima::{Order, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(1, 0, 2), SeasonalOrder::new(1, 0, 0, 7));
    /// assert_eq!(
    ///     spec.param_names(),
    ///     ["ar.L1", "ma.L1", "ma.L2", "ar.S.L7", "sigma2"]
    /// );
    /// ```
    pub fn param_names(&self) -> Vec<String> {
        let mut names = Vec::with_capacity(self.n_params());
        match self.constant {
            Constant::None => {}
            Constant::Mean => names.push("intercept".to_owned()),
            Constant::Drift => names.push("drift".to_owned()),
        }
        names.extend(self.exog.iter().cloned());
        names.extend(self.arma_names());
        names.push("sigma2".to_owned());
        names
    }

    fn arma_names(&self) -> Vec<String> {
        let (o, so) = (self.order, self.seasonal_order);
        let factors = [
            ("ar.L", o.p, 1),
            ("ma.L", o.q, 1),
            ("ar.S.L", so.p, so.s),
            ("ma.S.L", so.q, so.s),
        ];
        let mut names = Vec::with_capacity(self.n_arma());
        for (what, n, step) in factors {
            names.extend((1..=n).map(|i| format!("{what}{}", i * step)));
        }
        names
    }

    /// Checks every range and the identification of the constant.
    ///
    /// # Errors
    /// The first [`SpecError`] found.
    ///
    /// ```
    /// # use sarima::{Order, SeasonalOrder, Spec, SpecError};
    /// let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::none());
    /// assert_eq!(spec.validate(), Ok(()));
    /// let repeated = spec.exog(["rain", "rain"]);
    /// assert_eq!(repeated.validate(), Err(SpecError::ExogName("rain".to_owned())));
    /// ```
    pub fn validate(&self) -> Result<(), SpecError> {
        let (o, so) = (self.order, self.seasonal_order);
        for (name, value, max) in [
            ("p", o.p, Self::MAX_LAGS),
            ("d", o.d, 2),
            ("q", o.q, Self::MAX_LAGS),
            ("P", so.p, Self::MAX_SEASONAL_LAGS),
            ("D", so.d, 2),
            ("Q", so.q, Self::MAX_SEASONAL_LAGS),
        ] {
            if value > max {
                return Err(SpecError::OrderTooLarge { name, value, max });
            }
        }
        if so.s == 0 || so.s > Self::MAX_SEASON {
            return Err(SpecError::SeasonLength(so.s));
        }
        if so.s == 1 && !so.is_none() {
            return Err(SpecError::SeasonalTermsWithoutSeason(so));
        }
        let differences = o.d + so.d;
        let allowed = match self.constant {
            Constant::None => usize::MAX,
            Constant::Mean => 0,
            Constant::Drift => 1,
        };
        if differences > allowed {
            return Err(SpecError::ConstantNotIdentified {
                constant: self.constant,
                differences,
            });
        }
        if matches!(self.transform, Transform::BoxCox { lambda } if !lambda.is_finite()) {
            return Err(SpecError::BoxCoxLambda);
        }
        self.validate_exog_names()
    }

    fn validate_exog_names(&self) -> Result<(), SpecError> {
        let coefficients = self.arma_names();
        for (i, name) in self.exog.iter().enumerate() {
            let reserved = matches!(name.as_str(), "" | "intercept" | "drift" | "sigma2")
                || coefficients.contains(name);
            if reserved || self.exog[..i].contains(name) {
                return Err(SpecError::ExogName(name.clone()));
            }
        }
        Ok(())
    }
}
