//! Inner products of columns that are shifts of one impulse response.
//!
//! The dummy of a missing value is the differencing polynomial from some row on, so its innovations
//! are one response `π` shifted to that row, and the inner product of two of them is
//! `Σ_{j <= n-1-later} π_j π_{j+lag}`. Sorted by lag, all of them are running sums.

/// Which inner products are running sums of one response.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shifts {
    /// First row of each column that is a shift, by column.
    starts: Vec<Option<usize>>,
    /// `(lag, number of terms, later column, earlier column)`, sorted.
    pairs: Vec<(usize, usize, usize, usize)>,
    /// The column that starts first.
    longest: Option<usize>,
}

impl Shifts {
    /// `starts[u]` is the first row of column `u`, if it is a shift of the others; `n` the number
    /// of rows.
    pub(crate) fn new(starts: Vec<Option<usize>>, n: usize) -> Self {
        let known: Vec<(usize, usize)> = starts
            .iter()
            .enumerate()
            .filter_map(|(u, s)| s.map(|s| (s, u)))
            .collect();
        let mut pairs = Vec::with_capacity(known.len() * (known.len() + 1) / 2);
        for (i, &(a, u)) in known.iter().enumerate() {
            for &(b, v) in &known[..=i] {
                let (early, late) = (a.min(b), a.max(b));
                pairs.push((late - early, n - late, u.max(v), u.min(v)));
            }
        }
        pairs.sort_unstable();
        Self {
            longest: known.iter().min().map(|&(_, u)| u),
            starts,
            pairs,
        }
    }

    /// Whether the inner product of columns `u` and `v` is among those computed here.
    pub(crate) fn covers(&self, u: usize, v: usize) -> bool {
        let is_shift = |u: usize| self.starts.get(u).is_some_and(Option::is_some);
        is_shift(u) && is_shift(v)
    }

    /// Writes the inner products into the lower triangle of `out` (given its stride); `column`
    /// returns the innovations of a column at a row.
    pub(crate) fn products(
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
