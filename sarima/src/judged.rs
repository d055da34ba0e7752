//! The distribution of one future period, for the judgement of forecasts.

#[cfg(feature = "counts")]
use crate::CountDistribution;
use crate::Transform;
use crate::calibration::{Calibration, Scale};
use crate::gaussian::Gaussian;

/// The distribution of the count in one future period, whatever the method.
///
/// That of a Gaussian method is taken to be one of whole numbers where a count needs a probability:
/// `P(Y <= k)` is the probability of what rounds to `k` or less. If the method is
/// [calibrated](Calibration), the quantiles of its errors take the place of the normal ones.
///
/// # Example
/// ```
/// use sarima::Exog;
/// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0, 4.0, 4.0], true);
/// let next = &model.distributions(1, &Exog::none())?[0];
/// // The nearer the observation, the better the scores.
/// assert!(next.crps(4.0) < next.crps(6.0));
/// assert!(next.log_score(4.0) < next.log_score(6.0));
/// # Ok::<(), sarima::ForecastError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodDistribution(Kind);

/// The bounds between which a count lies with a nominal probability.
///
/// # Example
/// ```
/// use sarima::Exog;
/// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0, 4.0, 4.0], true);
/// let interval = model.distributions(1, &Exog::none())?[0].interval(0.8);
/// assert!(interval.lower < interval.upper && interval.probability.is_none());
/// # Ok::<(), sarima::ForecastError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DistributionInterval {
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
    /// Where bounds are whole numbers: the probability that the interval really has, which is at
    /// least the nominal one.
    pub probability: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Gaussian(Gaussian),
    #[cfg(feature = "counts")]
    Counts(Box<CountDistribution>),
}

impl PeriodDistribution {
    pub(crate) fn gaussian(
        (mean, variance): (f64, f64),
        transform: Transform,
        non_negative: bool,
    ) -> Self {
        let sd = variance.max(0.0).sqrt();
        Self(Kind::Gaussian(Gaussian::new(
            mean,
            sd,
            transform,
            non_negative,
        )))
    }

    pub(crate) fn of(gaussian: Gaussian) -> Self {
        Self(Kind::Gaussian(gaussian))
    }

    /// A Gaussian distribution on the scale of a transform.
    ///
    /// # Example
    /// ```
    /// use sarima::{PeriodDistribution, Transform};
    /// let next = PeriodDistribution::of_gaussian(3.0, 2.0, Transform::None, true);
    /// assert_eq!(next.moments(), Some((3.0, 2.0)));
    /// assert_eq!(next.interval(0.8).probability, None);
    /// ```
    pub fn of_gaussian(mean: f64, sd: f64, transform: Transform, non_negative: bool) -> Self {
        Self(Kind::Gaussian(Gaussian::new(
            mean,
            sd,
            transform,
            non_negative,
        )))
    }

    /// The same distribution with errors as they were found out of sample; `scale` says whether it
    /// is that of a period or of a sum. One of counts stays as it is.
    ///
    /// # Example
    /// ```
    /// use sarima::{Calibration, PeriodDistribution, Scale, Transform};
    /// let next = PeriodDistribution::of_gaussian(3.0, 2.0, Transform::None, true);
    /// let whole = next.calibrated(&Calibration::normal(true), Scale::Period).interval(0.8);
    /// assert_eq!((whole.lower, whole.upper), (0.0, 6.0));
    /// ```
    #[must_use]
    pub fn calibrated(self, calibration: &Calibration, scale: Scale) -> Self {
        match self.0 {
            Kind::Gaussian(gaussian) => {
                Self(Kind::Gaussian(gaussian.calibrated(calibration, scale)))
            }
            #[cfg(feature = "counts")]
            counts @ Kind::Counts(_) => Self(counts),
        }
    }

    /// Mean and standard deviation on the scale of the transform; `None` for counts, whose
    /// distribution is not Gaussian.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// let model = sarima::mean(&[4.0; 6], true);
    /// let next = &model.distributions(1, &Exog::none())?[0];
    /// let (mean, deviation) = next.moments().unwrap_or_default();
    /// assert!((mean - 4.0).abs() < 1e-12 && deviation.abs() < 1e-12);
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn moments(&self) -> Option<(f64, f64)> {
        match &self.0 {
            Kind::Gaussian(gaussian) => Some(gaussian.moments()),
            #[cfg(feature = "counts")]
            Kind::Counts(_) => None,
        }
    }

