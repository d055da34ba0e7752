//! Where a search begins: grids of first-order factors, points where roots nearly cancel, and points
//! promising by their conditional sums of squares.

use super::objective::Objective;
use crate::distribution::Rng;
use crate::order::{Order, SeasonalOrder};

/// Whether a thorough search also looks for maxima away from where the coarse grid leads.
pub(super) const WIDE: bool = cfg!(feature = "wide-search");

/// Angles of complex roots tried there, in degrees.
const ANGLES: [f64; 6] = [15.0, 30.0, 60.0, 90.0, 120.0, 150.0];

/// First reflection coefficients of an autoregressive and a moving-average factor, in the internal
/// sign (negative autoregressive means positive autocorrelation), and the basin they belong to.
pub(super) type Pair = (f64, f64, u16);

const MIXED_LEVELS: [Pair; 7] = [
    (-0.99, -0.9, 0),
    (-0.97, -0.6, 0),
    (-0.99, -0.97, 0),
    (-0.8, -0.6, 1),
    (-0.3, -0.1, 1),
    (0.5, -0.6, 1),
    (0.94, 0.97, 2),
];

const MIXED_DIFFERENCES: [Pair; 4] = [
    (-0.2, -0.93, 0),
    (-0.8, -0.6, 1),
    (-0.3, -0.1, 1),
    (0.5, -0.6, 1),
];

const AUTOREGRESSIVE: [Pair; 3] = [(-0.9, 0.0, 0), (-0.4, 0.0, 0), (0.3, 0.0, 0)];

const MOVING_AVERAGE: [Pair; 3] = [(0.0, -0.9, 0), (0.0, -0.5, 0), (0.0, 0.2, 0)];

const SEASONAL_MIXED_LEVELS: [Pair; 3] = [(-0.97, -0.8, 0), (-0.5, -0.1, 1), (-0.1, -0.1, 1)];

const SEASONAL_MIXED_DIFFERENCES: [Pair; 2] = [(0.2, -0.8, 0), (0.2, -0.3, 0)];

const SEASONAL_AUTOREGRESSIVE: [Pair; 3] = [(-0.3, 0.0, 0), (-0.9, 0.0, 0), (0.4, 0.0, 0)];

const SEASONAL_MOVING_AVERAGE: [Pair; 3] = [(0.0, -0.95, 0), (0.0, -0.5, 0), (0.0, 0.2, 0)];

const NOTHING: [Pair; 1] = [(0.0, 0.0, 0)];

/// A wider grid, for the conditional sum of squares and for a second look from a maximum.
const MIXED: [Pair; 13] = [
    (-0.99, -0.9, 0),
    (-0.97, -0.6, 0),
    (-0.2, -0.93, 3),
    (-0.8, -0.6, 1),
    (-0.6, -0.85, 3),
    (-0.5, -0.1, 1),
    (-0.3, -0.1, 1),
    (0.5, -0.6, 1),
    (0.8, 0.2, 1),
    (-0.6, 0.6, 1),
    (0.6, 0.85, 1),
    (0.9, 0.8, 1),
    (0.94, 0.97, 2),
];

const ONE: [Pair; 4] = [
    (-0.9, -0.9, 0),
    (-0.4, -0.5, 0),
    (0.3, 0.2, 0),
    (0.85, 0.8, 0),
];

const SEASONAL_MIXED: [Pair; 6] = [
    (0.2, -0.8, 0),
    (-0.3, 0.4, 1),
    (-0.97, -0.8, 0),
    (-0.5, -0.1, 1),
    (-0.6, -0.85, 0),
    (0.8, 0.3, 1),
];

const SEASONAL_ONE: [Pair; 4] = [
    (-0.3, -0.8, 0),
    (0.4, 0.2, 0),
    (-0.9, -0.95, 0),
    (0.85, -0.4, 0),
];

