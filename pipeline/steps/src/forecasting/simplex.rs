//! Minimises a function of a few numbers without derivatives.

/// The most evaluations of a search.
const EVALUATIONS: usize = 400;

/// The relative difference over the simplex below which the search ends, once the simplex is small.
const PRECISION: f64 = 1e-9;

/// Minimises `f` over the first `free` of three numbers (the others stay) by the simplex of Nelder
/// and Mead, begun at `start` with steps of one half.
///
/// Returns the best point and its value.
///
/// # References
/// Nelder, Mead (1965), A simplex method for function minimization, The Computer Journal 7.
pub(super) fn minimise(
    f: impl Fn(&[f64; 3]) -> f64,
    start: [f64; 3],
    free: usize,
) -> ([f64; 3], f64) {
    let corner = |step: usize| {
        let mut x = start;
        if step > 0 {
            x[step - 1] += 0.5;
        }
        (f(&x), x)
    };
    let mut simplex: Vec<(f64, [f64; 3])> = (0..=free).map(corner).collect();
    let mut evaluations = simplex.len();
    loop {
        simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (best, worst) = (simplex[0], simplex[free]);
        if evaluations >= EVALUATIONS || is_small(&simplex) {
            return (best.1, best.0);
        }
        let centre = centre(&simplex[..free]);
        let along = |t: f64| {
            let mut x = worst.1;
            (0..free).for_each(|i| x[i] = centre[i] + t * (worst.1[i] - centre[i]));
            (f(&x), x)
        };
        let reflected = along(-1.0);
        evaluations += 1;
        let better = if reflected.0 < best.0 {
            evaluations += 1;
            Some(smaller(reflected, along(-2.0)))
        } else if reflected.0 < simplex[free - 1].0 {
            Some(reflected)
        } else {
            evaluations += 1;
            let contracted = along(if reflected.0 < worst.0 { -0.5 } else { 0.5 });
            (contracted.0 < worst.0.min(reflected.0)).then_some(contracted)
        };
        match better {
            Some(point) => simplex[free] = point,
            None => {
                for point in &mut simplex[1..] {
                    (0..free).for_each(|i| point.1[i] = 0.5 * (point.1[i] + best.1[i]));
                    point.0 = f(&point.1);
                }
                evaluations += free;
            }
        }
    }
}

fn smaller(a: (f64, [f64; 3]), b: (f64, [f64; 3])) -> (f64, [f64; 3]) {
    if b.0 < a.0 { b } else { a }
}

fn centre(points: &[(f64, [f64; 3])]) -> [f64; 3] {
    let n = points.len() as f64;
    std::array::from_fn(|i| points.iter().map(|(_, x)| x[i]).sum::<f64>() / n)
}

fn is_small(simplex: &[(f64, [f64; 3])]) -> bool {
    let (best, worst) = (simplex[0], simplex[simplex.len() - 1]);
    let reach = |x: &[f64; 3]| {
        let distances = x.iter().zip(&best.1).map(|(a, b)| (a - b).abs());
        distances.fold(0.0, f64::max)
    };
    let width = simplex.iter().map(|(_, x)| reach(x)).fold(0.0, f64::max);
    worst.0 - best.0 <= PRECISION * best.0.abs() && width < 1e-2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bowl_and_a_valley_are_followed_to_the_bottom() {
        let bowl =
            |x: &[f64; 3]| 1.0 + (x[0] - 2.0).powi(2) + 3.0 * (x[1] + 1.0).powi(2) + x[2].powi(2);
        let (x, least) = minimise(bowl, [0.0; 3], 3);
        assert!(
            (least - 1.0).abs() < 1e-7 && (x[0] - 2.0).abs() < 1e-3 && (x[1] + 1.0).abs() < 1e-3
        );
        let valley =
            |x: &[f64; 3]| 1.0 + (1.0 - x[0]).powi(2) + 10.0 * (x[1] - x[0] * x[0]).powi(2);
        let (x, least) = minimise(valley, [-1.0, 1.0, 9.0], 2);
        assert!((least - 1.0).abs() < 1e-6, "{least}");
        assert_eq!(x[2], 9.0, "what is not free stays");
        let (x, _) = minimise(|x| (x[0] - 0.25).abs() + 1.0, [5.0, 0.0, 0.0], 1);
        assert!((x[0] - 0.25).abs() < 1e-6);
    }

    #[test]
    fn a_flat_function_ends_the_search() {
        assert_eq!(minimise(|_| 0.0, [1.0; 3], 3).1, 0.0);
    }
}