    /// The central interval for a nominal `level` in (0, 1).
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0, 4.0, 4.0], true);
    /// let next = &model.distributions(1, &Exog::none())?[0];
    /// let forecast = model.forecast(1, &[0.8], &Exog::none())?;
    /// assert_eq!(next.interval(0.8).upper, forecast.intervals[0].upper[0]);
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn interval(&self, level: f64) -> DistributionInterval {
        match &self.0 {
            Kind::Gaussian(gaussian) => gaussian.interval(level),
            #[cfg(feature = "counts")]
            Kind::Counts(counts) => {
                let found = counts.interval(level);
                DistributionInterval {
                    lower: found.lower as f64,
                    upper: found.upper as f64,
                    probability: Some(found.probability),
                }
            }
        }
    }

    #[cfg(feature = "counts")]
    pub(crate) fn counts(distribution: CountDistribution) -> Self {
        Self(Kind::Counts(Box::new(distribution)))
    }

    /// The continuous ranked probability score, `∫ (F(x) - 1{x >= y})² dx`, in incidents; smaller is
    /// better.
    ///
    /// It is exact for counts, for a Gaussian method without a transform, and for one of whole
    /// numbers with a standard deviation up to 50; else it is a sum over 200 quantiles.
    ///
    /// # References
    /// Gneiting, Raftery (2007), *Strictly proper scoring rules, prediction, and estimation*, JASA
    /// 102; Jordan, Krüger, Lerch (2019), *Evaluating probabilistic forecasts with scoringRules*,
    /// Journal of Statistical Software 90.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// // Without any spread it is the distance.
    /// let model = sarima::mean(&[4.0; 6], true);
    /// let next = &model.distributions(1, &Exog::none())?[0];
    /// assert_eq!(next.crps(7.0), 3.0);
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn crps(&self, y: f64) -> f64 {
        match &self.0 {
            Kind::Gaussian(gaussian) => gaussian.crps(y),
            #[cfg(feature = "counts")]
            Kind::Counts(counts) => counts.crps(whole(y)),
        }
    }

    /// `-ln P(Y = y)`, the logarithmic score of a count; smaller is better.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0, 4.0, 4.0], true);
    /// let next = &model.distributions(1, &Exog::none())?[0];
    /// let (below, upto) = next.pit_bounds(4.0);
    /// assert!((next.log_score(4.0) + (upto - below).ln()).abs() < 1e-12);
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn log_score(&self, y: f64) -> f64 {
        match &self.0 {
            Kind::Gaussian(gaussian) => -gaussian.probability(y).ln(),
            #[cfg(feature = "counts")]
            Kind::Counts(counts) => counts.log_score(whole(y)),
        }
    }

    /// `(P(Y < y), P(Y <= y))`, between which the probability integral transform of a count lies: a
    /// calibrated forecast spreads it uniformly.
    ///
    /// # References
    /// Czado, Gneiting, Held (2009), *Predictive model assessment for count data*, Biometrics 65.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0, 4.0, 4.0], true);
    /// let next = &model.distributions(1, &Exog::none())?[0];
    /// assert_eq!(next.pit_bounds(5.0).0, next.pit_bounds(4.0).1);
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn pit_bounds(&self, y: f64) -> (f64, f64) {
        match &self.0 {
            Kind::Gaussian(gaussian) => (gaussian.below(y), gaussian.upto(y)),
            #[cfg(feature = "counts")]
            Kind::Counts(counts) => counts.pit_bounds(whole(y)),
        }
    }
}

/// The nearest count.
#[cfg(feature = "counts")]
fn whole(y: f64) -> u64 {
    y.round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::normal_cdf;

    const CASES: [(f64, f64); 5] = [
        (3.0, 2.0),
        (0.2, 0.6),
        (-0.5, 1.0),
        (40.0, 6.0),
        (1.0, 0.01),
    ];

    fn gaussian(mean: f64, sd: f64, transform: Transform) -> PeriodDistribution {
        PeriodDistribution::gaussian((mean, sd * sd), transform, true)
    }

    /// `∫ (F(x) - 1{x >= y})² dx` from 0 by midpoints.
    fn integral(mean: f64, sd: f64, transform: Transform, y: f64) -> f64 {
        let width = 0.001;
        let term = |i: u32| {
            let x = (f64::from(i) + 0.5) * width;
            let f = normal_cdf((transform.apply(x) - mean) / sd);
            (f - f64::from(u8::from(x >= y))).powi(2) * width
        };
        (0..400_000).map(term).sum()
    }

    #[test]
    fn the_score_is_the_integral_of_its_definition() {
        for (mean, sd) in CASES {
            for y in [0.0, 1.0, 5.0, 33.0] {
                let found = gaussian(mean, sd, Transform::None).crps(y);
                let expected = integral(mean, sd, Transform::None, y);
                assert!(
                    (found - expected).abs() < 2e-3,
                    "{mean} {sd} {y}: {found} {expected}"
                );
            }
        }
        for transform in [Transform::Log1p, Transform::Sqrt] {
            let (mean, sd) = (1.2, 0.4);
            for y in [0.0, 2.0, 7.0] {
                let found = gaussian(mean, sd, transform).crps(y);
                let expected = integral(mean, sd, transform, y);
                assert!(
                    (found - expected).abs() < 5e-3,
                    "{transform:?} {y}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn the_probabilities_of_all_counts_add_up_to_one() {
        for transform in [Transform::None, Transform::Log1p, Transform::Sqrt] {
            let next = gaussian(1.5, 0.5, transform);
            let total: f64 = (0..200)
                .map(|k| (-next.log_score(f64::from(k))).exp())
                .sum();
            assert!((total - 1.0).abs() < 1e-9, "{transform:?}: {total}");
            let (mut before, mut k) = (0.0, 0.0);
            while k < 50.0 {
                let (below, upto) = next.pit_bounds(k);
                assert!((below - before).abs() < 1e-15 && upto >= below);
                (before, k) = (upto, k + 1.0);
            }
        }
    }

    #[test]
    fn a_count_far_away_keeps_its_small_probability() {
        let next = gaussian(2.0, 1.0, Transform::None);
        // P(Z > 9.5) = 1.05e-21
        let found = next.log_score(12.0);
        assert!((found - 48.305).abs() < 0.01, "{found}");
    }

    #[test]
    fn without_spread_one_count_is_certain() {
        let next = gaussian(0.0, 0.0, Transform::None);
        assert_eq!((next.crps(0.0), next.crps(2.0)), (0.0, 2.0));
        assert_eq!(
            (next.log_score(0.0), next.log_score(1.0)),
            (0.0, f64::INFINITY)
        );
        assert_eq!(next.pit_bounds(0.0), (0.0, 1.0));
        assert_eq!(next.pit_bounds(3.0), (1.0, 1.0));
    }
}