/// Factors of one kind close to the circle: a cycle or a level that hardly changes, of either sign.
pub(super) const EDGES: [Pair; 2] = [(-0.99, -0.98, 0), (0.97, 0.99, 0)];

/// The non-seasonal ones of a series in levels: besides these one differenced once too often by the moving average.
pub(super) const LEVELS: [Pair; 3] = [(-0.8, -1.0, 0), EDGES[0], EDGES[1]];

/// And of a series in differences: an autoregression of the level, a trend, and an alternation that never changes.
pub(super) const DIFFERENCES: [Pair; 3] = [(-0.8, -1.0, 0), (-0.97, -1.0, 0), (0.97, 1.0, 0)];

/// Number of points scattered over the whole region, the largest reflection coefficient there and their
/// first basin.
const SCATTER: usize = 32;
const EDGE: f64 = 0.98;
const SCATTERED: u16 = 1000;

/// A grid of so many pairs is thinned out by conditional likelihoods: those stay that are at most this much lower than
/// the best of all, and this much lower than the best of their basin; on levels and on differences.
const MANY: usize = 4;
const THIN: [(f64, f64); 2] = [(80.0, 8.0), (5.0, 5.0)];

/// How many points of the wider grid have their likelihood evaluated.
const PROMISING: usize = 4;

/// Whether there are several lags of both kinds.
pub(super) fn is_rich(order: Order, seasonal: SeasonalOrder) -> bool {
    order.q > 1 || order.p > 1 && order.q > 0 || seasonal.q > 1 || seasonal.p > 1 && seasonal.q > 0
}

/// Adds the best of points scattered over the stationary and invertible region.
pub(super) fn scattered(objective: &mut Objective<'_>, points: &mut Vec<Probe>) {
    let mut random = Rng::new(1);
    let mut list = Vec::new();
    for basin in (SCATTERED..).take(SCATTER) {
        let kappa: Vec<f64> = (0..objective.len())
            .map(|_| EDGE * (2.0 * random.uniform() - 1.0))
            .collect();
        let x = objective.coordinates(&kappa);
        let value = objective.value(&x);
        if value.is_finite() {
            insert(&mut list, Probe { x, value, basin });
        }
    }
    for point in list.into_iter().take(SCATTER / 2) {
        insert(points, point);
    }
}

/// The wider grid's non-seasonal and seasonal points for the factors that there are.
pub(super) fn wide_grid(objective: &Objective<'_>) -> [&'static [Pair]; 2] {
    let mut there = [false; 4];
    for (factor, _) in objective.first_lags() {
        there[factor] = true;
    }
    let choose = |ar: bool, ma: bool, mixed: &'static [Pair], one: &'static [Pair]| match (ar, ma) {
        (true, true) => mixed,
        (false, false) => &NOTHING,
        _ => one,
    };
    [
        choose(there[0], there[1], &MIXED, &ONE),
        choose(there[2], there[3], &SEASONAL_MIXED, &SEASONAL_ONE),
    ]
}

/// `x` with the two factors from `first_factor` on replaced by a pair of first-order ones; `None` when
/// the model does not have them.
pub(super) fn replaced(
    objective: &Objective<'_>,
    x: &[f64],
    pair: Pair,
    first_factor: usize,
) -> Option<Vec<f64>> {
    let mut x = x.to_vec();
    let mut any = false;
    for (factor, at) in objective.first_lags() {
        let Some(k) = factor
            .checked_sub(first_factor)
            .and_then(|i| [pair.0, pair.1].get(i).copied())
        else {
            continue;
        };
        let n = objective.order_of(factor);
        x[at..at + n].fill(0.0);
        x[at] = objective.coordinate(at, k);
        any = true;
    }
    any.then_some(x)
}

pub(super) struct Probe {
    pub(super) x: Vec<f64>,
    pub(super) value: f64,
    pub(super) basin: u16,
}

