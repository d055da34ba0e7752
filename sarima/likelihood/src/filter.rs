//! The recursions `θ(B) v = w`, `a = φ(B) v` and their transposes, on interleaved columns.
//!
//! A column is a time series; `W` of them are interleaved, so that the recursion of one is computed
//! while those of the others wait for their last term. Multiplicative polynomials are divided by
//! factor by factor (lower-triangular Toeplitz matrices commute): the lag-one factor first, whose
//! running value stays in a register. Models with at most one lag in each factor take a fused loop that
//! handles two rows at a time.

use std::cell::Cell;

use crate::polynomial::Arma;

/// Number of interleaved columns: what a register of every common machine holds.
pub(crate) const W: usize = 2;
pub(crate) type Row = [f64; W];

/// Computes `v` in place and `a` from it.
///
/// The first `v.len() - a.len()` rows of `v` are pre-sample values, the others on entry the series
/// to divide by `θ` (whose part of the pre-sample is already subtracted), on return `v`.
pub(crate) fn forward(arma: &Arma, v: &mut [Row], a: &mut [Row]) {
    let pre = v.len() - a.len();
    if arma.is_small() && fused_forward(arma, pre, v, a) {
        return;
    }
    divide(&mut v[pre..], arma.ma(), 1);
    divide(&mut v[pre..], arma.sma(), arma.shape.s);
    a.copy_from_slice(&v[pre..]);
    for &k in &arma.ar_lags {
        let c = arma.ar_full[k];
        let skip = k.saturating_sub(pre).min(a.len());
        add(&mut a[skip..], c, &v[(pre + skip).saturating_sub(k)..]);
    }
}

/// `y = T_θ^-T T_φ^T u`.
pub(crate) fn backward(arma: &Arma, u: &[Row], y: &mut [Row]) {
    if arma.is_small() && fused_backward(arma, u, y) {
        return;
    }
    y.copy_from_slice(u);
    for &k in &arma.ar_lags {
        if k < u.len() {
            add(y, arma.ar_full[k], &u[k..]);
        }
    }
    divide_transposed(y, arma.ma(), 1);
    divide_transposed(y, arma.sma(), arma.shape.s);
}

fn add(y: &mut [Row], c: f64, x: &[Row]) {
    for (y, x) in y.iter_mut().zip(x) {
        for w in 0..W {
            y[w] += c * x[w];
        }
    }
}

/// Inner product of column `i` of `a` and column `j` of `b`, with four running sums.
pub(crate) fn lane_product(a: &[Row], i: usize, b: &[Row], j: usize) -> f64 {
    let mut acc = [0.0; 4];
    let (fours_a, rest_a) = a.as_chunks::<4>();
    let (fours_b, rest_b) = b.as_chunks::<4>();
    for (x, y) in fours_a.iter().zip(fours_b) {
        for k in 0..4 {
            acc[k] += x[k][i % W] * y[k][j % W];
        }
    }
    let rest = rest_a.iter().zip(rest_b).map(|(x, y)| x[i % W] * y[j % W]);
    (acc[0] + acc[2]) + (acc[1] + acc[3]) + rest.sum::<f64>()
}

/// Coefficients of a model with at most one lag per factor; 0 where there is none.
struct Small {
    ar: f64,
    ma: f64,
    sar: f64,
    sma: f64,
}

impl Small {
    fn of(arma: &Arma) -> Self {
        let first = |c: &[f64]| c.first().copied().unwrap_or(0.0);
        Self {
            ar: first(arma.ar()),
            ma: first(arma.ma()),
            sar: first(arma.sar()),
            sma: first(arma.sma()),
        }
    }
}

/// Successive values of `chain_t = x_t - c chain_{t-1}` for two rows at once: the second in terms of
/// the value before both, so that a row waits for its predecessor half as long.
fn two_links(x: [Row; 2], c: f64, chain: &mut Row) -> [Row; 2] {
    let square = c * c;
    let mut out = [[0.0; W]; 2];
    for w in 0..W {
        out[0][w] = x[0][w] - c * chain[w];
        out[1][w] = (x[1][w] - c * x[0][w]) + square * chain[w];
    }
    *chain = out[1];
    out
}

