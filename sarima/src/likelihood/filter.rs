//! Zero-initialised recursions with a sparse lag polynomial `1 + c_1 B^m + c_2 B^2m + …`.
//!
//! A column is a time series; `W` columns are interleaved, so that the recursions of one are
//! computed while those of another wait for their last term. Multiplicative polynomials are
//! applied factor by factor: lower-triangular Toeplitz matrices commute.

type Row<const W: usize> = [f64; W];

/// `x_t += Σ c_i x_{t-im}`: multiplies by the polynomial.
pub(crate) fn multiply<const W: usize>(x: &mut [Row<W>], c: &[f64], m: usize) {
    let n = x.len();
    for t in (m.min(n)..n).rev() {
        let (past, now) = x.split_at_mut(t);
        let row = &mut now[0];
        for (i, &ci) in c.iter().enumerate() {
            let lag = (i + 1) * m;
            if lag > t {
                break;
            }
            let old = &past[t - lag];
            for w in 0..W {
                row[w] += ci * old[w];
            }
        }
    }
}

/// `x_t -= Σ c_i x_{t-im}`, using new values on the right: divides by the polynomial.
pub(crate) fn divide<const W: usize>(x: &mut [Row<W>], c: &[f64], m: usize) {
    match (c, m) {
        ([], _) => {}
        (&[c1], 1) => {
            let mut last = [0.0; W];
            for row in x {
                for w in 0..W {
                    row[w] -= c1 * last[w];
                }
                last = *row;
            }
        }
        (&[c1, c2], 1) => {
            let (mut one, mut two) = ([0.0; W], [0.0; W]);
            for row in x {
                for w in 0..W {
                    row[w] = (row[w] - c2 * two[w]) - c1 * one[w];
                }
                two = one;
                one = *row;
            }
        }
        _ => {
            let n = x.len();
            for t in m.min(n)..n {
                let (past, now) = x.split_at_mut(t);
                let row = &mut now[0];
                for (i, &ci) in c.iter().enumerate() {
                    let lag = (i + 1) * m;
                    if lag > t {
                        break;
                    }
                    let old = &past[t - lag];
                    for w in 0..W {
                        row[w] -= ci * old[w];
                    }
                }
            }
        }
    }
}

/// `x_t += Σ c_i x_{t+im}`: the transpose of [`multiply`].
pub(crate) fn multiply_transposed<const W: usize>(x: &mut [Row<W>], c: &[f64], m: usize) {
    let n = x.len();
    for t in 0..n.saturating_sub(m) {
        let (head, tail) = x.split_at_mut(t + 1);
        let row = &mut head[t];
        for (i, &ci) in c.iter().enumerate() {
            let Some(next) = tail.get((i + 1) * m - 1) else {
                break;
            };
            for w in 0..W {
                row[w] += ci * next[w];
            }
        }
    }
}

/// `x_t -= Σ c_i x_{t+im}`, using new values on the right: the transpose of [`divide`].
pub(crate) fn divide_transposed<const W: usize>(x: &mut [Row<W>], c: &[f64], m: usize) {
    match (c, m) {
        ([], _) => {}
        (&[c1], 1) => {
            let mut last = [0.0; W];
            for row in x.iter_mut().rev() {
                for w in 0..W {
                    row[w] -= c1 * last[w];
                }
                last = *row;
            }
        }
        (&[c1, c2], 1) => {
            let (mut one, mut two) = ([0.0; W], [0.0; W]);
            for row in x.iter_mut().rev() {
                for w in 0..W {
                    row[w] = (row[w] - c2 * two[w]) - c1 * one[w];
                }
                two = one;
                one = *row;
            }
        }
        _ => {
            let n = x.len();
            for t in (0..n.saturating_sub(m)).rev() {
                let (head, tail) = x.split_at_mut(t + 1);
                let row = &mut head[t];
                for (i, &ci) in c.iter().enumerate() {
                    let Some(next) = tail.get((i + 1) * m - 1) else {
                        break;
                    };
                    for w in 0..W {
                        row[w] -= ci * next[w];
                    }
                }
            }
        }
    }
}
