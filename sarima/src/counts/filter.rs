//! The filter.

use super::check::{check_exposure, check_lengths, not_a_count};
use super::components::{Components, State};
use super::distribution::CountDistribution;
use super::lanes::Lanes;
use super::negative_binomial::NegativeBinomial;
use super::prior::CountPrior;
use super::settings::CountSettings;
use crate::{FitError, ForecastError};

/// A dynamic Gamma-Poisson model of counts that discounts the past, in six components.
///
/// Given its exposure `E`, a period's count `y` has in each component a negative binomial
/// distribution around a rate `λ` that follows a Gamma distribution with shape `a` and rate `b`. A
/// component has a half-life `H` and an overdispersion `c`. `ω = 2^(-1/H)`, and `h` periods ahead
///
/// ```text
/// a' = ω^h a,   b' = ω^h b,   m = E a' / b',   1/r = 1/a' + c,   y ~ NB(m, r)
/// ```
///
/// so that the mean stays and the uncertainty grows. An observation moves the next period's state
/// (`h = 1`) by
///
/// ```text
/// y* = min(y, ⌈M + 5 √V + 1⌉),   κ = 1 / (1 + c m),   a = a' + κ y*,   b = b' + κ E
/// ```
///
/// `M` and `V` are mean and variance of the mixture: a single surprise does not spoil what was
/// learnt. The weight of a component is its prior weight times `Π NB(y)^(forgetting^age)` over the
/// observations, an age of 0 for the last one. A missing value only discounts, and so does a period
/// of exposure 0, whose count is 0 for certain.
///
/// Discounting stops at a shape of 1e-6, lest shape and rate vanish.
///
/// The exposure is what all series share and is known for the future: season, holidays, the level
/// of a city. It is 0 or from 1e-9 to 1e9, in any unit.
///
/// # References
/// Harvey and Fernandes (1989), *Time series models for count or qualitative observations*, Journal
/// of Business & Economic Statistics 7, 407-417; West and Harrison (1997), *Bayesian Forecasting and
/// Dynamic Models*, chapters 6 and 14.
///
/// # Example
/// ```
/// use sarima::{CountFilter, CountSettings};
///
/// let counts = [2.0, 0.0, 1.0, f64::NAN, 3.0, 1.0, 0.0, 2.0];
/// let mut filter = CountFilter::new(CountSettings::default(), &counts, &[])?;
/// let before = filter.predict(1.0)?;
/// filter.append(&[6.0], &[])?;
/// let after = filter.predict(1.0)?;
/// assert!(after.mean() > before.mean());
/// // Twice the exposure, twice the mean.
/// assert!((filter.predict(2.0)?.mean() - 2.0 * after.mean()).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CountFilter {
    pub(super) components: Components,
    pub(super) state: State,
    settings: CountSettings,
}

impl CountFilter {
    /// Filters a history. `exposure` has a value for each of `endog`, or none, which means 1.
    ///
    /// # Errors
    /// [`FitError::Param`] for a setting out of its range, [`FitError::Count`] for a value that is
    /// not a whole number from 0 to 2^53 or missing (NaN), [`FitError::Exog`] for another number of
    /// exposures or one out of range.
    ///
    /// # Example
    /// ```
    /// use sarima::{CountFilter, CountSettings, FitError};
    ///
    /// let fit = |y: &[f64]| CountFilter::new(CountSettings::default(), y, &[]);
    /// assert!(fit(&[]).is_ok());
    /// assert_eq!(fit(&[1.0, 2.5]), Err(FitError::Count { index: 1, value: 2.5 }));
    /// ```
    pub fn new(settings: CountSettings, endog: &[f64], exposure: &[f64]) -> Result<Self, FitError> {
        settings.validate()?;
        check(endog, exposure)?;
        let prior = settings
            .prior
            .unwrap_or_else(|| CountPrior::of(endog, exposure));
        let mut filter = Self::restored(settings, prior, State::new(prior));
        filter.filter(endog, exposure);
        Ok(filter)
    }

    /// The filter in a state that it had before. The settings are valid.
    pub(crate) fn restored(settings: CountSettings, prior: CountPrior, state: State) -> Self {
        Self {
            components: Components::new(&settings),
            state,
            settings: CountSettings {
                prior: Some(prior),
                ..settings
            },
        }
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// The settings, with the prior that was used.
    ///
    /// # Example
    /// ```
    /// use sarima::{CountFilter, CountSettings};
    /// let filter = CountFilter::new(CountSettings::default(), &[2.0, 0.0, 1.0, 0.5 * 4.0], &[])?;
    /// let prior = filter.settings().prior.ok_or("no prior")?;
    /// assert_eq!((prior.rate, prior.strength), (5.5 / 4.0, 2.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn settings(&self) -> &CountSettings {
        &self.settings
    }

