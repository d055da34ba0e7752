//! The predictive distribution of a count.

use super::ladder::{Ladder, TOP};
use super::lanes::Lanes;
use super::negative_binomial::NegativeBinomial;
use super::settings::COUNT_COMPONENTS;
use crate::ForecastError;

/// The distribution of a count: a mixture of negative binomial distributions.
///
/// ```text
/// P(Y = k) = Σ_j w_j NB(k; m_j, r_j),   NB(k; m, r) = Γ(r + k) / (Γ(r) k!) (r / (r + m))^r (m / (r + m))^k
/// ```
///
/// A component has the mean `m` and the variance `m + m² / r`. [`CountFilter`](crate::CountFilter)
/// predicts it, for a period or for the sum of several.
///
/// # Example
/// ```
/// use sarima::{CountFilter, CountSettings};
///
/// let filter = CountFilter::new(CountSettings::default(), &[2.0, 0.0, 1.0, 1.0, 3.0], &[])?;
/// let next = filter.predict(1.0)?;
/// let total: f64 = (0..100).map(|k| next.pmf(k)).sum();
/// assert!((total - 1.0).abs() < 1e-9);
/// let interval = next.interval(0.8);
/// assert_eq!((interval.lower, interval.upper), (0, 3));
/// assert!((interval.probability - next.cdf(3)).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountDistribution {
    /// They add up to 1.
    pub(super) weights: Lanes,
    pub(super) parts: [NegativeBinomial; COUNT_COMPONENTS],
}

/// Whole numbers between which a count lies, and the probability that it does.
///
/// # Example
/// ```
/// # use sarima::{CountFilter, CountSettings};
/// let filter = CountFilter::new(CountSettings::default(), &[2.0, 0.0, 1.0, 1.0, 3.0], &[])?;
/// let interval = filter.predict(1.0)?.interval(0.8);
/// assert!(interval.lower <= interval.upper && interval.probability >= 0.8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountInterval {
    /// The smallest count of the interval.
    pub lower: u64,
    /// The largest count of the interval.
    pub upper: u64,
    /// `P(lower <= Y <= upper)`
    pub probability: f64,
}

/// The largest mean of a component, beyond which no forecast is made.
const MAX_MEAN: f64 = 1e9;

