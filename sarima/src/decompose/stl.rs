//! Seasonal-trend decomposition by loess (Cleveland and others 1990).

use super::loess::Loess;
use crate::json::Shortest;

/// A series as the sum of its parts.
///
/// # Example
/// ```
/// let parts = sarima::decompose(&[1.0, 5.0, 2.0, 6.0, 3.0, 7.0, 4.0, 8.0], 2)?;
/// let sum = parts.trend[3] + parts.seasonal[3] + parts.remainder[3];
/// assert!((sum - 6.0).abs() < 1e-12);
/// # Ok::<(), sarima::DecomposeError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// The slowly changing level.
    pub trend: Vec<f64>,
    /// The repeating part, slowly changing, with mean about zero over a season. All zero without a
    /// season.
    pub seasonal: Vec<f64>,
    /// The rest; NaN where the observation is missing.
    pub remainder: Vec<f64>,
}

/// A series that cannot be decomposed.
///
/// # Example
/// ```
/// use sarima::DecomposeError;
/// assert_eq!(sarima::decompose(&[f64::NAN, f64::NAN], 1), Err(DecomposeError::Empty));
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecomposeError {
    /// A value is infinite.
    #[error("value `{value}` at index `{index}` is not finite", value = Shortest(*.value))]
    NotFinite {
        /// Zero-based position.
        index: usize,
        /// The value.
        value: f64,
    },
    /// All values are missing.
    #[error("the series has no values")]
    Empty,
}

/// The span of the seasonal smoother in seasons; odd.
const SEASONAL_WINDOW: usize = 11;
/// Passes between season and trend.
const PASSES: usize = 2;

/// Decomposes `y_t = trend_t + seasonal_t + remainder_t` by STL with season length `s` (1 = none).
///
/// The seasonal smoother spans 11 seasons, the trend smoother about one and a half, without
/// robustness iterations. Missing values (NaN) have no weight, but get a trend and a season. A
/// series of fewer than two seasons is decomposed without a season.
///
/// # Errors
/// [`DecomposeError`] when a value is infinite or all are missing.
///
/// # References
/// Cleveland, Cleveland, McRae and Terpenning (1990), *STL: a seasonal-trend decomposition
/// procedure based on loess*, Journal of Official Statistics 6, 3-73.
///
/// # Example
/// ```
/// let season = [3.0, -1.0, -2.0];
/// let y: Vec<f64> = (0..60).map(|t| 0.5 * t as f64 + season[t % 3]).collect();
/// let parts = sarima::decompose(&y, 3)?;
/// assert!((parts.seasonal[30] - 3.0).abs() < 0.01);
/// assert!((parts.trend[30] - 15.0).abs() < 0.01);
/// # Ok::<(), sarima::DecomposeError>(())
/// ```
pub fn decompose(endog: &[f64], s: usize) -> Result<Decomposition, DecomposeError> {
    if let Some(index) = endog.iter().position(|y| y.is_infinite()) {
        return Err(DecomposeError::NotFinite {
            index,
            value: endog[index],
        });
    }
    if endog.iter().all(|y| y.is_nan()) {
        return Err(DecomposeError::Empty);
    }
    let n = endog.len();
    let (mut trend, mut seasonal) = (vec![0.0; n], vec![0.0; n]);
    if s > 1 && n >= 2 * s {
        let window = 1.5 * s as f64 / (1.0 - 1.5 / SEASONAL_WINDOW as f64);
        let smoother = Loess {
            window: odd(window.ceil() as usize),
            line: true,
        };
        for _ in 0..PASSES {
            seasonal = season(&difference(endog, &trend), s);
            trend = bridged(smoother.smooth(&difference(endog, &seasonal), 0));
        }
    } else {
        trend = bridged(
            Loess {
                window: odd((n / 4).max(7)),
                line: true,
            }
            .smooth(endog, 0),
        );
    }
    let remainder = difference(&difference(endog, &trend), &seasonal);
    Ok(Decomposition {
        trend,
        seasonal,
        remainder,
    })
}

