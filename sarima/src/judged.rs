//! The distribution of one future period, for the judgement of forecasts.

#[cfg(feature = "counts")]
use crate::CountDistribution;
use crate::Transform;
use crate::distribution::{normal_cdf, normal_density, normal_quantile};

/// The distribution of the count in one future period, whatever the method.
///
/// That of a Gaussian method is taken to be one of whole numbers where a count needs a probability:
/// `P(Y <= k)` is the probability of what rounds to `k` or less.
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

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Gaussian(Gaussian),
    #[cfg(feature = "counts")]
    Counts(Box<CountDistribution>),
}

/// Gaussian on the scale of the transform, cut at zero if `non_negative`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Gaussian {
    mean: f64,
    sd: f64,
    transform: Transform,
    non_negative: bool,
}

impl PeriodDistribution {
    pub(crate) fn gaussian(
        (mean, variance): (f64, f64),
        transform: Transform,
        non_negative: bool,
    ) -> Self {
        Self(Kind::Gaussian(Gaussian {
            mean,
            sd: variance.max(0.0).sqrt(),
            transform,
            non_negative,
        }))
    }

    #[cfg(feature = "counts")]
    pub(crate) fn counts(distribution: CountDistribution) -> Self {
        Self(Kind::Counts(Box::new(distribution)))
    }

    /// The continuous ranked probability score, `∫ (F(x) - 1{x >= y})² dx`, in incidents; smaller is
    /// better.
    ///
    /// It is exact for counts and for a Gaussian method without a transform; with one it is a sum
    /// over 200 quantiles.
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

/// Quantiles that stand for a transformed distribution.
const QUANTILES: u32 = 200;

impl Gaussian {
    /// Standard deviations from the mean to `x`, which is on the scale of the observations.
    fn standard(&self, x: f64) -> f64 {
        let z = self.transform.apply(x);
        // Below the domain of the transform.
        let z = if z.is_nan() { f64::NEG_INFINITY } else { z };
        match self.sd > 0.0 {
            true => (z - self.mean) / self.sd,
            false if z >= self.mean => f64::INFINITY,
            false => f64::NEG_INFINITY,
        }
    }

    /// The probability of what rounds to less than `y`.
    fn below(&self, y: f64) -> f64 {
        if self.non_negative && y <= 0.0 {
            return 0.0;
        }
        normal_cdf(self.standard(y - 0.5))
    }

    /// The probability of what rounds to `y` or less.
    fn upto(&self, y: f64) -> f64 {
        normal_cdf(self.standard(y + 0.5))
    }

    /// The probability of what rounds to `y`, from the tail in which `y` lies, so that it keeps its
    /// digits there.
    fn probability(&self, y: f64) -> f64 {
        let upper = self.standard(y + 0.5);
        if self.non_negative && y <= 0.0 {
            return normal_cdf(upper);
        }
        let lower = self.standard(y - 0.5);
        if lower > 0.0 {
            normal_cdf(-lower) - normal_cdf(-upper)
        } else {
            normal_cdf(upper) - normal_cdf(lower)
        }
    }

    fn crps(&self, y: f64) -> f64 {
        let floor = |x: f64| if self.non_negative { x.max(0.0) } else { x };
        if self.sd == 0.0 {
            return (floor(self.transform.invert(self.mean)) - y).abs();
        }
        if self.transform == Transform::None {
            return self.crps_cut(y);
        }
        // Twice the mean pinball loss over the quantiles in the middle of equal shares.
        let loss = |i: u32| {
            let p = (f64::from(i) + 0.5) / f64::from(QUANTILES);
            let q = floor(
                self.transform
                    .invert(self.mean + self.sd * normal_quantile(p)),
            );
            if y >= q {
                p * (y - q)
            } else {
                (1.0 - p) * (q - y)
            }
        };
        2.0 * (0..QUANTILES).map(loss).sum::<f64>() / f64::from(QUANTILES)
    }

    /// The closed form without a transform. Cutting at zero takes away `∫ F²` below it.
    fn crps_cut(&self, y: f64) -> f64 {
        // 1/√π
        const INVERSE_ROOT_PI: f64 = std::f64::consts::FRAC_2_SQRT_PI / 2.0;
        let z = (y - self.mean) / self.sd;
        let whole = z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * normal_density(z) - INVERSE_ROOT_PI;
        let cut = if self.non_negative {
            let a = -self.mean / self.sd;
            let (f, density) = (normal_cdf(a), normal_density(a));
            a * f * f + 2.0 * f * density
                - INVERSE_ROOT_PI * normal_cdf(a * std::f64::consts::SQRT_2)
        } else {
            0.0
        };
        self.sd * (whole - cut).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