/// Grid points where the likelihood exists, best first: all non-seasonal pairs with the first
/// seasonal one, then the other seasonal pairs with the best.
pub(super) fn probes(
    objective: &mut Objective<'_>,
    order: Order,
    seasonal: SeasonalOrder,
) -> Vec<Probe> {
    let plain: &[Pair] = match (order.p > 0, order.q > 0, order.d > 0) {
        (true, true, false) => &MIXED_LEVELS,
        (true, true, true) => &MIXED_DIFFERENCES,
        (true, false, _) => &AUTOREGRESSIVE,
        (false, true, _) => &MOVING_AVERAGE,
        (false, false, _) => &NOTHING,
    };
    let seasons: &[Pair] = match (seasonal.p > 0, seasonal.q > 0, seasonal.d > 0) {
        (true, true, false) => &SEASONAL_MIXED_LEVELS,
        (true, true, true) => &SEASONAL_MIXED_DIFFERENCES,
        (true, false, _) => &SEASONAL_AUTOREGRESSIVE,
        (false, true, _) => &SEASONAL_MOVING_AVERAGE,
        (false, false, _) => &NOTHING,
    };
    let mut points: Vec<Probe> = Vec::with_capacity(plain.len() + seasons.len());
    let rich = is_rich(order, seasonal);
    let limits = THIN[usize::from(order.d > 0)];
    let thin = WIDE && !rich && plain.len() >= MANY;
    let mut grid: Vec<[Pair; 2]> = plain.iter().map(|pair| [*pair, seasons[0]]).collect();
    if thin {
        grid = thinned(objective, &grid, limits);
    }
    let mut best = (f64::INFINITY, plain[0]);
    for pairs in grid {
        let value = probe(objective, pairs, &mut points);
        if value < best.0 {
            best = (value, pairs[0]);
        }
    }
    if order.p > 0 && order.q > 0 {
        cancelling(objective, order, seasons[0], &mut points);
    }
    let mut grid: Vec<[Pair; 2]> = seasons.iter().map(|season| [best.1, *season]).collect();
    if thin {
        grid = thinned(objective, &grid, limits);
    }
    for pairs in grid.into_iter().filter(|pairs| pairs[1] != seasons[0]) {
        probe(objective, pairs, &mut points);
    }
    if WIDE && rich {
        promising(objective, &mut points);
    }
    points
}

/// The points of a grid whose conditional likelihoods are not far below the best of all and of their basin.
fn thinned(
    objective: &mut Objective<'_>,
    grid: &[[Pair; 2]],
    (anywhere, in_basin): (f64, f64),
) -> Vec<[Pair; 2]> {
    let points: Vec<Vec<f64>> = grid.iter().map(|pairs| at(objective, *pairs)).collect();
    let values = objective.conditionals(&points);
    let least = |belongs: &dyn Fn(&[Pair; 2]) -> bool| {
        let members = grid.iter().zip(&values).filter(|(pairs, _)| belongs(pairs));
        members.fold(f64::INFINITY, |least, (_, v)| least.min(*v))
    };
    let hopeless = |(pairs, value): (&[Pair; 2], &f64)| -> bool {
        let of_basin = least(&|other| basin(other) == basin(pairs));
        *value > least(&|_| true) + anywhere || *value > of_basin + in_basin
    };
    let worth = grid.iter().zip(&values).filter(|one| !hopeless(*one));
    worth.map(|(pairs, _)| *pairs).collect()
}

