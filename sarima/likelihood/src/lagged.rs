//! Inner products of a series with another at the lags of a polynomial, by column.

use crate::filter::{Row, W};

/// Passes `Σ_t a_t v_{t-k}` of every lag `k`, by column, to `add`; `v` starts `v.len() - a.len()`
/// rows before `a`.
pub(crate) fn lagged(a: &[Row], v: &[Row], lags: &[usize], mut add: impl FnMut(usize, Row)) {
    let r = v.len() - a.len();
    for &k in lags {
        let mut sum = [0.0; W];
        for (a, v) in a.iter().zip(&v[r - k..]) {
            for w in 0..W {
                sum[w] += a[w] * v[w];
            }
        }
        add(k, sum);
    }
}

/// Rows handled at a time for a single lag.
const PAIR: usize = if cfg!(feature = "structured") { 2 } else { 1 };

/// As [`lagged`] for `a` and `v` the first of their pairs, but with the sum of
/// `a_t v'_{t-k} + a'_t v_{t-k}` in the first column, `a'` and `v'` the others.
pub(crate) fn crossed(
    a: [&[Row]; 2],
    v: [&[Row]; 2],
    lags: &[usize],
    mut add: impl FnMut(usize, Row),
) {
    let n = a[0].len();
    let at = |k: usize| v.map(|v| &v[v.len() - n - k..v.len() - k]);
    let (triples, rest) = if cfg!(feature = "structured") {
        lags.as_chunks::<3>()
    } else {
        (&[][..], lags)
    };
    for &[i, j, k] in triples {
        let sums = cross_products::<3, 1>(a, [at(i), at(j), at(k)]);
        for (lag, [own, other]) in [i, j, k].into_iter().zip(sums) {
            add(lag, [own[0] + other[0], own[1]]);
        }
    }
    for &k in rest {
        let [[own, other]] = cross_products::<1, PAIR>(a, [at(k)]);
        add(k, [own[0] + other[0], own[1]]);
    }
}

/// The products of `K` lags: `a` with the first column of the second series and the second column
/// of the first, and `b` with the first. `ROWS` rows are taken at a time, because a running sum
/// waits for itself. A function of its own, although the caller needs three of the four sums,
/// because computing part of a row takes longer.
#[inline(never)]
fn cross_products<const K: usize, const ROWS: usize>(
    [a, b]: [&[Row]; 2],
    lagged: [[&[Row]; 2]; K],
) -> [[Row; 2]; K] {
    let mut sums = [[[[0.0; W]; 2]; ROWS]; K];
    let step = |[own, other]: &mut [Row; 2], [a, b]: [&Row; 2], [x, y]: [&Row; 2]| {
        *own = [own[0] + a[0] * y[0], own[1] + a[1] * x[1]];
        *other = [other[0] + b[0] * x[0], other[1] + b[1] * x[1]];
    };
    let (a, b) = (a.as_chunks::<ROWS>(), b.as_chunks::<ROWS>());
    let lagged = lagged.map(|pair| pair.map(|v| v.as_chunks::<ROWS>()));
    for (t, (a, b)) in a.0.iter().zip(b.0).enumerate() {
        for (sums, [x, y]) in sums.iter_mut().zip(&lagged) {
            let (x, y) = (&x.0[t], &y.0[t]);
            for (i, sum) in sums.iter_mut().enumerate() {
                step(sum, [&a[i], &b[i]], [&x[i], &y[i]]);
            }
        }
    }
    for (t, (a, b)) in a.1.iter().zip(b.1).enumerate() {
        for (sums, [x, y]) in sums.iter_mut().zip(&lagged) {
            step(&mut sums[0], [a, b], [&x.1[t], &y.1[t]]);
        }
    }
    sums.map(|rows| {
        let add = |a: Row, b: Row| [a[0] + b[0], a[1] + b[1]];
        let zero = [[0.0; W]; 2];
        rows.iter()
            .fold(zero, |sum, row| [add(sum[0], row[0]), add(sum[1], row[1])])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    fn rows(n: usize, seed: usize) -> Vec<Row> {
        let value = |t: usize, w: usize| ((t * 7 + w * 3 + seed) % 11) as f64 - 5.0;
        (0..n)
            .map(|t| std::array::from_fn(|w| value(t, w)))
            .collect()
    }

    fn direct(a: &[Row], v: &[Row], k: usize, (i, j): (usize, usize)) -> f64 {
        let r = v.len() - a.len();
        (0..a.len()).map(|t| a[t][i] * v[r + t - k][j]).sum()
    }

    const LAGS: [usize; 5] = [1, 2, 4, 5, 6];

    #[test]
    fn inner_products_at_every_lag() {
        let (a, v) = (rows(9, 0), rows(15, 4));
        let mut found = Vec::new();
        lagged(&a, &v, &LAGS, |k, sum| found.push((k, sum)));
        assert_eq!(found.len(), LAGS.len());
        for (k, sum) in found {
            assert_eq!(sum[0], direct(&a, &v, k, (0, 0)), "{k}");
            assert_eq!(sum[1], direct(&a, &v, k, (1, 1)), "{k}");
        }
    }

    #[test]
    fn crossed_products_at_every_lag() {
        let (a, v) = ([rows(9, 0), rows(9, 2)], [rows(15, 4), rows(15, 5)]);
        let mut lags = Vec::new();
        crossed([&a[0], &a[1]], [&v[0], &v[1]], &LAGS, |k, sum| {
            let both = direct(&a[0], &v[1], k, (0, 0)) + direct(&a[1], &v[0], k, (0, 0));
            assert_eq!(sum[0], both, "{k}");
            assert_eq!(sum[1], direct(&a[0], &v[0], k, (1, 1)), "{k}");
            lags.push(k);
        });
        lags.sort_unstable();
        assert_eq!(lags, LAGS);
    }
}