/// `x + c y`.
fn plus(x: Row, c: f64, y: Row) -> Row {
    let mut out = [0.0; W];
    for w in 0..W {
        out[w] = x[w] + c * y[w];
    }
    out
}

fn fused_forward(arma: &Arma, pre: usize, v: &mut [Row], a: &mut [Row]) -> bool {
    let c = Small::of(arma);
    let s = arma.shape.s;
    let n = a.len();
    let seasonal = arma.shape.sp + arma.shape.sq > 0;
    if seasonal && s < 3 {
        return false;
    }
    let mut chain = [0.0; W];
    // `z = Φ(B^s) v`, so that `a_t = z_t + ar z_{t-1}`.
    let mut z = [0.0; W];
    if let Some(last) = pre.checked_sub(1) {
        let season_before = last.checked_sub(s).map_or([0.0; W], |i| v[i]);
        z = plus(v[last], c.sar, season_before);
    }
    // The first season: division starts at zero, what it owes the pre-sample is already subtracted.
    let first = if seasonal { s.min(n) } else { 0 };
    let (start, rest) = a.split_at_mut(first);
    for (k, a) in start.iter_mut().enumerate() {
        let i = pre + k;
        chain = plus(v[i], -c.ma, chain);
        v[i] = chain;
        let old = i.checked_sub(s).map_or([0.0; W], |j| v[j]);
        let new = plus(chain, c.sar, old);
        *a = plus(new, c.ar, z);
        z = new;
    }
    if rest.is_empty() {
        return true;
    }
    // A season back lie finished values of the same column.
    let cells = Cell::from_mut(v).as_slice_of_cells();
    let now = &cells[pre + first..];
    let (pairs, single) = now.as_chunks::<2>();
    let (a_pairs, a_single) = rest.as_chunks_mut::<2>();
    if !seasonal {
        for (v, a) in pairs.iter().zip(a_pairs) {
            let new = two_links([v[0].get(), v[1].get()], c.ma, &mut chain);
            *a = [plus(new[0], c.ar, z), plus(new[1], c.ar, new[0])];
            z = new[1];
            v[0].set(new[0]);
            v[1].set(new[1]);
        }
        for (v, a) in single.iter().zip(a_single) {
            let new = plus(v.get(), -c.ma, chain);
            *a = plus(new, c.ar, z);
            v.set(new);
        }
        return true;
    }
    let (past, past_single) = cells[pre + first - s..][..now.len()].as_chunks::<2>();
    // `z` in terms of the quotient by the first factor: `Φ(B^s) v = chain + (sar - sma) B^s v`.
    let both = c.sar - c.sma;
    for ((v, a), old) in pairs.iter().zip(a_pairs).zip(past) {
        let link = two_links([v[0].get(), v[1].get()], c.ma, &mut chain);
        let old = [old[0].get(), old[1].get()];
        v[0].set(plus(link[0], -c.sma, old[0]));
        v[1].set(plus(link[1], -c.sma, old[1]));
        let new = [plus(link[0], both, old[0]), plus(link[1], both, old[1])];
        *a = [plus(new[0], c.ar, z), plus(new[1], c.ar, new[0])];
        z = new[1];
    }
    for ((v, a), old) in single.iter().zip(a_single).zip(past_single) {
        let link = plus(v.get(), -c.ma, chain);
        let old = old.get();
        v.set(plus(link, -c.sma, old));
        *a = plus(plus(link, both, old), c.ar, z);
    }
    true
}

