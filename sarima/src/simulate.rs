//! Simulated futures, for questions about several periods together.

use std::ops::Range;

use serde::Serialize;

use crate::Transform;
use crate::distribution::Rng;
use crate::forecast_error::{ForecastError, MAX_VALUES};
use crate::gaussian::Gaussian;
use crate::predictive::Predictive;
/// Simulated futures, `n_paths` rows of `horizon` values on the scale of the observations.
///
/// The paths follow the joint predictive distribution without a
/// [calibration](crate::Calibration), so that maxima or differences over periods
/// have the right spread. For a model with non-negative forecasts each value is cut at 0, which
/// lifts the sum of a path: [`Model::forecast_sum`](crate::Model::forecast_sum) does not have that
/// bias.
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

/// The default number of simulated paths behind the interval of a sum. The bounds then vary by
/// about 2 % of the interval's width from seed to seed.
///
/// # Example
/// ```
/// use sarima::{Exog, SUM_PATHS, SUM_SEED};
/// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0], true);
/// let one = model.forecast_sum(0..10, &[0.9], SUM_PATHS, SUM_SEED, &Exog::none())?;
/// let other = model.forecast_sum(0..10, &[0.9], SUM_PATHS, SUM_SEED + 1, &Exog::none())?;
/// let width = one.intervals[0].upper - one.intervals[0].lower;
/// assert!((one.intervals[0].upper - other.intervals[0].upper).abs() < 0.1 * width);
/// # Ok::<(), sarima::ForecastError>(())
/// ```
pub const SUM_PATHS: usize = 4000;

/// The default seed, so that the same question has the same answer everywhere.
///
/// # Example
/// ```
/// use sarima::{Exog, SUM_PATHS, SUM_SEED};
/// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0], true);
/// let ask = || model.forecast_sum(0..10, &[0.9], SUM_PATHS, SUM_SEED, &Exog::none());
/// assert_eq!(ask()?, ask()?);
/// # Ok::<(), sarima::ForecastError>(())
/// ```
pub const SUM_SEED: u64 = 1;

/// The distribution of a sum `S = Σ y_h` over some of the periods ahead.
///
/// `mean` is `Σ E[y_h]`, and each bound is a quantile of `S`. For a model with non-negative
/// forecasts both are cut at 0 at the end: `max(Σ E[y_h], 0)`, `max(quantile, 0)`. A single `y_h`
/// is not cut, because cutting it in each path would lift the sum of a sparse series beyond
/// possible values. Half of the paths mirror the others about the mean on the model's scale
/// (antithetic variates), so that without a transform or a cut the interval is centred on the mean.
///
/// # Example
/// ```
/// use sarima::Exog;
/// let model = sarima::mean(&[3.0, 4.0, 5.0, 4.0], true);
/// let sum = model.forecast_sum(0..10, &[0.5, 0.9], 2000, 1, &Exog::none())?;
/// assert!((sum.mean - 40.0).abs() < 1e-9);
/// assert!(sum.se > 2.0 && sum.intervals.len() == 2);
/// # Ok::<(), sarima::ForecastError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SumForecast {
    /// Its expected value.
    pub mean: f64,
    /// Its standard deviation before the cut.
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
/// let sum = model.forecast_sum(0..10, &[0.5, 0.9], 2000, 1, &Exog::none())?;
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
    /// Where bounds are whole numbers, for a model of counts or one whose
    /// [calibration](crate::Calibration) says so: the probability that the interval really has,
    /// which is at least `level`. `None` for the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
}

impl Paths {
    pub(crate) fn draw(
        predictive: &Predictive,
        n_paths: usize,
        seed: u64,
        back: impl Fn(f64) -> f64,
    ) -> Result<Self, ForecastError> {
        Self::from_draws(n_paths, predictive.mean.len(), seed, |rng, path| {
            predictive.draw(rng, path);
            path.iter_mut().for_each(|z| *z = back(*z));
        })
    }

