//! Inner products of columns that are shifts of one impulse response.
//!
//! The dummy of a missing value is the differencing polynomial from some row on, so its innovations
//! are one response `π` shifted to that row, and the inner product of two of them is
//! `Σ_{j <= n-1-later} π_j π_{j+lag}`. Sorted by lag, all of them are running sums.

/// `(lag, number of terms, later column, earlier column)`.
type Pair = (usize, usize, usize, usize);

/// The inner products that are running sums of one response.
#[derive(Clone, Debug, Default)]
pub struct Shifts {
    /// First row of each column that is a shift, by column.
    starts: Vec<Option<usize>>,
    /// Sorted by lag, then by the number of terms.
    pairs: Vec<Pair>,
    /// The column that starts first.
    longest: Option<usize>,
}

impl Shifts {
    /// `starts[u]` is the first row of column `u`, if it is a shift of the others, ascending; `n`
    /// the number of rows.
    pub fn new(starts: Vec<Option<usize>>, n: usize) -> Self {
        let known: Vec<(usize, usize)> = starts
            .iter()
            .enumerate()
            .filter_map(|(u, s)| s.map(|s| (s, u)))
            .collect();
        Self {
            pairs: by_lag(&known, n),
            longest: known.first().map(|&(_, u)| u),
            starts,
        }
    }

    /// `true` if the inner product of columns `u` and `v` is one of them.
    pub fn covers(&self, u: usize, v: usize) -> bool {
        let is_shift = |u: usize| self.starts.get(u).is_some_and(Option::is_some);
        is_shift(u) && is_shift(v)
    }

    /// Writes the inner products into the lower triangle of `out` (given its stride); `column`
    /// returns the innovations of a column at a row.
    pub fn products(
        &self,
        column: impl Fn(usize, usize) -> f64,
        n: usize,
        out: &mut [f64],
        stride: usize,
    ) {
        let Some(longest) = self.longest else {
            return;
        };
        let start = self.starts[longest].unwrap_or(0);
        let response: Vec<f64> = (start..n).map(|t| column(longest, t)).collect();
        let (mut lag, mut done, mut sum) = (usize::MAX, 0, 0.0);
        for &(l, terms, u, v) in &self.pairs {
            if l != lag {
                (lag, done, sum) = (l, 0, 0.0);
            }
            for j in done..terms {
                sum += response[j] * response[j + lag];
            }
            done = terms;
            out[u * stride + v] = sum;
        }
    }
}

/// Pairs of the columns `(first row, column)`, which ascend, sorted by counting: lags are small
/// numbers.
fn by_lag(known: &[(usize, usize)], n: usize) -> Vec<Pair> {
    if known.is_empty() {
        return Vec::new();
    }
    let pairs = || {
        let late = known.iter().enumerate().rev();
        late.flat_map(|(i, &(a, u))| {
            let early = known[..=i].iter();
            early.map(move |&(b, v)| (a - b, n - a, u, v))
        })
    };
    // The first pair of each lag, and then the place of its next.
    let mut places = vec![0; n + 1];
    pairs().for_each(|(lag, ..)| places[lag + 1] += 1);
    for lag in 1..=n {
        places[lag] += places[lag - 1];
    }
    let mut sorted = vec![(0, 0, 0, 0); places[n]];
    for pair in pairs() {
        sorted[places[pair.0]] = pair;
        places[pair.0] += 1;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn running_sums_are_the_inner_products() {
        let n = 12;
        let response: Vec<f64> = (0..n).map(|j| 0.8f64.powi(j as i32)).collect();
        // The column at 1 is not a shift.
        let starts = vec![Some(2), None, Some(3), Some(7)];
        let column = |u: usize, t: usize| match starts[u] {
            Some(start) if t >= start => response[t - start],
            _ => 0.0,
        };
        let shifts = Shifts::new(starts.clone(), n);
        assert!(shifts.covers(0, 3) && !shifts.covers(0, 1));
        let mut out = vec![f64::NAN; 16];
        shifts.products(column, n, &mut out, 4);
        for u in [0, 2, 3] {
            for v in [0, 2, 3].into_iter().filter(|v| *v <= u) {
                let direct: f64 = (0..n).map(|t| column(u, t) * column(v, t)).sum();
                assert!((out[u * 4 + v] - direct).abs() < 1e-14, "{u} {v}");
            }
        }
        assert!(out[4].is_nan());
    }
}
