//! The recursions `θ(B) v = w`, `a = φ(B) v` and their transposes, on interleaved columns.
//!
//! A column is a time series; `W` of them are interleaved, so that the recursion of one is computed
//! while those of the others wait for their last term. Multiplicative polynomials are divided by
//! factor by factor (lower-triangular Toeplitz matrices commute): the lag-one factor first, whose
//! running value stays in a register. Models with at most one lag in each factor take a fused loop.

use crate::polynomial::Arma;

pub(crate) type Row<const W: usize> = [f64; W];

/// Computes `v` in place and `a` from it.
///
/// The first `v.len() - a.len()` rows of `v` are pre-sample values, the others on entry the series
/// to divide by `θ` (whose part of the pre-sample is already subtracted), on return `v`.
pub(crate) fn forward<const W: usize>(arma: &Arma, v: &mut [Row<W>], a: &mut [Row<W>]) {
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
pub(crate) fn backward<const W: usize>(arma: &Arma, u: &[Row<W>], y: &mut [Row<W>]) {
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

fn add<const W: usize>(y: &mut [Row<W>], c: f64, x: &[Row<W>]) {
    for (y, x) in y.iter_mut().zip(x) {
        for w in 0..W {
            y[w] += c * x[w];
        }
    }
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

/// Rows of past (or future) values that a block of a fused loop reads; zeros where there are none.
macro_rules! or_zero {
    ($x:expr) => {
        $x.copied().unwrap_or([0.0; W])
    };
}

fn fused_forward<const W: usize>(
    arma: &Arma,
    pre: usize,
    v: &mut [Row<W>],
    a: &mut [Row<W>],
) -> bool {
    let c = Small::of(arma);
    let s = arma.shape.s;
    let n = a.len();
    let seasonal = arma.shape.sp + arma.shape.sq > 0;
    if seasonal && s < 3 {
        return false;
    }
    let both = c.ar * c.sar;
    let mut chain = [0.0; W];
    let mut last = if pre > 0 { v[pre - 1] } else { [0.0; W] };
    let block = if seasonal { s } else { n.max(1) };
    let mut t = 0;
    while t < n {
        let end = (t + block).min(n);
        let at = pre + t;
        let whole = t >= s && at > s;
        if !seasonal {
            for (v, a) in v[at..pre + end].iter_mut().zip(&mut a[t..end]) {
                for w in 0..W {
                    chain[w] = v[w] - c.ma * chain[w];
                    a[w] = chain[w] + c.ar * last[w];
                }
                last = chain;
                *v = chain;
            }
        } else if whole {
            let (past, now) = v.split_at_mut(at);
            let mut older = past[at - s - 1];
            let rows = now[..end - t].iter_mut().zip(&mut a[t..end]);
            for ((v, a), old) in rows.zip(&past[at - s..]) {
                for w in 0..W {
                    chain[w] = v[w] - c.ma * chain[w];
                    let new = chain[w] - c.sma * old[w];
                    a[w] = (new + c.ar * last[w]) + (c.sar * old[w] + both * older[w]);
                    last[w] = new;
                    v[w] = new;
                }
                older = *old;
            }
        } else {
            for (k, a) in a.iter_mut().enumerate().take(end).skip(t) {
                let i = pre + k;
                let old = or_zero!(i.checked_sub(s).and_then(|j| v.get(j)));
                let older = or_zero!(i.checked_sub(s + 1).and_then(|j| v.get(j)));
                // Division starts at zero: what it owes the pre-sample is already subtracted.
                let divided = if k >= s { old } else { [0.0; W] };
                for w in 0..W {
                    chain[w] = v[i][w] - c.ma * chain[w];
                    let new = chain[w] - c.sma * divided[w];
                    a[w] = (new + c.ar * last[w]) + (c.sar * old[w] + both * older[w]);
                    last[w] = new;
                    v[i][w] = new;
                }
            }
        }
        t = end;
    }
    true
}

fn fused_backward<const W: usize>(arma: &Arma, u: &[Row<W>], y: &mut [Row<W>]) -> bool {
    let c = Small::of(arma);
    let s = arma.shape.s;
    let n = y.len();
    let seasonal = arma.shape.sp + arma.shape.sq > 0;
    if seasonal && s < 3 {
        return false;
    }
    let both = c.ar * c.sar;
    let mut chain = [0.0; W];
    let mut next = [0.0; W];
    if !seasonal {
        for (y, u) in y.iter_mut().zip(u).rev() {
            for w in 0..W {
                chain[w] = (u[w] + c.ar * next[w]) - c.ma * chain[w];
            }
            next = *u;
            *y = chain;
        }
        return true;
    }
    let mut end = n;
    while end > 0 {
        let t = end.saturating_sub(s);
        if end + s < n {
            let (now, future) = y.split_at_mut(end);
            let mut newer = u[end + s];
            let far_u = &u[t + s..end + s];
            let far_y = &future[t + s - end..];
            let rows = now[t..].iter_mut().zip(&u[t..end]).zip(far_u).zip(far_y);
            for (((y, u), fu), fy) in rows.rev() {
                for w in 0..W {
                    let z = (u[w] + c.ar * next[w]) + (c.sar * fu[w] + both * newer[w]);
                    chain[w] = z - c.ma * chain[w];
                    y[w] = chain[w] - c.sma * fy[w];
                }
                next = *u;
                newer = *fu;
            }
        } else {
            for k in (t..end).rev() {
                let fu = or_zero!(u.get(k + s));
                let newer = or_zero!(u.get(k + s + 1));
                let fy = or_zero!(y.get(k + s));
                for w in 0..W {
                    let z = (u[k][w] + c.ar * next[w]) + (c.sar * fu[w] + both * newer[w]);
                    chain[w] = z - c.ma * chain[w];
                    y[k][w] = chain[w] - c.sma * fy[w];
                }
                next = u[k];
            }
        }
        end = t;
    }
    true
}

/// `x_t -= Σ c_i x_{t-im}`, using new values on the right: divides by the polynomial.
fn divide<const W: usize>(x: &mut [Row<W>], c: &[f64], m: usize) {
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
fn divide_transposed<const W: usize>(x: &mut [Row<W>], c: &[f64], m: usize) {
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
fn divide_by<'a, const W: usize, const P: usize>(
    rows: impl Iterator<Item = &'a mut Row<W>>,
    c: [f64; P],
) {
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
