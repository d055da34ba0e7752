//! Series that a constant, a line or a repeating pattern describes exactly. They have no noise to
//! estimate a variance from, so no search finds their model.

use crate::constant::Constant;
use crate::error::FitError;
use crate::fit::sarima::FittedSarima;
use crate::order::{Order, SeasonalOrder};
use crate::params::Params;
use crate::spec::Spec;

/// Rounding errors of the values, relative to the largest.
const ROUNDING: f64 = 1e-13;
/// Standard deviation of a model of such values, in the same units: 64-bit numbers are no more
/// exact.
const NOISE: f64 = 1e-14;

/// The model of a series without noise: a constant, a line, or a season that repeats, perhaps along
/// a line. `None` for other series.
///
/// Differencing leaves nothing of such a series to estimate a variance from, so a search finds no
/// model, or one without the trend.
///
/// # Errors
/// The errors of [`FittedSarima::without_noise`].
pub(super) fn exact(
    plain: &Spec,
    endog: &[f64],
    s: usize,
) -> Result<Option<FittedSarima>, FitError> {
    let values: Vec<f64> = endog.iter().map(|y| plain.transform.apply(*y)).collect();
    let Some(shape) = Shape::of(&values, s) else {
        return Ok(None);
    };
    let (order, seasonal, constant) = match shape {
        Shape::Level(_) => ((0, 0, 0), SeasonalOrder::none(), Constant::Mean),
        Shape::Line(_) => ((0, 1, 0), SeasonalOrder::none(), Constant::Drift),
        Shape::Season(_) => ((0, 0, 0), SeasonalOrder::new(0, 1, 0, s), Constant::Drift),
    };
    let (Shape::Level(value) | Shape::Line(value) | Shape::Season(value)) = shape;
    let mut spec = plain.clone().constant(constant);
    spec.order = Order::new(order.0, order.1, order.2);
    spec.seasonal_order = seasonal;
    let sd = NOISE
        * if largest(&values) > 0.0 {
            largest(&values)
        } else {
            1.0
        };
    let params = Params {
        constant: Some(value),
        sigma2: sd * sd,
        ..Params::default()
    };
    FittedSarima::without_noise(spec, params, endog).map(Some)
}

/// An order together with its level or slope.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    Level(f64),
    Line(f64),
    Season(f64),
}

impl Shape {
    /// The simplest shape that is seen often enough not to be chance.
    fn of(values: &[f64], s: usize) -> Option<Self> {
        if values.iter().any(|v| v.is_infinite()) {
            return None;
        }
        let observed: Vec<(usize, f64)> = (values.iter().copied().enumerate())
            .filter(|(_, v)| !v.is_nan())
            .collect();
        let (&(from, first), &(to, last)) = observed.first().zip(observed.last())?;
        let nearly = |a: f64, b: f64| (a - b).abs() <= ROUNDING * largest(values);
        if observed.len() < 4 {
            return None;
        }
        if observed.iter().all(|&(_, v)| nearly(v, first)) {
            return Some(Self::Level(first));
        }
        let slope = (last - first) / (to - from) as f64;
        if (observed.iter()).all(|&(t, v)| nearly(v, first + slope * (t - from) as f64)) {
            return Some(Self::Line(slope));
        }
        if s < 2 || values.len() < 2 * s {
            return None;
        }
        // The two values farthest apart at one position of the season give the most exact slope.
        let position = |p: usize| observed.iter().filter(move |(t, _)| t % s == p);
        let ends = (0..s).map(|p| position(p).next().zip(position(p).next_back()));
        let mut ends = ends.collect::<Option<Vec<_>>>()?;
        ends.sort_by_key(|((a, _), (b, _))| b - a);
        let (&(a, low), &(b, high)) = *ends.last()?;
        if a == b || ends.first()?.0.0 == ends.first()?.1.0 {
            return None;
        }
        let slope = (high - low) / (b - a) as f64;
        let along = |&(first, v): &(usize, f64)| {
            position(first % s).all(|&(t, w)| nearly(w, v + slope * (t - first) as f64))
        };
        let all = ends.iter().all(|(first, _)| along(first));
        all.then_some(Self::Season(slope))
    }
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most: f64, v| most.max(v.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simplest_shape_is_recognised() {
        let line: Vec<f64> = (0..9).map(|t| 0.1 * f64::from(t) + 2.3).collect();
        assert!(matches!(Shape::of(&line, 4), Some(Shape::Line(b)) if (b - 0.1).abs() < 1e-12));
        assert_eq!(Shape::of(&[7.0; 5], 1), Some(Shape::Level(7.0)));
        assert_eq!(Shape::of(&[0.0; 5], 1), Some(Shape::Level(0.0)));
        let season: Vec<f64> = (0..13).map(|t| [5.0, 1.0, 2.0][t % 3] + t as f64).collect();
        assert_eq!(Shape::of(&season, 3), Some(Shape::Season(1.0)));
    }

    #[test]
    fn gaps_do_not_hide_a_shape() {
        let mut line: Vec<f64> = (0..12).map(|t| 40.0 - 3.0 * f64::from(t)).collect();
        for t in [0, 4, 5, 11] {
            line[t] = f64::NAN;
        }
        assert_eq!(Shape::of(&line, 1), Some(Shape::Line(-3.0)));
    }

    #[test]
    fn noise_chance_and_curves_are_none() {
        assert_eq!(Shape::of(&[1.0, 2.0, 3.0], 1), None);
        assert_eq!(Shape::of(&[1.0, 2.0, 3.0, 4.0, 5.1], 1), None);
        let square: Vec<f64> = (0..12).map(|t| f64::from(t * t)).collect();
        assert_eq!(Shape::of(&square, 4), None);
        // One round of a season does not show that it repeats.
        assert_eq!(Shape::of(&[1.0, 5.0, 2.0, 7.0], 4), None);
        assert_eq!(Shape::of(&[f64::NAN; 8], 4), None);
    }
}
