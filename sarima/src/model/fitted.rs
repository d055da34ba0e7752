//! From a fit to a model without its history.

use super::forecaster::Model;
use super::report::FitReport;
use super::sarima::SarimaModel;
use crate::history::{InSample, run};
use crate::{FitError, FittedSarima};

impl FittedSarima {
    /// The fit as a [`Model`]: parameters, report, diagnostics and the state from which forecasts
    /// start.
    ///
    /// # Errors
    /// [`FitError::TooShort`] when missing values leave a position of the season that was never
    /// observed, [`FitError::Numerical`] when several roots lie so close to the unit circle that
    /// the filter loses its digits.
    ///
    /// # Example
    /// ```
    /// use sarima::{Exog, Order, Sarima, SeasonalOrder, Spec};
    ///
    /// let y: Vec<f64> = (0..80).map(|t| 20.0 + f64::from(t % 4) + f64::from(t * 7 % 5)).collect();
    /// let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::new(0, 1, 1, 4));
    /// let fitted = Sarima::new(spec).fit(&y, &Exog::none())?;
    /// let forecast = fitted.to_model()?.forecast(4, &[0.8], &Exog::none())?;
    /// assert!(forecast.intervals[0].lower[3] < forecast.mean[3]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_model(&self) -> Result<Model, FitError> {
        let (mut model, in_sample) = self.to_sarima()?;
        model.report.diagnostics = Some(in_sample.diagnostics(self.spec()));
        Ok(Model::Sarima(Box::new(model)))
    }

    /// The fit as a [`Model`] without the tests of its residuals.
    ///
    /// # Errors
    /// The errors of [`FittedSarima::to_model`].
    ///
    /// # Example
    /// ```
    /// use sarima::{Exog, Order, Sarima, SeasonalOrder, Spec};
    ///
    /// let y: Vec<f64> = (0..40).map(|t| 20.0 + f64::from(t * 7 % 5)).collect();
    /// let spec = Spec::new(Order::new(0, 1, 1), SeasonalOrder::none());
    /// let fitted = Sarima::new(spec).fit(&y, &Exog::none())?;
    /// let (tested, untested) = (fitted.to_model()?, fitted.to_untested_model()?);
    /// assert!(tested.to_json().len() > untested.to_json().len());
    /// let forecast = |model: &sarima::Model| model.forecast(4, &[], &Exog::none());
    /// assert_eq!(forecast(&tested)?, forecast(&untested)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_untested_model(&self) -> Result<Model, FitError> {
        let (model, _) = self.to_sarima()?;
        Ok(Model::Sarima(Box::new(model)))
    }

    fn to_sarima(&self) -> Result<(SarimaModel, InSample), FitError> {
        let (spec, params) = (self.spec().clone(), self.params().clone());
        let (mut model, in_sample) =
            SarimaModel::from_params(spec, params, self.endog(), self.exog(), Some(self.llf()))?;
        model.report = FitReport {
            std_errors: self.std_errors().to_vec(),
            llf: self.llf(),
            aic: self.aic(),
            aicc: Some(self.aicc()).filter(|a| a.is_finite()),
            bic: self.bic(),
            nobs: self.nobs(),
            converged: self.converged(),
            iterations: self.iterations(),
            diagnostics: None,
        };
        Ok((model, in_sample))
    }

    /// One-step predictions and residuals over the series that was fitted.
    ///
    /// # Errors
    /// [`FitError`] as for a fit. None is expected after a successful fit.
    ///
    /// # Example
    /// ```
    /// use sarima::{Constant, Exog, Order, Sarima, SeasonalOrder, Spec};
    ///
    /// let y = [2.0, 4.0, 3.0, 5.0, 1.0, 4.0, 6.0, 2.0];
    /// let spec = Spec::new(Order::new(1, 0, 0), SeasonalOrder::none()).constant(Constant::Mean);
    /// let fitted = Sarima::new(spec).fit(&y, &Exog::none())?;
    /// let in_sample = fitted.in_sample()?;
    /// assert!((in_sample.llf - fitted.llf()).abs() < 1e-9);
    /// assert_eq!(in_sample.fitted[3] + in_sample.residuals[3], y[3]);
    /// # Ok::<(), sarima::FitError>(())
    /// ```
    pub fn in_sample(&self) -> Result<InSample, FitError> {
        run(
            self.spec(),
            self.params(),
            self.endog(),
            self.exog(),
            Some(self.llf()),
        )
        .map(|(_, in_sample)| in_sample)
    }
}
