//! The public interface of fitting: a model, and the model fitted.

use super::objective::Objective;
use super::refine::{Refined, refine};
use super::search::{Effort, search};
use super::tuning::WIDE;
use crate::constant::Constant;
use crate::error::FitError;
use crate::exog::Exog;
use crate::history::{exact, has_long_memory, resolved};
use crate::params::Params;
use crate::prepare::prepare;
use crate::prepare::prepared::Prepared;
use crate::spec::Spec;

/// Distances from 1 that autoregressive reflection coefficients keep in turn, if a maximum closer
/// to 1 comes from rounding errors.
const ROOMS: [f64; 4] = [1e-5, 1e-4, 1e-3, 1e-2];

/// A model to be fitted.
///
/// ```
/// use sarima::{Exog, Order, Sarima, SeasonalOrder, Spec};
/// let y: Vec<f64> = (0..60).map(|t| f64::from(t % 12) + f64::from(t * 7 % 5)).collect();
/// let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::new(0, 1, 1, 12));
/// let fitted = Sarima::new(spec).fit(&y, &Exog::none())?;
/// assert!(fitted.converged());
/// assert!(fitted.params().ma[0] >= -1.0);
/// # Ok::<(), sarima::FitError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sarima {
    spec: Spec,
}

impl Sarima {
    /// A model with this specification; it is checked when fitted.
    ///
    /// ```
    /// use sarima::{Exog, Order, Sarima, SeasonalOrder, Spec};
    /// // Four differences: the error comes with the fit.
    /// let model = Sarima::new(Spec::new(Order::new(0, 4, 0), SeasonalOrder::none()));
    /// let error = model.fit(&[1.0, 3.0, 2.0], &Exog::none()).unwrap_err();
    /// assert_eq!(error.to_string(), "order `d` is `4`, above the largest supported `2`");
    /// ```
    pub fn new(spec: Spec) -> Self {
        Self { spec }
    }

    /// The specification.
    ///
    /// ```
    /// use sarima::{Order, Sarima, SeasonalOrder, Spec};
    /// let model = Sarima::new(Spec::new(Order::new(1, 0, 0), SeasonalOrder::none()));
    /// assert_eq!(model.spec().order, Order::new(1, 0, 0));
    /// ```
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Maximum-likelihood fit.
    ///
    /// `endog` holds one value per period, NaN where missing; `exog` one value per period and
    /// regressor of the specification.
    ///
    /// # Errors
    /// [`FitError`] for a specification that does not fit the data: too short, constant, collinear
    /// regressors, values that are infinite or whose variance is not representable.
    ///
    /// ```
    /// use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none())
    ///     .constant(Constant::Mean)
    ///     .exog(["rain"]);
    /// let rain = Exog::new(["rain"], vec![vec![0.0, 1.0, 2.0, 3.0, 4.0]])?;
    /// // Least squares over the four days observed.
    /// let fitted = Sarima::new(spec).fit(&[1.0, f64::NAN, 5.0, 8.0, 8.0], &rain)?;
    /// assert!((fitted.params().exog[0] - 66.0 / 35.0).abs() < 1e-9);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn fit(&self, endog: &[f64], exog: &Exog) -> Result<FittedSarima, FitError> {
        let prepared = prepare(&self.spec, endog, exog)?;
        let first = if self.spec.enforce_stationarity {
            1e-7
        } else {
            1e-10
        };
        let mut best: Option<FittedSarima> = None;
        let mut fail = FitError::NoVariation;
        let [second, third, fourth, last] = ROOMS;
        for room in [first, second, third, fourth, last] {
            match self.fit_within(&prepared, 1.0 - room, endog, exog) {
                // Without the wide search there are no more digits: an inexact fit has failed.
                Ok((fitted, _)) if !WIDE => return Ok(fitted),
                Ok((fitted, done)) => {
                    if best.as_ref().is_none_or(|best| fitted.llf > best.llf) {
                        best = Some(fitted);
                    }
                    if done {
                        break;
                    }
                }
                Err(error) => fail = error,
            }
        }
        best.ok_or(fail)
    }

    /// The maximum with autoregressive reflection coefficients up to a bound, and `true` if its
    /// log-likelihood is exact.
    fn fit_within(
        &self,
        prepared: &Prepared,
        bound: f64,
        endog: &[f64],
        exog: &Exog,
    ) -> Result<(FittedSarima, bool), FitError> {
        let shape = self.spec.shape();
        let mut objective = Objective::new(&prepared.columns, shape, bound);
        let (order, seasonal) = (self.spec.order, self.spec.seasonal_order);
        let best = search(&mut objective, order, seasonal, Effort::Thorough)?;
        let Refined {
            best,
            coef,
            value,
            information,
        } = refine(&mut objective, prepared, best);
        let params = self.params(prepared, &objective, &coef);
        let std_errors = information.standard_errors(&objective, prepared);
        let mut fitted = FittedSarima {
            llf: prepared.llf(2.0 * value),
            nobs: prepared.n_used,
            spec: self.spec.clone(),
            params,
            std_errors,
            iterations: best.iterations,
            converged: best.converged,
            endog: endog.to_vec(),
            exog: exog.clone(),
        };
        let right = fitted.resolve(objective.eval.growth())?;
        Ok((fitted, right))
    }

    fn params(&self, prepared: &Prepared, objective: &Objective<'_>, coef: &[f64]) -> Params {
        let so = self.spec.seasonal_order;
        let mut it = coef.iter().copied();
        let ar = it.by_ref().take(self.spec.order.p).map(|c| -c).collect();
        let ma = it.by_ref().take(self.spec.order.q).collect();
        let seasonal_ar = it.by_ref().take(so.p).map(|c| -c).collect();
        let seasonal_ma = it.collect();
        let gamma = &objective.eval.coefficients()[prepared.columns.dummies..];
        let mut beta = prepared.regression(gamma);
        let constant = (self.spec.constant != Constant::None).then(|| beta.remove(0));
        Params {
            ar,
            ma,
            seasonal_ar,
            seasonal_ma,
            constant,
            exog: beta,
            sigma2: prepared.sigma2(objective.eval.s),
        }
    }
}