    /// Paths that `draw` writes one after the other.
    pub(crate) fn from_draws(
        n_paths: usize,
        horizon: usize,
        seed: u64,
        draw: impl Fn(&mut Rng, &mut [f64]),
    ) -> Result<Self, ForecastError> {
        let mut values = vec![0.0; check_size(n_paths, horizon)?];
        let mut rng = Rng::new(seed);
        for path in values.chunks_exact_mut(horizon) {
            draw(&mut rng, path);
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
}

/// The paths that a sum is simulated from.
pub(crate) struct SumPaths {
    /// The periods that are added up; 0 is the next one.
    pub(crate) periods: Range<usize>,
    pub(crate) n_paths: usize,
    pub(crate) seed: u64,
}

impl SumForecast {
    /// The distribution of a sum with this expected value; nothing is simulated.
    pub(crate) fn of(
        distribution: &Gaussian,
        levels: &[f64],
        horizon: usize,
        non_negative: bool,
    ) -> Result<Self, ForecastError> {
        let interval = |&level: &f64| {
            let found = distribution.interval(level);
            SumInterval {
                level,
                lower: found.lower,
                upper: found.upper,
                probability: found.probability,
            }
        };
        let intervals: Vec<SumInterval> = levels.iter().map(interval).collect();
        let (mean, se) = distribution.moments();
        let bounds = intervals.iter().flat_map(|i| [i.lower, i.upper]);
        if bounds.chain([mean, se]).any(|x| !x.is_finite()) {
            return Err(ForecastError::Overflow(horizon));
        }
        Ok(Self {
            mean: if non_negative { mean.max(0.0) } else { mean },
            se,
            intervals,
        })
    }

    /// The distribution of the sum over `paths.periods`. The caller has checked the levels.
    pub(crate) fn simulate(
        predictive: &Predictive,
        levels: &[f64],
        paths: &SumPaths,
        transform: Transform,
        non_negative: bool,
    ) -> Result<Self, ForecastError> {
        let floor = |x: f64| if non_negative { x.max(0.0) } else { x };
        let periods = paths.periods.clone();
        let variances = predictive.variances();
        let mean: f64 = periods
            .map(|h| transform.mean(predictive.mean[h], variances[h]))
            .sum();
        let mut sums = paths.sums(predictive, transform)?;
        let variance = sums.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        let se = (variance / sums.len() as f64).sqrt();
        if !(mean.is_finite() && se.is_finite()) {
            return Err(ForecastError::Overflow(paths.periods.end));
        }
        sums.sort_by(f64::total_cmp);
        let interval = |&level: &f64| SumInterval {
            level,
            lower: floor(quantile(&sums, 0.5 - level / 2.0)),
            upper: floor(quantile(&sums, 0.5 + level / 2.0)),
            probability: None,
        };
        Ok(Self {
            mean: floor(mean),
            se,
            intervals: levels.iter().map(interval).collect(),
        })
    }
}

impl SumPaths {
    /// The sum of each path, without cutting values. Every other path is the mirror image of the
    /// one before it.
    fn sums(
        &self,
        predictive: &Predictive,
        transform: Transform,
    ) -> Result<Vec<f64>, ForecastError> {
        let horizon = predictive.mean.len();
        check_size(self.n_paths, horizon)?;
        let mut rng = Rng::new(self.seed);
        let mut path = vec![0.0; horizon];
        (0..self.n_paths)
            .map(|k| {
                if k % 2 == 0 {
                    predictive.draw(&mut rng, &mut path);
                } else {
                    let mirrored = |(z, m): (&mut f64, &f64)| *z = 2.0 * m - *z;
                    path.iter_mut().zip(&predictive.mean).for_each(mirrored);
                }
                let mut sum = 0.0;
                for at in self.periods.clone() {
                    sum += transform.invert(path[at]);
                    if !sum.is_finite() {
                        return Err(ForecastError::Overflow(at + 1));
                    }
                }
                Ok(sum)
            })
            .collect()
    }
}

/// Refuses no values, and more than [`MAX_VALUES`].
fn check_size(n_paths: usize, horizon: usize) -> Result<usize, ForecastError> {
    n_paths
        .checked_mul(horizon)
        .filter(|n| *n > 0 && *n <= MAX_VALUES)
        .ok_or(ForecastError::Paths {
            paths: n_paths,
            horizon,
        })
}

/// The map from a simulated value to the scale of the observations.
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
