//! The invertible twin of a moving-average polynomial.
//!
//! Reflecting a root of `1 + c_1 B + … + c_q B^q` at the unit circle changes the autocovariances by
//! a factor only: with reciprocal roots `g_i`, replacing `g` by `1 / ḡ` and multiplying the
//! innovation variance by `|g|²` describes the same process. The recursions of the likelihood need
//! a polynomial whose inverse does not grow, so the likelihood is evaluated at the twin.

use crate::pacf;

const ON_CIRCLE: f64 = 1e-5;

type Complex = (f64, f64);

fn mul(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

fn div(a: Complex, b: Complex) -> Complex {
    let size = b.0 * b.0 + b.1 * b.1;
    let top = mul(a, (b.0, -b.1));
    (top.0 / size, top.1 / size)
}

/// The coefficients with all roots on or outside the unit circle, and the factor by which the
/// innovation variance grows. `None` if the roots cannot be found.
pub fn invertible(c: &[f64]) -> Option<(Vec<f64>, f64)> {
    // Roots on the circle, or so close that nothing grows within a series, stay as they are.
    let mut scale = 1.0;
    let shrunk: Vec<f64> = c
        .iter()
        .map(|v| {
            scale *= 1.0 - ON_CIRCLE;
            v * scale
        })
        .collect();
    if pacf::from_coefficients(&shrunk).is_some() {
        return Some((c.to_vec(), 1.0));
    }
    let mut factor = 1.0;
    let mut product: Vec<Complex> = vec![(1.0, 0.0)];
    for g in reciprocal_roots(c)? {
        let size = g.0 * g.0 + g.1 * g.1;
        let inside = if size > 1.0 {
            factor *= size;
            (g.0 / size, g.1 / size)
        } else {
            g
        };
        product.push((0.0, 0.0));
        for i in (1..product.len()).rev() {
            let step = mul(inside, product[i - 1]);
            product[i] = (product[i].0 - step.0, product[i].1 - step.1);
        }
    }
    let twin: Vec<f64> = product[1..].iter().map(|v| v.0).collect();
    twin.iter().all(|v| v.is_finite()).then_some((twin, factor))
}

/// Roots of `z^q + c_1 z^(q-1) + … + c_q` by simultaneous iteration (Durand 1960, Kerner 1966).
fn reciprocal_roots(c: &[f64]) -> Option<Vec<Complex>> {
    let size = 1.0 + c.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    let mut roots: Vec<Complex> = (0..c.len())
        .map(|i| {
            let angle = 0.4 + std::f64::consts::TAU * i as f64 / c.len() as f64;
            (0.7 * size * angle.cos(), 0.7 * size * angle.sin())
        })
        .collect();
    for _ in 0..1000 {
        let mut moved = 0.0f64;
        for i in 0..roots.len() {
            let z = roots[i];
            let mut value = (1.0, 0.0);
            for v in c {
                value = mul(value, z);
                value.0 += v;
            }
            for (j, w) in roots.iter().enumerate() {
                if i != j {
                    value = div(value, (z.0 - w.0, z.1 - w.1));
                }
            }
            roots[i] = (z.0 - value.0, z.1 - value.1);
            moved = moved.max(value.0.abs() + value.1.abs());
        }
        if moved < 1e-15 * size {
            return Some(roots);
        }
        if !moved.is_finite() {
            return None;
        }
    }
    // Multiple roots converge slowly; a residual at rounding level has to do.
    Some(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twin_has_proportional_autocovariances() {
        for c in [
            vec![2.0],
            vec![-2.5, 1.0],
            vec![0.3, 0.2, 3.0],
            vec![-1.0, 0.5, 0.9, -2.0],
        ] {
            let (twin, factor) = invertible(&c).unwrap();
            assert!(pacf::from_coefficients(&twin).is_some());
            let full = |c: &[f64]| [&[1.0], c].concat();
            let (a, b) = (full(&c), full(&twin));
            for lag in 0..a.len() {
                let product =
                    |x: &[f64]| -> f64 { x.iter().zip(&x[lag..]).map(|(u, v)| u * v).sum() };
                assert!((product(&a) - factor * product(&b)).abs() < 1e-10);
            }
        }
    }

    #[test]
    fn an_invertible_polynomial_is_its_own_twin() {
        assert_eq!(invertible(&[0.5, -0.2]).unwrap(), (vec![0.5, -0.2], 1.0));
    }
}