impl CountDistribution {
    /// The negative binomial distribution of a mean and a variance, and the Poisson distribution
    /// where the variance is no larger. `None` for a mean outside of 0 to 1e9 or a variance that is
    /// not finite.
    ///
    /// # Example
    /// ```
    /// use sarima::CountDistribution;
    /// let count = CountDistribution::from_moments(4.0, 6.0).ok_or("out of range")?;
    /// assert!((count.mean() - 4.0).abs() < 1e-12 && (count.variance() - 6.0).abs() < 1e-12);
    /// let poisson = CountDistribution::from_moments(4.0, 1.0).ok_or("out of range")?;
    /// assert!((poisson.pmf(0) - (-4.0_f64).exp()).abs() < 1e-12);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn from_moments(mean: f64, variance: f64) -> Option<Self> {
        if !(0.0..=MAX_MEAN).contains(&mean) || !variance.is_finite() {
            return None;
        }
        let inverse_size = match mean > 0.0 {
            true => (variance - mean) / (mean * mean),
            false => 1.0,
        };
        let mut weights = Lanes::default();
        weights[0] = 1.0;
        Some(Self {
            weights,
            parts: [NegativeBinomial::new(mean, inverse_size); COUNT_COMPONENTS],
        })
    }

    /// The distribution of those that remain if each is kept with the probability `share`,
    /// independently of the others, such as the part of a city's incidents in one place. `share` is
    /// cut to [0, 1].
    ///
    /// # Example
    /// ```
    /// use sarima::CountDistribution;
    /// let city = CountDistribution::from_moments(40.0, 60.0).ok_or("out of range")?;
    /// let place = city.thinned(0.1);
    /// assert!((place.mean() - 4.0).abs() < 1e-12);
    /// // Of the variance above that of a Poisson distribution the square of the share remains.
    /// assert!((place.variance() - 4.2).abs() < 1e-12);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn thinned(&self, share: f64) -> Self {
        let share = share.clamp(0.0, 1.0);
        let part =
            |part: NegativeBinomial| NegativeBinomial::new(share * part.mean, 1.0 / part.size);
        Self {
            weights: self.weights,
            parts: self.parts.map(part),
        }
    }

    /// `E[Y]`
    ///
    /// # Example
    /// ```
    /// # use sarima::{CountFilter, CountSettings};
    /// let filter = CountFilter::new(CountSettings::default(), &[1.0; 52], &[])?;
    /// assert!((filter.predict(1.0)?.mean() - 1.0).abs() < 0.05);
    /// assert_eq!(filter.predict(0.0)?.mean(), 0.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn mean(&self) -> f64 {
        self.average(|part| part.mean)
    }

    /// `Var[Y] = Σ w_j (m_j + m_j² / r_j + (m_j - E[Y])²)`
    ///
    /// # Example
    /// ```
    /// # use sarima::{CountFilter, CountSettings};
    /// let filter = CountFilter::new(CountSettings::default(), &[1.0; 52], &[])?;
    /// let next = filter.predict(1.0)?;
    /// // At least that of a Poisson distribution.
    /// assert!(next.variance() > next.mean());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn variance(&self) -> f64 {
        let mean = self.mean();
        self.average(|part| part.variance() + (part.mean - mean) * (part.mean - mean))
    }

    /// `P(Y = k)`
    ///
    /// # Example
    /// ```
    /// # use sarima::{CountFilter, CountSettings};
    /// let filter = CountFilter::new(CountSettings::default(), &[1.0; 52], &[])?;
    /// let next = filter.predict(1.0)?;
    /// // At least one incident.
    /// assert!((1.0 - next.pmf(0) - (1.0 - next.cdf(0))).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn pmf(&self, k: u64) -> f64 {
        // The weights add up to 1 but for rounding.
        self.average(|part| part.ln_pmf(k as f64).exp()).min(1.0)
    }

    /// `P(Y <= k)`
    ///
    /// # Example
    /// ```
    /// # use sarima::{CountFilter, CountSettings};
    /// let filter = CountFilter::new(CountSettings::default(), &[1.0; 52], &[])?;
    /// let next = filter.predict(1.0)?;
    /// assert!((next.cdf(1) - next.pmf(0) - next.pmf(1)).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cdf(&self, k: u64) -> f64 {
        if k <= u64::from(TOP) {
            let rung = Ladder::new(self).nth(k as usize);
            return rung.map_or(1.0, |rung| rung.cdf);
        }
        self.cdf_far(k as f64)
    }

    /// `P(Y <= k)` by the incomplete beta function.
    pub(super) fn cdf_far(&self, k: f64) -> f64 {
        (1.0 - self.average(|part| part.above(k))).clamp(0.0, 1.0)
    }

    /// The smallest `k` with `P(Y <= k) >= p`. `p` is cut to [0, 1 - 1e-12], and NaN is 0.
    ///
    /// # Example
    /// ```
    /// # use sarima::{CountFilter, CountSettings};
    /// let filter = CountFilter::new(CountSettings::default(), &[1.0; 52], &[])?;
    /// let next = filter.predict(1.0)?;
    /// let k = next.quantile(0.9);
    /// assert!(next.cdf(k) >= 0.9 && next.cdf(k - 1) < 0.9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn quantile(&self, p: f64) -> u64 {
        let p = p.clamp(0.0, 1.0 - 1e-12).max(0.0);
        // A walk of this length costs as much as a few values of the beta function.
        if let Some(rung) = Ladder::new(self).find(|rung| rung.cdf >= p) {
            return u64::from(rung.k);
        }
        let (mut low, mut high) = (f64::from(TOP), 2.0 * f64::from(TOP));
        while self.cdf_far(high) < p && high < 1e15 {
            (low, high) = (high, 2.0 * high);
        }
        while high - low > 1.0 {
            let middle = ((low + high) / 2.0).floor();
            if self.cdf_far(middle) < p {
                low = middle;
            } else {
                high = middle;
            }
        }
        high as u64
    }

    /// The central interval for a nominal `level` in (0, 1): the quantiles of `(1 - level) / 2` and
    /// `(1 + level) / 2`, with the probability that they really enclose, which is at least `level`.
    ///
    /// # Example
    /// ```
    /// # use sarima::{CountFilter, CountSettings};
    /// let filter = CountFilter::new(CountSettings::default(), &[0.0; 52], &[])?;
    /// let interval = filter.predict(1.0)?.interval(0.8);
    /// assert_eq!((interval.lower, interval.upper), (0, 0));
    /// assert!(interval.probability > 0.95);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn interval(&self, level: f64) -> CountInterval {
        let lower = self.quantile(0.5 - level / 2.0);
        let upper = self.quantile(0.5 + level / 2.0);
        let (below, upto) = (self.cdf_below(lower), self.cdf(upper));
        CountInterval {
            lower,
            upper,
            probability: upto - below,
        }
    }

    /// `-ln P(Y = y)`, the logarithmic score; smaller is better. It is infinite for a count above 0
    /// in a period of exposure 0.
    ///
    /// # Example
    /// ```
    /// # use sarima::{CountFilter, CountSettings};
    /// let filter = CountFilter::new(CountSettings::default(), &[1.0; 52], &[])?;
    /// let next = filter.predict(1.0)?;
    /// assert_eq!(next.log_score(2), -next.pmf(2).ln());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn log_score(&self, y: u64) -> f64 {
        // Far in the tail every probability underflows, its logarithm does not.
        let terms = self.parts.map(|part| part.ln_pmf(y as f64));
        let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if largest == f64::NEG_INFINITY {
            return f64::INFINITY;
        }
        let scaled = self.weights.iter().zip(terms);
        let sum: f64 = scaled.map(|(w, term)| w * (term - largest).exp()).sum();
        -(largest + sum.ln())
    }

    /// `(P(Y < y), P(Y <= y))`, between which the probability integral transform of `y` lies: a
    /// calibrated forecast spreads it uniformly.
    ///
    /// # References
    /// Czado, Gneiting and Held (2009), *Predictive model assessment for count data*, Biometrics 65,
    /// 1254-1261.
    ///
    /// # Example
    /// ```
    /// # use sarima::{CountFilter, CountSettings};
    /// let filter = CountFilter::new(CountSettings::default(), &[1.0; 52], &[])?;
    /// let next = filter.predict(1.0)?;
    /// assert_eq!(next.pit_bounds(0), (0.0, next.cdf(0)));
    /// assert_eq!(next.pit_bounds(2), (next.cdf(1), next.cdf(2)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn pit_bounds(&self, y: u64) -> (f64, f64) {
        (self.cdf_below(y), self.cdf(y))
    }

    /// `P(Y < y)`
    fn cdf_below(&self, y: u64) -> f64 {
        y.checked_sub(1).map_or(0.0, |k| self.cdf(k))
    }

    /// An error if a component expects more than [`MAX_MEAN`] so many periods ahead.
    pub(super) fn bounded(self, ahead: usize) -> Result<Self, ForecastError> {
        if self.parts.iter().all(|part| part.mean <= MAX_MEAN) {
            Ok(self)
        } else {
            Err(ForecastError::Overflow(ahead))
        }
    }

    fn average(&self, of: impl Fn(&NegativeBinomial) -> f64) -> f64 {
        let terms = self.weights.iter().zip(&self.parts);
        terms.map(|(w, part)| w * of(part)).sum()
    }
}
