//! The recursions `θ(B) v = w`, `a = φ(B) v` and their transposes, on interleaved columns.
//!
//! A column is a time series; `W` of them are interleaved, so that the recursion of one is computed
//! while those of the others wait for their last term. Multiplicative polynomials are divided by
//! factor by factor (lower-triangular Toeplitz matrices commute): the lag-one factor first, whose
//! running value stays in a register. Models with at most one lag in each factor take a fused loop
//! that handles a few rows at a time.

use std::cell::Cell;

use crate::polynomial::{Arma, Shape};

/// Number of interleaved columns, as many as a register of every common machine holds.
pub(crate) const W: usize = 2;
pub(crate) type Row = [f64; W];

/// Computes `v` and `a` from the series `w`.
///
/// The first `v.len() - w.len()` rows of `v` are pre-sample values. As many more (or all, in a
/// short series) hold the series less the share of the pre-sample in the division by `θ`. The other
/// rows are only written.
pub(crate) fn forward(arma: &Arma, w: &[Row], v: &mut [Row], a: &mut [Row]) {
    let pre = v.len() - w.len();
    if arma.is_small() && fused_forward(&Small::of(arma), arma.shape, w, v, a) {
        return;
    }
    let loaded = pre.min(w.len());
    v[pre + loaded..].copy_from_slice(&w[loaded..]);
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

/// Sum of squares of each column.
pub(crate) fn squares(a: &[Row]) -> Row {
    let mut sums = [[0.0; W]; 4];
    let (fours, rest) = a.as_chunks::<4>();
    for rows in fours {
        for (sum, row) in sums.iter_mut().zip(rows) {
            *sum = plus(*sum, *row, *row);
        }
    }
    for row in rest {
        sums[0] = plus(sums[0], *row, *row);
    }
    sums.into_iter()
        .fold([0.0; W], |sum, part| plus(sum, [1.0; W], part))
}

/// Like [`forward`] without a pre-sample, each column with coefficients of its own. Returns
/// `false`, and does nothing, if that is not possible.
pub(crate) fn forward_pair(armas: [&Arma; W], w: &[Row], v: &mut [Row], a: &mut [Row]) -> bool {
    let small = cfg!(feature = "structured") && armas.iter().all(|arma| arma.is_small());
    small && fused_forward(&Small::pair(armas), armas[0].shape, w, v, a)
}

/// Coefficients of a model with at most one lag per factor, by column; 0 where there is none.
struct Small {
    ar: Row,
    ma: Row,
    sar: Row,
    sma: Row,
}

impl Small {
    fn of(arma: &Arma) -> Self {
        Self::pair([arma; W])
    }

    fn pair(armas: [&Arma; W]) -> Self {
        let first = |factor: fn(&Arma) -> &[f64]| {
            armas.map(|arma| factor(arma).first().copied().unwrap_or(0.0))
        };
        Self {
            ar: first(Arma::ar),
            ma: first(Arma::ma),
            sar: first(Arma::sar),
            sma: first(Arma::sma),
        }
    }
}

/// Rows that a fused loop handles at a time.
const ROWS: usize = if cfg!(feature = "structured") { 3 } else { 2 };

/// The powers `-c, c², -c³, …` of a recursion's coefficients.
fn powers(c: Row) -> [Row; ROWS] {
    let mut power = [1.0; W];
    std::array::from_fn(|_| {
        power = plus([0.0; W], minus(c), power);
        power
    })
}

/// Successive values of `chain_t = x_t - c chain_{t-1}`, all in terms of the value before them, so
/// that they do not wait for each other.
fn links(x: [Row; ROWS], powers: &[Row; ROWS], chain: &mut Row) -> [Row; ROWS] {
    let mut own = x;
    for i in 1..ROWS {
        own[i] = plus(x[i], powers[0], own[i - 1]);
    }
    let mut out = [[0.0; W]; ROWS];
    for i in 0..ROWS {
        out[i] = plus(own[i], powers[i], *chain);
    }
    *chain = out[ROWS - 1];
    out
}

/// `x + c y`.
fn plus(x: Row, c: Row, y: Row) -> Row {
    let mut out = [0.0; W];
    for w in 0..W {
        out[w] = x[w] + c[w] * y[w];
    }
    out
}

fn minus(c: Row) -> Row {
    c.map(|c| -c)
}

/// `true` if models without some seasonal factor have loops of their own: faster, and larger.
const SPARE: bool = cfg!(feature = "structured");

fn fused_forward(c: &Small, shape: Shape, w: &[Row], v: &mut [Row], a: &mut [Row]) -> bool {
    let s = shape.s;
    let n = a.len();
    let pre = v.len() - n;
    let seasonal = shape.sp + shape.sq > 0;
    if seasonal && s < 3 || !seasonal && !SPARE {
        return false;
    }
    let mut chain = [0.0; W];
    // `z = Φ(B^s) v`, so that `a_t = z_t + ar z_{t-1}`.
    let mut z = [0.0; W];
    if let Some(last) = pre.checked_sub(1) {
        let season_before = last.checked_sub(s).map_or([0.0; W], |i| v[i]);
        z = plus(v[last], c.sar, season_before);
    }
    // The first season, and the share of the pre-sample. Division by the seasonal factor starts
    // after a season.
    let first = if seasonal { s.min(n) } else { 0 };
    let loaded = pre.min(n);
    let head = first.max(loaded);
    v[pre + loaded..pre + head].copy_from_slice(&w[loaded..head]);
    let (start, rest) = a.split_at_mut(head);
    let (ma, sma) = (minus(c.ma), minus(c.sma));
    for (k, a) in start.iter_mut().enumerate() {
        let i = pre + k;
        let old = i.checked_sub(s).map_or([0.0; W], |j| v[j]);
        chain = plus(v[i], ma, chain);
        v[i] = if k < s { chain } else { plus(chain, sma, old) };
        let new = plus(v[i], c.sar, old);
        *a = plus(new, c.ar, z);
        z = new;
    }
    if rest.is_empty() {
        return true;
    }
    let end = [chain, z];
    // The values a season back are finished.
    let cells = Cell::from_mut(v).as_slice_of_cells();
    let now = &cells[pre + head..];
    let w = &w[head..];
    if !seasonal {
        without_season(c, w, now, rest, end);
        return true;
    }
    let past = &cells[pre + head - s..][..now.len()];
    if SPARE && shape.sp == 0 {
        with_season::<false>(c, w, (now, past), rest, end);
    } else {
        with_season::<true>(c, w, (now, past), rest, end);
    }
    true
}

/// The rest of a fused loop, from the last values of its chain and of `z` on.
fn without_season(c: &Small, w: &[Row], v: &[Cell<Row>], a: &mut [Row], end: [Row; 2]) {
    let [mut chain, mut z] = end;
    let powers = powers(c.ma);
    let (w_chunks, w_single) = w.as_chunks::<ROWS>();
    let (chunks, single) = v.as_chunks::<ROWS>();
    let (a_chunks, a_single) = a.as_chunks_mut::<ROWS>();
    for ((w, v), a) in w_chunks.iter().zip(chunks).zip(a_chunks) {
        let new = links(*w, &powers, &mut chain);
        for i in 0..ROWS {
            a[i] = plus(new[i], c.ar, z);
            z = new[i];
            v[i].set(z);
        }
    }
    for ((w, v), a) in w_single.iter().zip(single).zip(a_single) {
        chain = plus(*w, powers[0], chain);
        *a = plus(chain, c.ar, z);
        z = chain;
        v.set(z);
    }
}

/// Like [`without_season`], with values a season before. `SAR` is `true` for a model with a
/// seasonal autoregressive factor.
fn with_season<const SAR: bool>(
    c: &Small,
    w: &[Row],
    (v, past): (&[Cell<Row>], &[Cell<Row>]),
    a: &mut [Row],
    end: [Row; 2],
) {
    let [mut chain, mut z] = end;
    let powers = powers(c.ma);
    let (w_chunks, w_single) = w.as_chunks::<ROWS>();
    let (chunks, single) = v.as_chunks::<ROWS>();
    let (past, past_single) = past.as_chunks::<ROWS>();
    let (a_chunks, a_single) = a.as_chunks_mut::<ROWS>();
    // `z` in terms of the quotient by the first factor: `Φ(B^s) v = chain + (sar - sma) B^s v`.
    let sma = minus(c.sma);
    let both = plus(c.sar, [1.0; W], sma);
    for (((w, v), a), old) in w_chunks.iter().zip(chunks).zip(a_chunks).zip(past) {
        let link = links(*w, &powers, &mut chain);
        for i in 0..ROWS {
            let old = old[i].get();
            let new = plus(link[i], both, old);
            v[i].set(if SAR { plus(link[i], sma, old) } else { new });
            a[i] = plus(new, c.ar, z);
            z = new;
        }
    }
    for (((w, v), a), old) in w_single.iter().zip(single).zip(a_single).zip(past_single) {
        chain = plus(*w, powers[0], chain);
        let old = old.get();
        let new = plus(chain, both, old);
        v.set(plus(chain, sma, old));
        *a = plus(new, c.ar, z);
        z = new;
    }
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
    let powers = powers(c.ma);
    let (single, chunks) = u[last.clone()].as_rchunks::<ROWS>();
    let (y_single, y_chunks) = y[last].as_rchunks_mut::<ROWS>();
    for (u, y) in chunks.iter().zip(y_chunks).rev() {
        let mut sum = *u;
        for (sum, new) in sum.iter_mut().zip(u.iter().rev()) {
            *sum = plus(*new, c.ar, p);
            p = *new;
        }
        let mut link = links(sum, &powers, &mut chain);
        link.reverse();
        *y = link;
    }
    for (u, y) in single.iter().zip(y_single).rev() {
        chain = plus(plus(*u, c.ar, p), powers[0], chain);
        p = *u;
        *y = chain;
    }
    if inner == 0 {
        return true;
    }
    let cells = Cell::from_mut(y).as_slice_of_cells();
    if SPARE && arma.shape.sp == 0 {
        seasons_before::<false>(&c, s, u, cells, [chain, p]);
    } else {
        seasons_before::<true>(&c, s, u, cells, [chain, p]);
    }
    true
}

/// The rest of the fused loop backwards, all but the last season; `SAR` as in [`with_season`].
fn seasons_before<const SAR: bool>(c: &Small, s: usize, u: &[Row], y: &[Cell<Row>], end: [Row; 2]) {
    let [mut chain, mut p] = end;
    let (powers, sma) = (powers(c.ma), minus(c.sma));
    let inner = u.len() - s;
    let (single, chunks) = u[..inner].as_rchunks::<ROWS>();
    let (far_single, far) = u[s..].as_rchunks::<ROWS>();
    let (y_single, y_chunks) = y[..inner].as_rchunks::<ROWS>();
    let (y_far_single, y_far) = y[s..].as_rchunks::<ROWS>();
    let rows = chunks.iter().zip(y_chunks).zip(far).zip(y_far);
    for (((u, y), fu), fy) in rows.rev() {
        let mut sum = *u;
        for (sum, (u, fu)) in sum.iter_mut().zip(u.iter().zip(fu).rev()) {
            let new = if SAR { plus(*u, c.sar, *fu) } else { *u };
            *sum = plus(new, c.ar, p);
            p = new;
        }
        let link = links(sum, &powers, &mut chain);
        for (link, (y, fy)) in link.iter().zip(y.iter().zip(fy).rev()) {
            y.set(plus(*link, sma, fy.get()));
        }
    }
    let rows = single
        .iter()
        .zip(y_single)
        .zip(far_single)
        .zip(y_far_single);
    for (((u, y), fu), fy) in rows.rev() {
        let new = plus(*u, c.sar, *fu);
        chain = plus(plus(new, c.ar, p), powers[0], chain);
        p = new;
        y.set(plus(chain, sma, fy.get()));
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    /// `T_θ^-1` and `T_φ` transposed give the same inner product on the other side:
    /// `u' T_φ T_θ^-1 w = (T_θ^-T T_φ^T u)' w`, for every loop.
    #[test]
    fn the_recursions_backwards_are_the_transpose() {
        let shapes = [
            ((1, 1, 0, 1, 7), vec![0.4, -0.6, -0.8]),
            ((1, 1, 1, 1, 4), vec![0.4, -0.6, 0.3, -0.8]),
            ((0, 1, 0, 0, 1), vec![-0.9]),
            ((2, 1, 1, 2, 3), vec![0.4, -0.2, -0.6, 0.3, -0.8, 0.1]),
        ];
        for ((p, q, sp, sq, s), coef) in shapes {
            let shape = Shape { p, q, sp, sq, s };
            let mut arma = Arma::new(shape);
            arma.set(&coef);
            let (n, r) = (23, shape.presample());
            let rows = |seed: usize| -> Vec<Row> {
                let value = |t: usize, w: usize| ((t * 7 + w * 3 + seed) % 11) as f64 - 5.0;
                (0..n)
                    .map(|t| std::array::from_fn(|w| value(t, w)))
                    .collect()
            };
            let (w, u) = (rows(0), rows(5));
            let mut v = vec![[0.0; W]; r + n];
            v[r..].copy_from_slice(&w);
            let (mut a, mut y) = (vec![[0.0; W]; n], vec![[0.0; W]; n]);
            forward(&arma, &w, &mut v, &mut a);
            backward(&arma, &u, &mut y);
            for column in 0..W {
                let dot = |x: &[Row], y: &[Row]| -> f64 {
                    x.iter().zip(y).map(|(x, y)| x[column] * y[column]).sum()
                };
                let (forwards, backwards) = (dot(&u, &a), dot(&y, &w));
                assert!(
                    (forwards - backwards).abs() < 1e-9,
                    "{shape:?}: {forwards} {backwards}"
                );
            }
        }
    }
}