/// Adds the points of the wider grid with the smallest conditional sums of squares: all non-seasonal
/// pairs with two seasonal ones, then the other seasonal pairs with the best.
fn promising(objective: &mut Objective<'_>, points: &mut Vec<Probe>) {
    let [plain, seasons] = wide_grid(objective);
    let origin = vec![0.0; objective.len()];
    let mut list: Vec<Probe> = Vec::with_capacity(2 * plain.len() + seasons.len());
    let mut best = (f64::INFINITY, plain[0]);
    let mut rough = |objective: &mut Objective<'_>, pairs: &[Pair], seasons: &[Pair]| {
        let factors = || {
            pairs
                .iter()
                .flat_map(|pair| seasons.iter().map(move |s| (*pair, *s)))
        };
        let point = |(pair, season): (Pair, Pair)| {
            let x = replaced(objective, &origin, pair, 0).unwrap_or_else(|| origin.clone());
            replaced(objective, &x, season, 2).unwrap_or(x)
        };
        let points: Vec<Vec<f64>> = factors().map(point).collect();
        let values = objective.conditionals(&points);
        for ((x, value), (pair, _)) in points.into_iter().zip(values).zip(factors()) {
            if value < best.0 {
                best = (value, pair);
            }
            if value.is_finite() {
                let basin = 100 + list.len() as u16;
                insert(&mut list, Probe { x, value, basin });
            }
        }
        best.1
    };
    let (first, others) = seasons.split_at(2.min(seasons.len()));
    let pair = rough(objective, plain, first);
    rough(objective, &[pair], others);
    for point in list.into_iter().take(PROMISING) {
        let value = objective.value(&point.x);
        if value.is_finite() {
            insert(points, Probe { value, ..point });
        }
    }
}

/// The basin of a pair of non-seasonal factors with a pair of seasonal ones.
fn basin([plain, season]: &[Pair; 2]) -> u16 {
    plain.2 + 4 * season.2
}

/// Their coordinates.
fn at(objective: &Objective<'_>, [plain, season]: [Pair; 2]) -> Vec<f64> {
    let mut kappa = vec![0.0; objective.len()];
    for (factor, at) in objective.first_lags() {
        kappa[at] = [plain.0, plain.1, season.0, season.1][factor];
    }
    objective.coordinates(&kappa)
}

fn probe(objective: &mut Objective<'_>, pairs: [Pair; 2], points: &mut Vec<Probe>) -> f64 {
    let x = at(objective, pairs);
    let value = objective.value(&x);
    if value.is_finite() {
        let basin = basin(&pairs);
        insert(points, Probe { x, value, basin });
    }
    value
}

/// Keeps the best first; there are too few for a sort to pay.
pub(super) fn insert(points: &mut Vec<Probe>, probe: Probe) {
    let worse = points.iter().position(|p| p.value > probe.value);
    points.insert(worse.unwrap_or(points.len()), probe);
}

/// Points whose autoregressive and moving-average roots nearly cancel at one frequency, and points
/// with two moving-average roots near 1.
fn cancelling(objective: &mut Objective<'_>, order: Order, season: Pair, points: &mut Vec<Probe>) {
    let pair = |modulus: f64, degrees: f64| {
        let square = modulus * modulus;
        let first = -2.0 * modulus * degrees.to_radians().cos() / (1.0 + square);
        [first, square]
    };
    let mut list: Vec<([f64; 2], [f64; 2], u16)> = Vec::new();
    if order.p > 1 && order.q > 1 {
        for (i, angle) in (0..).zip(ANGLES) {
            list.push((pair(0.95, angle), pair(0.8, angle), 16 + 2 * i));
            list.push((pair(0.8, angle), pair(0.95, angle), 17 + 2 * i));
        }
    }
    if order.q > 1 {
        list.push(([0.85, -0.1], [0.9, -0.9], 60));
        list.push(([-0.85, -0.1], [-0.9, -0.9], 61));
        for (i, ar) in (0..).zip([-0.8, -0.2, 0.5]) {
            list.push(([ar, 0.0], [-0.99, 0.8], 40 + i));
        }
    }
    if order.p > 1 {
        for (i, ma) in (0..).zip([-0.9, -0.2, 0.7]) {
            list.push(([-0.9, 0.7], [ma, 0.0], 50 + i));
            list.push(([0.1, 0.6], [ma, 0.0], 53 + i));
        }
    }
    for (ar, ma, basin) in list {
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
            insert(points, Probe { x, value, basin });
        }
    }
}
