//! Quantiles of errors that were found out of sample, in place of the normal ones.

mod quantiles;

pub use quantiles::ErrorQuantiles;

use crate::json::{Fields, Value};

/// The part of a forecast that a distribution belongs to.
///
/// # Example
/// ```
/// use sarima::{Calibration, Scale};
/// assert!(Calibration::normal(true).errors(Scale::Sum).are_normal());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// One period.
    Period,
    /// The sum of several.
    Sum,
}

/// The distribution of a Gaussian method's standardised errors: quantiles from out-of-sample errors
/// of this series and of similar ones, for single periods and for sums.
///
/// The expected value of a forecast stays as it is: only bounds and probabilities change. With
/// `whole`, the bounds of counts are whole numbers, and an interval has the
/// [probability](crate::PredictionInterval::probability) that they really enclose.
///
/// # References
/// Vovk, Gammerman, Shafer (2005), *Algorithmic Learning in a Random World* (conformal prediction);
/// Vovk, Lindsay, Nouretdinov, Gammerman (2003), *Mondrian confidence machine*, by which errors of
/// similar series are put together; Kuleshov, Fenner, Ermon (2018), *Accurate uncertainties for deep
/// learning using calibrated regression*, ICML.
///
/// # Example
/// ```
/// use sarima::{Calibration, ErrorQuantiles, Exog};
///
/// // Errors twice as large as the model thinks.
/// let errors = ErrorQuantiles::new(&[0.1, 0.9], &[-2.5631, 2.5631])?;
/// let model = sarima::mean(&[30.0, 34.0, 36.0, 32.0], true);
/// let before = model.forecast(1, &[0.8], &Exog::none())?;
/// let model = model.calibrated(Some(Calibration::new(false, errors.clone(), errors)));
/// let after = model.forecast(1, &[0.8], &Exog::none())?;
/// let half = |forecast: &sarima::Forecast| forecast.intervals[0].upper[0] - forecast.mean[0];
/// assert!((half(&after) / half(&before) - 2.0).abs() < 1e-4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    whole: bool,
    periods: ErrorQuantiles,
    sums: ErrorQuantiles,
}

impl Calibration {
    /// Errors of single periods and of sums; `whole` for observations that are whole numbers.
    ///
    /// # Example
    /// ```
    /// use sarima::{Calibration, ErrorQuantiles, Scale};
    /// let errors = ErrorQuantiles::new(&[0.1, 0.9], &[-1.5, 1.4])?;
    /// let calibration = Calibration::new(true, errors.clone(), ErrorQuantiles::normal());
    /// assert_eq!(calibration.errors(Scale::Period), &errors);
    /// # Ok::<(), sarima::ModelError>(())
    /// ```
    pub fn new(whole: bool, periods: ErrorQuantiles, sums: ErrorQuantiles) -> Self {
        Self {
            whole,
            periods,
            sums,
        }
    }

    /// Normal errors, where too few are known to say more.
    ///
    /// # Example
    /// ```
    /// assert!(sarima::Calibration::normal(true).is_whole());
    /// ```
    pub fn normal(whole: bool) -> Self {
        Self::new(whole, ErrorQuantiles::normal(), ErrorQuantiles::normal())
    }

    /// `true` if bounds are whole numbers.
    ///
    /// # Example
    /// ```
    /// assert!(!sarima::Calibration::normal(false).is_whole());
    /// ```
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The quantiles of the errors of single periods or of sums.
    ///
    /// # Example
    /// ```
    /// use sarima::{Calibration, Scale};
    /// assert!(Calibration::normal(false).errors(Scale::Period).are_normal());
    /// ```
    pub fn errors(&self, scale: Scale) -> &ErrorQuantiles {
        match scale {
            Scale::Period => &self.periods,
            Scale::Sum => &self.sums,
        }
    }

    pub(crate) fn to_value(&self) -> Value {
        let mut fields = vec![("whole", Value::Bool(self.whole))];
        for (name, errors) in [("periods", &self.periods), ("sums", &self.sums)] {
            if !errors.are_normal() {
                fields.push((name, errors.to_value()));
            }
        }
        Value::object(fields)
    }

    /// Reads the calibration of a model document; without one there is none.
    pub(crate) fn of_document(document: &Fields<'_>) -> Result<Option<Self>, String> {
        let Some(value) = document.optional("calibration") else {
            return Ok(None);
        };
        let fields = Fields::of("calibration", value)?;
        let errors = |name: &str| match fields.optional(name) {
            Some(value) => ErrorQuantiles::from_value(&format!("calibration.{name}"), value),
            None => Ok(ErrorQuantiles::normal()),
        };
        Ok(Some(Self {
            whole: fields.boolean("whole")?,
            periods: errors("periods")?,
            sums: errors("sums")?,
        }))
    }
}
