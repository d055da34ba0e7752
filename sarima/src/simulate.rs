//! Simulated futures, for whatever is not a single period.

use serde::Serialize;

use crate::Transform;
use crate::distribution::Rng;
use crate::forecast::ForecastError;
use crate::predictive::Predictive;

/// The most values (`n_paths · horizon`) that one simulation keeps.
pub(crate) const MAX_VALUES: usize = 50_000_000;

/// Simulated futures, `n_paths` rows of `horizon` values on the scale of the observations.
///
/// The paths follow the joint predictive distribution, so that sums, maxima or differences over periods have the right spread.
///
/// # Example
/// ```
/// use sarima::Exog;
/// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
/// let paths = model.simulate(4, 500, 7, &Exog::none())?;
/// let above = paths.iter().filter(|path| path.iter().sum::<f64>() > 10.0).count();
/// assert!((100..500).contains(&above));
/// # Ok::<(), sarima::ForecastError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Paths {
    values: Vec<f64>,
    horizon: usize,
}

/// The distribution of a sum over the horizon.
///
/// # Example
/// ```
/// use sarima::Exog;
/// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0], true);
/// let sum = model.forecast_sum(10, &[0.5, 0.9], 2000, 1, &Exog::none())?;
/// assert!((sum.mean - 40.0).abs() < 1.0);
/// assert!(sum.se > 2.0 && sum.intervals.len() == 2);
/// # Ok::<(), sarima::ForecastError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SumForecast {
    /// Its expected value.
    pub mean: f64,
    /// Its standard deviation.
    pub se: f64,
    /// Central intervals, in the order of the levels asked for.
    pub intervals: Vec<SumInterval>,
}

/// The central interval that holds a sum with probability `level`.
///
/// # Example
/// ```
/// use sarima::Exog;
/// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0], true);
/// let sum = model.forecast_sum(10, &[0.5, 0.9], 2000, 1, &Exog::none())?;
/// let [half, most] = [sum.intervals[0], sum.intervals[1]];
/// assert!(most.level == 0.9 && most.lower < half.lower && half.upper < most.upper);
/// # Ok::<(), sarima::ForecastError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SumInterval {
    /// Probability, in (0, 1).
    pub level: f64,
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
}

impl Paths {
    pub(crate) fn draw(
        predictive: &Predictive,
        n_paths: usize,
        seed: u64,
        back: impl Fn(f64) -> f64,
    ) -> Result<Self, ForecastError> {
        let horizon = predictive.mean.len();
        let size = n_paths
            .checked_mul(horizon)
            .filter(|n| *n > 0 && *n <= MAX_VALUES);
        let size = size.ok_or(ForecastError::Paths {
            paths: n_paths,
            horizon,
        })?;
        let mut values = vec![0.0; size];
        let mut rng = Rng::new(seed);
        for path in values.chunks_exact_mut(horizon) {
            predictive.draw(&mut rng, path);
            path.iter_mut().for_each(|z| *z = back(*z));
            if let Some(at) = path.iter().position(|y| !y.is_finite()) {
                return Err(ForecastError::Overflow(at + 1));
            }
        }
        Ok(Self { values, horizon })
    }

    /// All values, path after path.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// let paths = model.simulate(4, 3, 7, &Exog::none())?;
    /// assert_eq!(paths.values().len(), 12);
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The paths, each of `horizon` values.
    ///
    /// # Example
    /// ```
    /// use sarima::Exog;
    /// let model = sarima::seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    /// let paths = model.simulate(4, 3, 7, &Exog::none())?;
    /// assert!(paths.iter().all(|path| path.len() == 4));
    /// # Ok::<(), sarima::ForecastError>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.horizon)
    }

    /// The distribution of each path's sum; bounds are quantiles of the simulated sums, interpolated linearly.
    pub(crate) fn sums(&self, levels: &[f64]) -> SumForecast {
        let mut sums: Vec<f64> = self.iter().map(|path| path.iter().sum()).collect();
        sums.sort_by(f64::total_cmp);
        let n = sums.len() as f64;
        let mean = sums.iter().sum::<f64>() / n;
        let variance =
            sums.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0).max(1.0);
        let interval = |&level: &f64| SumInterval {
            level,
            lower: quantile(&sums, 0.5 - level / 2.0),
            upper: quantile(&sums, 0.5 + level / 2.0),
        };
        SumForecast {
            mean,
            se: variance.sqrt(),
            intervals: levels.iter().map(interval).collect(),
        }
    }
}

/// The way back for one simulated value.
pub(crate) fn back(transform: Transform, non_negative: bool) -> impl Fn(f64) -> f64 {
    move |z| {
        let y = transform.invert(z);
        if non_negative { y.max(0.0) } else { y }
    }
}

fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    low + (high - low) * at.fract()
}
