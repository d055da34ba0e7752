//! Starts of a search: grids of first-order factors, and points where roots nearly cancel.

use super::basin::Basin;
use super::grids::{self, Pair, Start};
use super::objective::Objective;
use super::probe::{Probe, insert};
use super::tuning::{TUNING, Thin, WIDE};
use super::wide_starts::promising;
use crate::order::{Order, SeasonalOrder};

/// Cosines of the angles of complex roots that nearly cancel: of 15, 30, 60, 90, 120 and 150
/// degrees.
///
/// To compute them would make the module for browsers 2,800 bytes larger.
const COSINES: [f64; 6] = [
    0.965_925_826_289_068_3,
    0.866_025_403_784_438_7,
    0.500_000_000_000_000_1,
    6.123_233_995_736_766e-17,
    -0.499_999_999_999_999_8,
    -0.866_025_403_784_438_7,
];

/// `true` for models with several lags of both kinds, whose likelihood has many maxima.
pub(super) fn is_rich(order: Order, seasonal: SeasonalOrder) -> bool {
    order.q > 1 || order.p > 1 && order.q > 0 || seasonal.q > 1 || seasonal.p > 1 && seasonal.q > 0
}

/// Grid points at which the likelihood exists, best first: all non-seasonal pairs with the first
/// seasonal one, then the other seasonal pairs with the best non-seasonal one.
pub(super) fn probes(
    objective: &mut Objective<'_>,
    order: Order,
    seasonal: SeasonalOrder,
) -> Vec<Probe> {
    let (plain, seasons) = (grids::plain(order), grids::seasonal(seasonal));
    let mut points: Vec<Probe> = Vec::with_capacity(plain.len() + seasons.len());
    let rich = is_rich(order, seasonal);
    let margins = if order.d > 0 {
        TUNING.grid.thin_differences
    } else {
        TUNING.grid.thin_levels
    };
    let thin = WIDE && !rich && plain.len() >= TUNING.grid.many;
    let mut grid: Vec<[Start; 2]> = plain.iter().map(|pair| [*pair, seasons[0]]).collect();
    if thin {
        grid = thinned(objective, &grid, margins);
    }
    let mut best = (f64::INFINITY, plain[0]);
    for pairs in grid {
        let value = probe(objective, pairs, &mut points);
        if value < best.0 {
            best = (value, pairs[0]);
        }
    }
    if order.p > 0 && order.q > 0 {
        cancelling(objective, order, seasons[0].0, &mut points);
    }
    let mut grid: Vec<[Start; 2]> = seasons.iter().map(|season| [best.1, *season]).collect();
    if thin {
        grid = thinned(objective, &grid, margins);
    }
    for pairs in grid.into_iter().filter(|pairs| pairs[1] != seasons[0]) {
        probe(objective, pairs, &mut points);
    }
    if WIDE && rich {
        promising(objective, &mut points);
    }
    points
}

/// The points of a grid whose conditional likelihoods are not far below the best of all, nor below
/// the best of their basin.
fn thinned(objective: &mut Objective<'_>, grid: &[[Start; 2]], margins: Thin) -> Vec<[Start; 2]> {
    let points: Vec<Vec<f64>> = grid.iter().map(|pairs| at(objective, *pairs)).collect();
    let values = objective.conditionals(&points);
    let least = |belongs: &dyn Fn(&[Start; 2]) -> bool| {
        let members = grid.iter().zip(&values).filter(|(pairs, _)| belongs(pairs));
        members.fold(f64::INFINITY, |least, (_, v)| least.min(*v))
    };
    let hopeless = |(pairs, value): (&[Start; 2], &f64)| -> bool {
        let of_basin = least(&|other| basin(other) == basin(pairs));
        *value > least(&|_| true) + margins.anywhere || *value > of_basin + margins.in_basin
    };
    let worth = grid.iter().zip(&values).filter(|one| !hopeless(*one));
    worth.map(|(pairs, _)| *pairs).collect()
}

/// The basin of a pair of non-seasonal factors with a pair of seasonal ones.
fn basin([plain, season]: &[Start; 2]) -> Basin {
    Basin::Grid(plain.1, season.1)
}

