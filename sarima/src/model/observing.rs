//! New observations of a model, and its predictions of a history.

use super::forecaster::Model;
use crate::forecast_error::ForecastError;
use crate::history::{InSample, run};
use crate::{Exog, FitError};

impl Model {
    /// Carries the model on with new observations (NaN = missing) at its parameters. Nothing is
    /// estimated.
    ///
    /// A SARIMA model ends up as if the whole history had been filtered at once. On an error the
    /// model is unchanged.
    ///
    /// # Errors
    /// [`ForecastError::Exog`] when the regressors do not match; [`ForecastError::Value`] for an
    /// infinite value or one outside the transform's domain.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// let mut model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// model.append(&[3.0], &Exog::none())?;
    /// assert_eq!(model.forecast(2, &[], &Exog::none())?.mean, [6.0, 3.0]);
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn append(&mut self, endog: &[f64], exog: &Exog) -> Result<(), ForecastError> {
        let transform = self.transform();
        let mut transformed = Vec::with_capacity(endog.len());
        for (index, &value) in endog.iter().enumerate() {
            let z = transform.apply(value);
            if z.is_infinite() || (z.is_nan() && !value.is_nan()) {
                return Err(ForecastError::Value { index, value });
            }
            transformed.push(z);
        }
        exog.check(self.exog_names(), endog.len())?;
        match self {
            Self::Sarima(model) => model.append(&transformed, exog),
            Self::Ets { model, .. } => model.append(transformed.into_iter()),
            Self::Mstl { model, .. } => model.append(&transformed),
            Self::SeasonalNaive { model, .. } => model.append(&transformed),
            // The mean and its variance are parameters, which appending does not estimate.
            Self::Mean { .. } => {}
            #[cfg(feature = "counts")]
            Self::Counts(model) => model.append(endog, exog)?,
        }
        Ok(())
    }

    /// One-step predictions and residuals over a history at this model's parameters. Nothing is
    /// estimated.
    ///
    /// The history need not be the one fitted. Smoothing models do not keep their initial state, so
    /// theirs are all NaN.
    ///
    /// # Errors
    /// [`FitError`] when the values or the regressors do not fit the model.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    ///
    /// let series = [1.0, 5.0, 2.0, 6.0];
    /// let model = sarima::seasonal_naive(&series, 2, false);
    /// let in_sample = model.in_sample(&series, &Exog::none())?;
    /// assert_eq!(in_sample.fitted[2..], [1.0, 5.0]);
    /// assert_eq!(in_sample.residuals[2..], [1.0, 1.0]);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn in_sample(&self, endog: &[f64], exog: &Exog) -> Result<InSample, FitError> {
        exog.check(self.exog_names(), endog.len())?;
        let simple = |sigma2: f64, fitted: &dyn Fn(usize) -> f64| {
            InSample::of(endog, sigma2, (0..endog.len()).map(fitted).collect())
        };
        Ok(match self {
            Self::Sarima(model) => run(model.spec(), model.params(), endog, exog, None)?.1,
            Self::Ets { model, .. } => simple(model.sigma2, &|_| f64::NAN),
            Self::Mstl { model, .. } => simple(model.ets.sigma2, &|_| f64::NAN),
            Self::SeasonalNaive { model, .. } => {
                let s = model.cycle.len();
                simple(model.sigma2, &|t| {
                    t.checked_sub(s).map_or(f64::NAN, |u| endog[u])
                })
            }
            Self::Mean { model, .. } => simple(model.sigma2, &|_| model.level),
            #[cfg(feature = "counts")]
            Self::Counts(model) => model.in_sample(endog, exog)?,
        })
    }
}