fn fused_backward(arma: &Arma, u: &[Row], y: &mut [Row]) -> bool {
    let c = Small::of(arma);
    let s = arma.shape.s;
    let n = y.len();
    let seasonal = arma.shape.sp + arma.shape.sq > 0;
    if seasonal && s < 3 {
        return false;
    }
    let mut chain = [0.0; W];
    // `p = T_Φ' u`, so that `T_φ' p` is `p_t + ar p_{t+1}`.
    let mut p = [0.0; W];
    // The last season has no later one.
    let inner = if seasonal { n.saturating_sub(s) } else { 0 };
    let last = inner..n;
    let (pairs, single) = rsplit(&u[last.clone()]);
    let (y_pairs, y_single) = rsplit_mut(&mut y[last]);
    for (u, y) in pairs.iter().zip(y_pairs).rev() {
        let sum = [plus(u[1], c.ar, p), plus(u[0], c.ar, u[1])];
        p = u[0];
        let link = two_links(sum, c.ma, &mut chain);
        *y = [link[1], link[0]];
    }
    for (u, y) in single.iter().zip(y_single).rev() {
        chain = plus(plus(*u, c.ar, p), -c.ma, chain);
        p = *u;
        *y = chain;
    }
    if inner == 0 {
        return true;
    }
    let cells = Cell::from_mut(y).as_slice_of_cells();
    let (pairs, single) = rsplit(&u[..inner]);
    let (far, far_single) = rsplit(&u[s..]);
    let (y_pairs, y_single) = rsplit(&cells[..inner]);
    let (y_far, y_far_single) = rsplit(&cells[s..]);
    let rows = pairs.iter().zip(y_pairs).zip(far).zip(y_far);
    for (((u, y), fu), fy) in rows.rev() {
        let new = [plus(u[1], c.sar, fu[1]), plus(u[0], c.sar, fu[0])];
        let sum = [plus(new[0], c.ar, p), plus(new[1], c.ar, new[0])];
        p = new[1];
        let link = two_links(sum, c.ma, &mut chain);
        y[1].set(plus(link[0], -c.sma, fy[1].get()));
        y[0].set(plus(link[1], -c.sma, fy[0].get()));
    }
    let rows = single
        .iter()
        .zip(y_single)
        .zip(far_single)
        .zip(y_far_single);
    for (((u, y), fu), fy) in rows {
        let sum = plus(plus(*u, c.sar, *fu), c.ar, p);
        let link = plus(sum, -c.ma, chain);
        y.set(plus(link, -c.sma, fy.get()));
    }
    true
}

/// Pairs counted from the end, and what is left at the beginning.
fn rsplit<T>(rows: &[T]) -> (&[[T; 2]], &[T]) {
    let (single, pairs) = rows.as_rchunks::<2>();
    (pairs, single)
}

fn rsplit_mut<T>(rows: &mut [T]) -> (&mut [[T; 2]], &mut [T]) {
    let (single, pairs) = rows.as_rchunks_mut::<2>();
    (pairs, single)
}

/// `x_t -= Σ c_i x_{t-im}`, using new values on the right: divides by the polynomial.
fn divide(x: &mut [Row], c: &[f64], m: usize) {
    match (c, m) {
        ([], _) => {}
        (&[c1], 1) => divide_by(x.iter_mut(), [c1]),
        (&[c1, c2], 1) => divide_by(x.iter_mut(), [c1, c2]),
        (&[c1, c2, c3], 1) => divide_by(x.iter_mut(), [c1, c2, c3]),
        _ => {
            for t in m..x.len() {
                let (past, now) = x.split_at_mut(t);
                for (ci, old) in c.iter().zip(past.iter().rev().skip(m - 1).step_by(m)) {
                    for w in 0..W {
                        now[0][w] -= ci * old[w];
                    }
                }
            }
        }
    }
}

/// `x_t -= Σ c_i x_{t+im}`, using new values on the right: the transpose of [`divide`].
fn divide_transposed(x: &mut [Row], c: &[f64], m: usize) {
    match (c, m) {
        ([], _) => {}
        (&[c1], 1) => divide_by(x.iter_mut().rev(), [c1]),
        (&[c1, c2], 1) => divide_by(x.iter_mut().rev(), [c1, c2]),
        (&[c1, c2, c3], 1) => divide_by(x.iter_mut().rev(), [c1, c2, c3]),
        _ => {
            for t in (0..x.len().saturating_sub(m)).rev() {
                let (head, tail) = x.split_at_mut(t + 1);
                for (ci, new) in c.iter().zip(tail.iter().skip(m - 1).step_by(m)) {
                    for w in 0..W {
                        head[t][w] -= ci * new[w];
                    }
                }
            }
        }
    }
}

/// The recursion with successive lags, its last values kept in registers.
fn divide_by<'a, const P: usize>(rows: impl Iterator<Item = &'a mut Row>, c: [f64; P]) {
    let mut last = [[0.0; W]; P];
    for row in rows {
        for i in (0..P).rev() {
            for w in 0..W {
                row[w] -= c[i] * last[i][w];
            }
        }
        for i in (1..P).rev() {
            last[i] = last[i - 1];
        }
        last[0] = *row;
    }
}