/// A fitted model with its data.
///
/// ```
/// # use sarima::{Exog, Order, Sarima, SeasonalOrder, Spec};
/// let y: Vec<f64> = (0..60).map(|t| f64::from(t % 12) + f64::from(t * 7 % 5)).collect();
/// let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::new(0, 1, 1, 12));
/// let fitted = Sarima::new(spec).fit(&y, &Exog::none())?;
/// assert_eq!(fitted.spec().param_names(), ["ma.L1", "ma.S.L12", "sigma2"]);
/// let forecast = fitted.to_model()?.forecast(12, &[0.95], &Exog::none()).unwrap();
/// // The season of the data goes on: the peak comes at its last month.
/// assert!(forecast.mean[11] > forecast.mean[0] + 5.0);
/// # Ok::<(), sarima::FitError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FittedSarima {
    spec: Spec,
    params: Params,
    std_errors: Vec<Option<f64>>,
    llf: f64,
    nobs: usize,
    iterations: usize,
    converged: bool,
    endog: Vec<f64>,
    exog: Exog,
}

impl FittedSarima {
    /// The model of a series that it describes exactly; nothing is estimated.
    ///
    /// # Errors
    /// [`FitError`] when the model cannot be evaluated.
    pub(crate) fn without_noise(
        spec: Spec,
        params: Params,
        endog: &[f64],
    ) -> Result<Self, FitError> {
        let exog = Exog::none();
        let observed = endog.iter().filter(|y| !y.is_nan()).count();
        Ok(Self {
            llf: exact(&spec, &params, endog, &exog, f64::NAN)?,
            nobs: observed.saturating_sub(spec.n_diff()),
            std_errors: vec![None; spec.n_params()],
            spec,
            params,
            iterations: 0,
            converged: true,
            endog: endog.to_vec(),
            exog,
        })
    }

    /// Corrects the log-likelihood; `true` if it was exact before, or if less room for the
    /// autoregression would not make it so.
    ///
    /// With several roots close to the unit circle, rounding of the coefficients moves the
    /// likelihood and its evaluation loses digits. A maximum can then be one of rounding errors.
    fn resolve(&mut self, growth: f64) -> Result<bool, FitError> {
        let before = (self.llf, growth);
        self.llf = resolved(&self.spec, &self.params, &self.endog, &self.exog, before)?;
        Ok(self.llf == before.0 || !has_long_memory(&self.params))
    }

