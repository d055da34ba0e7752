//! The distribution of a Gaussian method, whose errors may have other quantiles.

use crate::Transform;
use crate::calibration::{Calibration, ErrorQuantiles, Scale};
use crate::distribution::{normal_cdf, normal_density, normal_quantile};
use crate::judged::DistributionInterval;

/// Gaussian on the scale of the transform, but for the quantiles of its errors, cut at zero if
/// `non_negative`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gaussian {
    mean: f64,
    sd: f64,
    transform: Transform,
    non_negative: bool,
    /// Bounds are whole numbers, as the observations are.
    whole: bool,
    errors: ErrorQuantiles,
}

/// Quantiles that stand for a transformed distribution.
const QUANTILES: u32 = 200;

/// The widest distribution, from 2 standard deviations below its mean to 2 above, whose score is
/// summed over whole numbers.
const NARROW: f64 = 200.0;

/// The probability that the sum over whole numbers leaves out on a side.
const NEGLIGIBLE: f64 = 1e-7;

impl Gaussian {
    pub(crate) fn new(mean: f64, sd: f64, transform: Transform, non_negative: bool) -> Self {
        Self {
            mean,
            sd,
            transform,
            non_negative,
            whole: false,
            errors: ErrorQuantiles::normal(),
        }
    }

    pub(crate) fn calibrated(self, calibration: &Calibration, scale: Scale) -> Self {
        Self {
            whole: calibration.is_whole(),
            errors: calibration.errors(scale).clone(),
            ..self
        }
    }

    pub(crate) fn moments(&self) -> (f64, f64) {
        (self.mean, self.sd)
    }

    /// The central interval for a nominal `level`; of whole numbers, the quantiles of
    /// `(1 - level) / 2` and `(1 + level) / 2` with what they really enclose.
    pub(crate) fn interval(&self, level: f64) -> DistributionInterval {
        let z = normal_quantile(0.5 + level / 2.0);
        if !self.whole {
            return DistributionInterval {
                lower: self.floor(self.at(-z)),
                upper: self.floor(self.at(z)),
                probability: None,
            };
        }
        let (lower, upper) = (self.count(-z), self.count(z));
        DistributionInterval {
            lower,
            upper,
            probability: Some(self.upto(upper) - self.below(lower)),
        }
    }

    /// The quantile for the probability of a standard normal value, on the scale of the
    /// observations.
    fn at(&self, z: f64) -> f64 {
        self.transform
            .invert(self.mean + self.sd * self.errors.at(z))
    }

    /// The smallest whole number below or at which the distribution has the probability of `z`.
    fn count(&self, z: f64) -> f64 {
        let mut k = (self.at(z) - 0.5).ceil();
        // Rounding of the inverse may have crossed a half.
        if self.standard(k - 0.5) >= z {
            k -= 1.0;
        } else if self.standard(k + 0.5) < z {
            k += 1.0;
        }
        // Not minus zero.
        self.floor(k) + 0.0
    }

    fn floor(&self, x: f64) -> f64 {
        if self.non_negative { x.max(0.0) } else { x }
    }

    /// The standard normal value with the probability of `x`, which is on the scale of the
    /// observations.
    fn standard(&self, x: f64) -> f64 {
        let z = self.transform.apply(x);
        // Below the domain of the transform.
        let z = if z.is_nan() { f64::NEG_INFINITY } else { z };
        match self.sd > 0.0 {
            true => self.errors.normal_of((z - self.mean) / self.sd),
            false if z >= self.mean => f64::INFINITY,
            false => f64::NEG_INFINITY,
        }
    }

    /// The probability of what rounds to less than `y`.
    pub(crate) fn below(&self, y: f64) -> f64 {
        if self.non_negative && y <= 0.0 {
            return 0.0;
        }
        normal_cdf(self.standard(y - 0.5))
    }

    /// The probability of what rounds to `y` or less.
    pub(crate) fn upto(&self, y: f64) -> f64 {
        normal_cdf(self.standard(y + 0.5))
    }

    /// The probability of what rounds to `y`, from the tail in which `y` lies, so that it keeps its
    /// digits there.
    pub(crate) fn probability(&self, y: f64) -> f64 {
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

    pub(crate) fn crps(&self, y: f64) -> f64 {
        if self.sd == 0.0 {
            return (self.floor(self.transform.invert(self.mean)) - y).abs();
        }
        if self.whole && self.is_narrow() {
            return self.crps_whole(y);
        }
        if self.transform == Transform::None && self.errors.are_normal() {
            return self.crps_cut(y);
        }
        // Twice the mean pinball loss over the quantiles in the middle of equal shares.
        let loss = |i: u32| {
            let p = (f64::from(i) + 0.5) / f64::from(QUANTILES);
            let q = self.floor(self.at(normal_quantile(p)));
            if y >= q {
                p * (y - q)
            } else {
                (1.0 - p) * (q - y)
            }
        };
        2.0 * (0..QUANTILES).map(loss).sum::<f64>() / f64::from(QUANTILES)
    }

    fn is_narrow(&self) -> bool {
        let width = self.at(2.0) - self.at(-2.0);
        width < NARROW
    }

    /// `Σ_k (P(Y <= k) - 1{k >= y})²`, the score of a distribution of whole numbers.
    fn crps_whole(&self, y: f64) -> f64 {
        let y = y.round();
        let z = normal_quantile(NEGLIGIBLE);
        let (first, last) = (self.count(z), self.count(-z));
        // Between the distribution and an observation outside of it each term is 1.
        let mut sum = (first - y).max(y - last - 1.0).max(0.0);
        let mut k = first;
        while k <= last {
            let f = self.upto(k) - f64::from(u8::from(k >= y));
            sum += f * f;
            k += 1.0;
        }
        sum
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
