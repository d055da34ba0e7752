//! The rate that a filter for counts starts from.

use super::check::MAX_EXPOSURE;

/// The Gamma distribution of the rate before any observation: mean `rate`, shape `rate · strength`.
///
/// # Example
/// ```
/// use sarima::{CountPrior, CountSettings};
/// // As if 6 incidents had been seen in 4 periods of exposure 1.
/// let prior = Some(CountPrior { rate: 1.5, strength: 4.0 });
/// assert!(CountSettings { prior, ..CountSettings::default() }.validate().is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountPrior {
    /// Expected incidents in a period of exposure 1, from 1e-12 to 1e26.
    pub rate: f64,
    /// The exposure that it is worth, from 1e-12 to 1e12.
    pub strength: f64,
}

/// The number of observed periods that the default prior looks at.
const PERIODS: usize = 13;
/// Its strength, in periods.
const STRENGTH: f64 = 2.0;

impl CountPrior {
    pub(super) fn is_valid(self) -> bool {
        (1e-12..=1e26).contains(&self.rate) && (1e-12..=1e12).contains(&self.strength)
    }

    /// The mean rate of the first 13 observed periods, half an incident added, worth two of them.
    ///
    /// Periods of exposure 0 say nothing. Without any other the rate is 1/2, the strength 1. The
    /// half is that of Jeffreys' prior: no rate is zero.
    pub(crate) fn of(endog: &[f64], exposure: &[f64]) -> Self {
        let exposures = exposure.iter().copied().chain(std::iter::repeat(1.0));
        let informative = endog.iter().zip(exposures);
        let informative = informative.filter(|(y, e)| !y.is_nan() && *e > 0.0);
        let (mut incidents, mut total, mut n) = (0.5, 0.0, 0);
        for (y, e) in informative.take(PERIODS) {
            incidents += y;
            total += e;
            n += 1;
        }
        if n == 0 {
            return Self {
                rate: 0.5,
                strength: 1.0,
            };
        }
        debug_assert!(total <= MAX_EXPOSURE * PERIODS as f64);
        Self {
            rate: incidents / total,
            strength: STRENGTH * total / f64::from(n),
        }
    }
}
