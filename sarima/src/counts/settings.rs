//! Settings of the filter for counts.

use super::prior::CountPrior;
use crate::FitError;

/// The number of components of a [`CountFilter`](crate::CountFilter): each of three half-lives with
/// each of two overdispersions.
///
/// # Example
/// ```
/// let settings = sarima::CountSettings::default();
/// assert_eq!(settings.prior_weights.len(), sarima::COUNT_COMPONENTS);
/// ```
pub const COUNT_COMPONENTS: usize = 6;

/// Settings of a [`CountFilter`](crate::CountFilter).
///
/// # Example
/// ```
/// use sarima::CountSettings;
///
/// let daily = CountSettings { period_weeks: 1.0 / 7.0, ..CountSettings::default() };
/// assert_eq!(daily.half_lives_weeks, [8.0, 26.0, 104.0]);
/// assert!(daily.validate().is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountSettings {
    /// Half-lives of the past, in weeks: from a tenth of a period to 1e9 each.
    pub half_lives_weeks: [f64; 3],
    /// Overdispersions `c`: given the rate, a count of mean `m` has the variance `m + c m²`. From 0
    /// to 1000.
    pub overdispersions: [f64; 2],
    /// Weights of the components before any observation, from 0 to 1e9 and not all zero. Those of
    /// the first half-life come first, one for each overdispersion.
    pub prior_weights: [f64; COUNT_COMPONENTS],
    /// The factor by which a week reduces the weight of the evidence for a component, from 1e-9 to 1.
    pub forgetting: f64,
    /// The length of a period in weeks: 1/7 for days, 1 for weeks, 4.348 for months. From 1e-6 to
    /// 1e6.
    pub period_weeks: f64,
    /// The rate before any observation. `None` estimates a weak one from the first periods.
    pub prior: Option<CountPrior>,
}

impl Default for CountSettings {
    fn default() -> Self {
        Self {
            half_lives_weeks: [8.0, 26.0, 104.0],
            overdispersions: [0.0, 0.2],
            prior_weights: [1.0; COUNT_COMPONENTS],
            forgetting: 0.995,
            period_weeks: 1.0,
            prior: None,
        }
    }
}

impl CountSettings {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`FitError::Param`] names the first setting that is out of its range.
    ///
    /// # Example
    /// ```
    /// let settings = sarima::CountSettings { forgetting: 0.0, ..Default::default() };
    /// let error = settings.validate().unwrap_err();
    /// assert_eq!(error.to_string(), "parameter `forgetting`: is out of its range");
    /// ```
    pub fn validate(&self) -> Result<(), FitError> {
        let weights = &self.prior_weights;
        let tenth = 0.1 * self.period_weeks;
        let reason = "is out of its range";
        let within = |values: &[f64], low, high| values.iter().all(|v| *v >= low && *v <= high);
        let prior = self.prior.is_none_or(|prior| prior.is_valid());
        let checks = [
            ("period_weeks", within(&[self.period_weeks], 1e-6, 1e6)),
            (
                "half_lives_weeks",
                within(&self.half_lives_weeks, tenth, 1e9),
            ),
            (
                "overdispersions",
                within(&self.overdispersions, 0.0, 1000.0),
            ),
            (
                "prior_weights",
                within(weights, 0.0, 1e9) && weights.iter().any(|w| *w > 0.0),
            ),
            ("forgetting", within(&[self.forgetting], 1e-9, 1.0)),
            ("prior", prior),
        ];
        match checks.into_iter().find(|(_, holds)| !holds) {
            Some((name, _)) => Err(FitError::Param {
                name: name.to_owned(),
                reason,
            }),
            None => Ok(()),
        }
    }
}