/// The seasonal component of a detrended series: each position of the season smoothed over the
/// years, less the slow part of the result.
fn season(detrended: &[f64], s: usize) -> Vec<f64> {
    let n = detrended.len();
    let smoother = Loess {
        window: SEASONAL_WINDOW,
        line: false,
    };
    let mut cycles = vec![0.0; n + 2 * s];
    for position in 0..s {
        let years: Vec<f64> = detrended
            .iter()
            .skip(position)
            .step_by(s)
            .copied()
            .collect();
        let smooth = bridged(smoother.smooth(&years, 1));
        for (slot, value) in cycles.iter_mut().skip(position).step_by(s).zip(smooth) {
            *slot = value;
        }
    }
    let slow = moving_average(&moving_average(&moving_average(&cycles, s), s), 3);
    let slow = Loess {
        window: odd(s),
        line: true,
    }
    .smooth(&slow, 0);
    difference(&cycles[s..s + n], &slow)
}

/// Means of `window` consecutive values.
fn moving_average(values: &[f64], window: usize) -> Vec<f64> {
    let mean = |part: &[f64]| part.iter().sum::<f64>() / window as f64;
    values.windows(window).map(mean).collect()
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x - y).collect()
}

/// Fills points that had no neighbours: a straight line between known values, level beyond them, 0
/// if none is known.
fn bridged(mut values: Vec<f64>) -> Vec<f64> {
    let known: Vec<usize> = (0..values.len()).filter(|&i| !values[i].is_nan()).collect();
    let (Some(&first), Some(&last)) = (known.first(), known.last()) else {
        return vec![0.0; values.len()];
    };
    let (start, end) = (values[first], values[last]);
    values[..first].fill(start);
    values[last + 1..].fill(end);
    for pair in known.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let step = (values[to] - values[from]) / (to - from) as f64;
        for i in from + 1..to {
            values[i] = values[from] + step * (i - from) as f64;
        }
    }
    values
}

fn odd(n: usize) -> usize {
    n + 1 - n % 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_missing_values_stay_missing() {
        let mut y: Vec<f64> = (0..100)
            .map(|t| f64::from(t * t % 37) + f64::from(t % 7))
            .collect();
        y[20] = f64::NAN;
        for s in [1, 7, 52, 90] {
            let parts = decompose(&y, s).unwrap();
            assert!(parts.remainder[20].is_nan());
            for (t, value) in y.iter().enumerate().filter(|(t, _)| *t != 20) {
                let sum = parts.trend[t] + parts.seasonal[t] + parts.remainder[t];
                assert!((sum - value).abs() < 1e-9, "{s} {t}");
            }
        }
    }

    #[test]
    fn a_position_that_is_never_observed_is_bridged() {
        let y: Vec<f64> = (0..48)
            .map(|t| {
                if t % 4 == 2 {
                    f64::NAN
                } else {
                    f64::from(t % 4)
                }
            })
            .collect();
        let parts = decompose(&y, 4).unwrap();
        assert!(
            parts
                .trend
                .iter()
                .chain(&parts.seasonal)
                .all(|v| v.is_finite())
        );
    }

    #[test]
    fn the_remainder_equals_that_of_another_implementation() {
        let y: Vec<f64> = (0..240)
            .map(|t| {
                300.0
                    + 0.1 * f64::from(t)
                    + 3.0 * (f64::from(t) * std::f64::consts::TAU / 12.0).sin()
            })
            .collect();
        let parts = decompose(&y, 12).unwrap();
        let largest = parts.remainder.iter().fold(0.0_f64, |m, r| m.max(r.abs()));
        // statsmodels 0.15, STL(period=12, seasonal=11, seasonal_deg=0, trend=21), two inner
        // iterations.
        assert!(
            (largest - 0.022_271_133_584_695_2).abs() < 1e-10,
            "{largest}"
        );
    }

    #[test]
    fn what_cannot_be_decomposed_is_refused() {
        assert_eq!(decompose(&[], 4), Err(DecomposeError::Empty));
        assert!(decompose(&[1.0, f64::INFINITY], 4).is_err());
    }
}
