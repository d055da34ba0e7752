//! Additive exponential smoothing, given its weights.

use sarima::Ets;

/// The trend of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trend {
    None,
    Additive,
    Damped,
}

impl Trend {
    /// The number of weights and starting values, the damping included.
    pub(super) fn parameters(self) -> usize {
        match self {
            Self::None => 2,
            Self::Additive => 4,
            Self::Damped => 5,
        }
    }
}

/// The weights of an error on level and trend, and the damping.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    pub(super) alpha: f64,
    pub(super) beta: f64,
    pub(super) phi: f64,
}

/// Level and trend before the first observation, and the sum of squares that they leave.
pub(super) struct Start {
    pub(super) level: f64,
    pub(super) trend: f64,
    pub(super) squares: f64,
}

impl Start {
    /// The start with the least sum of squares, by ordinary least squares.
    ///
    /// The errors are e − g ℓ − h b: e are the errors from a start of zero, and g and h the
    /// predictions from a level of one and from a trend of one without observations.
    pub(super) fn of(endog: &[f64], Weights { alpha, beta, phi }: Weights, trend: Trend) -> Self {
        let (mut le, mut be) = (0.0, 0.0);
        let (mut lg, mut bg) = (1.0, 0.0);
        let (mut lh, mut bh) = (0.0, if trend == Trend::None { 0.0 } else { 1.0 });
        let (mut gg, mut gh, mut hh, mut ge, mut he, mut ee) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for y in endog {
            let (g, h) = (lg + phi * bg, lh + phi * bh);
            let prediction = le + phi * be;
            let e = y - prediction;
            (le, be) = (prediction + alpha * e, phi * be + beta * e);
            (lg, bg) = (g - alpha * g, phi * bg - beta * g);
            (lh, bh) = (h - alpha * h, phi * bh - beta * h);
            gg += g * g;
            gh += g * h;
            hh += h * h;
            ge += g * e;
            he += h * e;
            ee += e * e;
        }
        let determinant = gg * hh - gh * gh;
        let (level, trend) = if determinant > 1e-12 * gg * hh {
            (
                (ge * hh - he * gh) / determinant,
                (he * gg - ge * gh) / determinant,
            )
        } else {
            (ge / gg, 0.0)
        };
        Self {
            level,
            trend,
            squares: (ee - level * ge - trend * he).max(0.0),
        }
    }
}

/// The model at the end of the series.
pub(super) fn smoothed(endog: &[f64], trend: Trend, weights: Weights) -> Ets {
    let Weights { alpha, beta, phi } = weights;
    let start = Start::of(endog, weights, trend);
    let (mut level, mut slope, mut squares) = (start.level, start.trend, 0.0);
    for y in endog {
        let prediction = level + phi * slope;
        let e = y - prediction;
        level = prediction + alpha * e;
        slope = phi * slope + beta * e;
        squares += e * e;
    }
    let free = (endog.len() as f64 - trend.parameters() as f64).max(1.0);
    Ets {
        alpha,
        beta,
        phi,
        level,
        trend: slope,
        sigma2: squares / free,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_is_the_one_that_least_squares_gives() {
        let endog = [3.0, 4.0, 2.0, 6.0, 5.0, 7.0, 9.0, 8.0];
        let weights = Weights {
            alpha: 0.4,
            beta: 0.1,
            phi: 0.9,
        };
        let start = Start::of(&endog, weights, Trend::Damped);
        let squares = |level: f64, trend: f64| {
            let (mut l, mut b, mut sum) = (level, trend, 0.0);
            for y in endog {
                let e = y - l - 0.9 * b;
                (l, b) = (l + 0.9 * b + 0.4 * e, 0.9 * b + 0.1 * e);
                sum += e * e;
            }
            sum
        };
        let least = squares(start.level, start.trend);
        assert!((least - start.squares).abs() < 1e-9);
        for (dl, db) in [(0.01, 0.0), (-0.01, 0.0), (0.0, 0.01), (0.0, -0.01)] {
            assert!(squares(start.level + dl, start.trend + db) > least);
        }
    }
}