    /// Carries the filter on with new observations, as [`CountFilter::new`] reads them. It ends up
    /// bit for bit as if the whole history had been filtered at once with the same prior. On an
    /// error it is unchanged.
    ///
    /// # Errors
    /// [`ForecastError::Count`] for a value that is not a count, [`ForecastError::Exog`] for another
    /// number of exposures or one out of range.
    ///
    /// # Example
    /// ```
    /// use sarima::{CountFilter, CountPrior, CountSettings};
    ///
    /// let prior = Some(CountPrior { rate: 1.0, strength: 2.0 });
    /// let settings = CountSettings { prior, ..CountSettings::default() };
    /// let mut filter = CountFilter::new(settings, &[2.0, 0.0], &[])?;
    /// filter.append(&[1.0, f64::NAN], &[])?;
    /// assert_eq!(filter, CountFilter::new(settings, &[2.0, 0.0, 1.0, f64::NAN], &[])?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn append(&mut self, endog: &[f64], exposure: &[f64]) -> Result<(), ForecastError> {
        if let Some((index, value)) = not_a_count(endog) {
            return Err(ForecastError::Count { index, value });
        }
        check_lengths(endog, exposure)?;
        self.filter(endog, exposure);
        Ok(())
    }

    /// Values and exposures have been checked.
    pub(crate) fn filter(&mut self, endog: &[f64], exposure: &[f64]) {
        // Copies, which the compiler keeps in registers.
        let (components, mut state) = (self.components, self.state);
        for (t, &y) in endog.iter().enumerate() {
            state.discount(&components);
            let e = exposure.get(t).copied().unwrap_or(1.0);
            if y.is_nan() || e == 0.0 {
                state.age(&components);
                continue;
            }
            let moving = y.min(state.cap(&components, y, e));
            state.age(&components);
            state.update(&components, (y, moving), e);
        }
        self.state = state;
    }

    /// The distribution of the next period's count, given its exposure.
    ///
    /// # Errors
    /// The errors of [`CountFilter::forecast`].
    ///
    /// # Example
    /// ```
    /// use sarima::{CountFilter, CountSettings};
    /// let filter = CountFilter::new(CountSettings::default(), &[2.0, 0.0, 1.0], &[])?;
    /// assert_eq!(filter.forecast(&[1.0, 1.0])?[0], filter.predict(1.0)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn predict(&self, exposure: f64) -> Result<CountDistribution, ForecastError> {
        check_exposure(&[exposure])?;
        let mut state = self.state;
        state.discount(&self.components);
        state.predict(&self.components, exposure).bounded(1)
    }

    /// The distributions of the next periods' counts, one for each exposure.
    ///
    /// # Errors
    /// [`ForecastError::Exog`] for an exposure out of range, [`ForecastError::Overflow`] if a
    /// component expects more than a billion.
    ///
    /// # Example
    /// ```
    /// use sarima::{CountFilter, CountSettings};
    /// let filter = CountFilter::new(CountSettings::default(), &[2.0, 0.0, 1.0], &[])?;
    /// let weeks = filter.forecast(&[1.0; 4])?;
    /// assert!((weeks[3].mean() - weeks[0].mean()).abs() < 1e-12);
    /// assert!(weeks[3].variance() > weeks[0].variance());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn forecast(&self, exposure: &[f64]) -> Result<Vec<CountDistribution>, ForecastError> {
        check_exposure(exposure)?;
        let mut state = self.state;
        let next = |(&e, ahead): (&f64, usize)| {
            state.discount(&self.components);
            state.predict(&self.components, e).bounded(ahead)
        };
        exposure.iter().zip(1..).map(next).collect()
    }
}

/// Refuses values that are not counts, and exposures that do not fit.
pub(crate) fn check(endog: &[f64], exposure: &[f64]) -> Result<(), FitError> {
    if let Some((index, value)) = not_a_count(endog) {
        return Err(FitError::Count { index, value });
    }
    Ok(check_lengths(endog, exposure)?)
}

impl State {
    /// The largest count that moves the rate, `⌈M + 5 √V + 1⌉`, or something above `y` if that is
    /// no more.
    #[inline]
    fn cap(&self, components: &Components, y: f64, exposure: f64) -> f64 {
        // No cap is below 2, and none below what every component expects.
        if y <= 2.0 {
            return y;
        }
        let ratios = self.a.iter().zip(&self.b).map(|(a, b)| a / b);
        let mean = exposure * ratios.fold(f64::INFINITY, f64::min);
        if y <= mean + 5.0 * mean.sqrt() + 1.0 {
            return y;
        }
        let predicted = self.predict(components, exposure);
        (predicted.mean() + 5.0 * predicted.variance().sqrt() + 1.0).ceil()
    }

    /// The distribution of this period's count, the state being discounted.
    pub(super) fn predict(&self, components: &Components, exposure: f64) -> CountDistribution {
        let part = |i: usize| {
            let mean = exposure * self.a[i] / self.b[i];
            NegativeBinomial::new(mean, 1.0 / self.a[i] + components.overdispersion[i])
        };
        CountDistribution {
            weights: self.weights(components),
            parts: std::array::from_fn(part),
        }
    }

    /// The weights of the components, which add up to 1.
    pub(super) fn weights(&self, components: &Components) -> Lanes {
        let prior = components.prior_weight;
        let considered = self.evidence.iter().zip(prior).filter(|(_, p)| *p > 0.0);
        let largest = considered.fold(f64::NEG_INFINITY, |m, (e, _)| m.max(*e));
        let mut weights: Lanes =
            std::array::from_fn(|i| prior[i] * (self.evidence[i] - largest).min(0.0).exp());
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|w| *w /= sum);
        weights
    }
}