/// The coordinates of both pairs.
fn at(objective: &Objective<'_>, [(plain, _), (season, _)]: [Start; 2]) -> Vec<f64> {
    let mut kappa = vec![0.0; objective.len()];
    for (factor, at) in objective.first_lags() {
        kappa[at] = [plain.0, plain.1, season.0, season.1][factor];
    }
    objective.coordinates(&kappa)
}

/// Evaluates a point of the grid and adds it where the likelihood exists.
fn probe(objective: &mut Objective<'_>, pairs: [Start; 2], points: &mut Vec<Probe>) -> f64 {
    let x = at(objective, pairs);
    let value = objective.value(&x);
    if value.is_finite() {
        let basin = basin(&pairs);
        insert(points, Probe { x, value, basin });
    }
    value
}

/// Points whose autoregressive and moving-average roots nearly cancel at one frequency, and points
/// with two moving-average roots near 1.
fn cancelling(objective: &mut Objective<'_>, order: Order, season: Pair, points: &mut Vec<Probe>) {
    let pair = |modulus: f64, cosine: f64| {
        let square = modulus * modulus;
        let first = -2.0 * modulus * cosine / (1.0 + square);
        [first, square]
    };
    let mut list: Vec<([f64; 2], [f64; 2])> = Vec::new();
    if order.p > 1 && order.q > 1 {
        for cosine in COSINES {
            list.push((pair(0.95, cosine), pair(0.8, cosine)));
            list.push((pair(0.8, cosine), pair(0.95, cosine)));
        }
    }
    if order.q > 1 {
        list.push(([0.85, -0.1], [0.9, -0.9]));
        list.push(([-0.85, -0.1], [-0.9, -0.9]));
        for ar in [-0.8, -0.2, 0.5] {
            list.push(([ar, 0.0], [-0.99, 0.8]));
        }
    }
    if order.p > 1 {
        for ma in [-0.9, -0.2, 0.7] {
            list.push(([-0.9, 0.7], [ma, 0.0]));
            list.push(([0.1, 0.6], [ma, 0.0]));
        }
    }
    for (number, (ar, ma)) in (0..).zip(list) {
        let mut kappa = vec![0.0; objective.len()];
        for (factor, at) in objective.first_lags() {
            match factor {
                0 => kappa[at..at + order.p.min(2)].copy_from_slice(&ar[..order.p.min(2)]),
                1 => kappa[at..at + order.q.min(2)].copy_from_slice(&ma[..order.q.min(2)]),
                2 => kappa[at] = season.0,
                _ => kappa[at] = season.1,
            }
        }
        let x = objective.coordinates(&kappa);
        let value = objective.value(&x);
        if value.is_finite() {
            let basin = Basin::Cancelling(number);
            insert(points, Probe { x, value, basin });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cosines_are_those_of_the_angles() {
        let angles = [15.0, 30.0, 60.0, 90.0, 120.0, 150.0_f64];
        for (cosine, angle) in COSINES.iter().zip(angles) {
            assert!((cosine - angle.to_radians().cos()).abs() < 1e-15);
        }
    }

    use crate::fit::example::{prepared, spec};

    #[test]
    fn several_lags_of_both_kinds_make_a_model_rich() {
        let rich = |p, q, sp, sq| is_rich(Order::new(p, 0, q), SeasonalOrder::new(sp, 0, sq, 12));
        assert!(!rich(1, 1, 1, 1) && !rich(3, 0, 2, 0));
        assert!(rich(0, 2, 0, 0) && rich(2, 1, 0, 0) && rich(0, 0, 2, 1));
    }

    #[test]
    fn probes_are_sorted_and_name_their_basins() {
        let spec = spec();
        let prepared = prepared(&spec);
        let mut objective = Objective::new(&prepared.columns, spec.shape(), 1.0 - 1e-7);
        let points = probes(&mut objective, spec.order, spec.seasonal_order);
        assert!(points.len() > 1);
        assert!(points.is_sorted_by(|a, b| a.value <= b.value));
        for point in &points {
            assert_eq!(objective.value(&point.x), point.value);
            assert!(matches!(point.basin, Basin::Grid(..)), "{:?}", point.basin);
        }
    }
}