    /// The specification.
    ///
    /// ```
    /// # use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// let fitted = Sarima::new(spec).fit(&[1.0, 2.0, 3.0, 6.0], &Exog::none())?;
    /// assert_eq!(fitted.spec().param_names(), ["intercept", "sigma2"]);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The estimates.
    ///
    /// ```
    /// # use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// let fitted = Sarima::new(spec).fit(&[1.0, 2.0, 3.0, 6.0], &Exog::none())?;
    /// assert!((fitted.params().constant.unwrap() - 3.0).abs() < 1e-12);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Standard errors in the order of [`Spec::param_names`], from the observed information;
    /// `None` where it is not positive.
    ///
    /// ```
    /// # use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// let fitted = Sarima::new(spec).fit(&[1.0, 2.0, 3.0, 6.0], &Exog::none())?;
    /// let of_mean = fitted.std_errors()[0].unwrap();
    /// assert!((of_mean - (3.5f64 / 4.0).sqrt()).abs() < 1e-9);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn std_errors(&self) -> &[Option<f64>] {
        &self.std_errors
    }

    /// Innovation variance.
    ///
    /// ```
    /// # use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// let fitted = Sarima::new(spec).fit(&[1.0, 2.0, 3.0, 6.0], &Exog::none())?;
    /// // The mean is 3, the squared deviations 4, 1, 0 and 9.
    /// assert!((fitted.sigma2() - 14.0 / 4.0).abs() < 1e-12);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn sigma2(&self) -> f64 {
        self.params.sigma2
    }

    /// Log-likelihood, on the transformed scale.
    ///
    /// ```
    /// # use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// let fitted = Sarima::new(spec).fit(&[1.0, 2.0, 3.0, 6.0], &Exog::none())?;
    /// let by_hand = -2.0 * ((2.0 * std::f64::consts::PI * 3.5).ln() + 1.0);
    /// assert!((fitted.llf() - by_hand).abs() < 1e-12);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn llf(&self) -> f64 {
        self.llf
    }

    /// Observations used: non-missing less `d + D s`.
    ///
    /// ```
    /// # use sarima::{Exog, Order, Sarima, SeasonalOrder, Spec};
    /// let y: Vec<f64> = (0..60).map(|t| f64::from(t % 12) + f64::from(t * 7 % 5)).collect();
    /// let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::new(0, 1, 1, 12));
    /// let fitted = Sarima::new(spec).fit(&y, &Exog::none())?;
    /// assert_eq!(fitted.nobs(), 60 - 13);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn nobs(&self) -> usize {
        self.nobs
    }

    /// Number of parameters, `sigma2` included.
    ///
    /// ```
    /// # use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// let fitted = Sarima::new(spec).fit(&[1.0, 2.0, 3.0, 6.0], &Exog::none())?;
    /// assert_eq!(fitted.n_params(), 2);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn n_params(&self) -> usize {
        self.spec.n_params()
    }

    /// `-2 llf + 2 k`.
    ///
    /// ```
    /// # use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// let fitted = Sarima::new(spec).fit(&[1.0, 2.0, 3.0, 6.0], &Exog::none())?;
    /// assert!((fitted.aic() - (4.0 - 2.0 * fitted.llf())).abs() < 1e-12);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn aic(&self) -> f64 {
        2.0 * (self.n_params() as f64 - self.llf)
    }

    /// `aic + 2 k (k + 1) / (nobs - k - 1)`; infinite when the denominator is not positive.
    ///
    /// ```
    /// # use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// let fitted = Sarima::new(spec).fit(&[1.0, 2.0, 3.0, 6.0], &Exog::none())?;
    /// // Two parameters and four observations.
    /// assert!((fitted.aicc() - (fitted.aic() + 12.0)).abs() < 1e-12);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn aicc(&self) -> f64 {
        let (n, k) = (self.nobs as f64, self.n_params() as f64);
        if n - k - 1.0 <= 0.0 {
            return f64::INFINITY;
        }
        self.aic() + 2.0 * k * (k + 1.0) / (n - k - 1.0)
    }

    /// `-2 llf + k log(nobs)`.
    ///
    /// ```
    /// # use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// let fitted = Sarima::new(spec).fit(&[1.0, 2.0, 3.0, 6.0], &Exog::none())?;
    /// let by_hand = 2.0 * 4f64.ln() - 2.0 * fitted.llf();
    /// assert!((fitted.bic() - by_hand).abs() < 1e-12);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn bic(&self) -> f64 {
        (self.nobs as f64).ln() * self.n_params() as f64 - 2.0 * self.llf
    }

    /// `true` if the optimiser met its criterion.
    ///
    /// ```
    /// # use sarima::{Exog, Order, Sarima, SeasonalOrder, Spec};
    /// let y: Vec<f64> = (0..60).map(|t| f64::from(t % 12) + f64::from(t * 7 % 5)).collect();
    /// let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::new(0, 1, 1, 12));
    /// let fitted = Sarima::new(spec).fit(&y, &Exog::none())?;
    /// assert!(fitted.converged());
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// Iterations of the optimiser.
    ///
    /// ```
    /// # use sarima::{Exog, Order, Sarima, SeasonalOrder, Spec};
    /// let y: Vec<f64> = (0..60).map(|t| f64::from(t % 12) + f64::from(t * 7 % 5)).collect();
    /// let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::new(0, 1, 1, 12));
    /// let fitted = Sarima::new(spec).fit(&y, &Exog::none())?;
    /// assert!(fitted.iterations() > 0);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// The data, NaN where missing.
    ///
    /// ```
    /// # use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    /// # let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// let fitted = Sarima::new(spec).fit(&[1.0, 2.0, 3.0, 6.0], &Exog::none())?;
    /// assert_eq!(fitted.endog(), [1.0, 2.0, 3.0, 6.0]);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn endog(&self) -> &[f64] {
        &self.endog
    }

    /// The regressors.
    ///
    /// ```
    /// # use sarima::{Exog, Order, Sarima, SeasonalOrder, Spec};
    /// let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none()).exog(["rain"]);
    /// let rain = Exog::new(["rain"], vec![vec![0.0, 1.0, 2.0, 1.0]])?;
    /// let fitted = Sarima::new(spec).fit(&[1.0, 2.0, 3.0, 6.0], &rain)?;
    /// assert_eq!(fitted.exog(), &rain);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn exog(&self) -> &Exog {
        &self.exog
    }
}
