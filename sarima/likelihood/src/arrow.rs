//! The normal equations of the pre-sample values when the season is long.
//!
//! An innovation depends on the values of other positions of the season only through the
//! non-seasonal factors, and division by the moving average `ϑ(B)` of order `q` is a recursion. Let
//! `T` be the lower-triangular Toeplitz matrix of `ϑ`. Then `T M T'`, whose determinant is that of
//! `M`, couples two values only when
//!
//! * their positions in the season are at most `p + q` apart, or
//! * one of them is among the border: the `q + max(p, q)` most recent positions of a season, which
//!   see the next season's recursion begin, and the values beyond whole seasons.
//!
//! With the border last, the Cholesky factor keeps this pattern and costs `O(r)` for given orders.
//! `T M T'` has the displacement structure of `M` with `T` applied to the generators, so its
//! entries are sums along diagonals, which begin anew wherever a diagonal has left the pattern. The
//! inverse on the pattern, all that a derivative of the determinant needs, follows from the factor
//! (Takahashi, Fagan and Chen 1973; Erisman and Tinney 1975).

use crate::generator_slopes::GeneratorSlopes;
use crate::linalg::LogDeterminant;
use crate::polynomial::Shape;
use crate::presample::Generators;

/// `θ, g, h, e` at one index.
type Generator = [f64; 4];

/// An entry of the upper triangle inside the pattern.
#[derive(Clone, Copy, Debug)]
struct Entry {
    row: usize,
    column: usize,
    slot: usize,
    /// Slot of the entry before it on its diagonal; the slot of a zero if that entry is outside.
    before: usize,
}

/// The entries of the pattern and their slots.
#[derive(Clone, Debug)]
struct Pattern {
    /// Indices in the order of elimination.
    order: Vec<usize>,
    /// Number of indices that are not in the border.
    interior: usize,
    /// Reach of an interior row in that order.
    band: usize,
    border: usize,
    entries: Vec<Entry>,
}

impl Pattern {
    fn new(shape: Shape) -> Self {
        let r = shape.presample();
        let Shape { p, q, s, .. } = shape;
        let seasons = r / s;
        let recent = q + p.max(q);
        let mut order: Vec<usize> = (recent..s)
            .flat_map(|position| (0..seasons).map(move |k| position + k * s))
            .collect();
        let interior = order.len();
        order.extend((0..r).filter(|i| i % s < recent || *i >= seasons * s));
        let mut this = Self {
            interior,
            band: ((p + q + 1) * seasons).saturating_sub(1),
            border: r - interior,
            order,
            entries: Vec::new(),
        };
        let mut places = vec![0; r];
        for (place, &i) in this.order.iter().enumerate() {
            places[i] = place;
        }
        let slot = |i: usize, j: usize| this.slot(places[i], places[j]);
        let mut entries = Vec::new();
        for row in 0..r {
            for column in row..r {
                if let Some(own) = slot(row, column) {
                    let before = row.checked_sub(1).and_then(|i| slot(i, column - 1));
                    entries.push(Entry {
                        row,
                        column,
                        slot: own,
                        before: before.unwrap_or(this.zero()),
                    });
                }
            }
        }
        this.entries = entries;
        this
    }

    /// Length of an interior row: diagonal, band, border.
    fn width(&self) -> usize {
        1 + self.band + self.border
    }

    /// The slot after the last.
    fn zero(&self) -> usize {
        self.interior * self.width() + self.border * self.border
    }

    /// Slot of the entry of two places in the order.
    fn slot(&self, a: usize, b: usize) -> Option<usize> {
        let (a, b) = (a.min(b), a.max(b));
        let row = a * self.width();
        match (a.checked_sub(self.interior), b.checked_sub(self.interior)) {
            (None, None) => (b - a <= self.band).then(|| row + b - a),
            (None, Some(b)) => Some(row + 1 + self.band + b),
            (Some(a), Some(b)) => Some(self.interior * self.width() + a * self.border + b),
            (Some(_), None) => None,
        }
    }
}

/// `T M T'` inside the pattern, then its upper factor `U` with the reciprocals of the diagonal in
/// place of the diagonal.
#[derive(Clone, Debug)]
pub(crate) struct Arrow {
    pattern: Pattern,
    ma: Vec<f64>,
    generators: Vec<Generator>,
    values: Vec<f64>,
}

impl Arrow {
    /// `None` if a dense factor is as cheap.
    pub(crate) fn new(shape: Shape) -> Option<Self> {
        let r = shape.presample();
        let Shape { p, q, s, .. } = shape;
        let seasons = r.checked_div(s)?;
        let border = (q + p.max(q)) * seasons + r - seasons * s;
        let width = (p + q + 1) * seasons + border;
        if s <= q + p.max(q) || width * width * PAYS > r * r {
            return None;
        }
        let pattern = Pattern::new(shape);
        Some(Self {
            values: vec![0.0; pattern.zero() + 1],
            ma: vec![0.0; q],
            generators: vec![[0.0; 4]; r],
            pattern,
        })
    }

    /// Fills the pattern; `ma` is the non-seasonal moving average.
    pub(crate) fn assemble(&mut self, generators: &Generators, ma: &[f64]) {
        self.ma.copy_from_slice(ma);
        let Generators { theta, g, h, e, .. } = generators;
        let all = theta.iter().zip(g).zip(h).zip(e);
        for (row, (((t, g), h), e)) in self.generators.iter_mut().zip(all) {
            *row = [*t, *g, *h, *e];
        }
        for i in (0..self.generators.len()).rev() {
            for (k, c) in self.ma.iter().enumerate().take(i) {
                let past = self.generators[i - k - 1];
                add(*c, &past, &mut self.generators[i]);
            }
        }
        self.values.fill(0.0);
        let g0 = self.generators.first().map_or(0.0, |row| row[1]);
        for entry in &self.pattern.entries {
            let (a, b) = (self.generators[entry.row], self.generators[entry.column]);
            let step = (a[0] * b[1] + (a[1] - g0 * a[0]) * b[0]) - (a[2] * b[2] - a[3] * b[3]);
            self.values[entry.slot] = self.values[entry.before] + step;
        }
    }

    /// `true` if `T^-1` is small enough: its norm is below `r` with one root on the unit circle.
    fn is_tame(&self) -> bool {
        let r = self.generators.len();
        let mut response = vec![1.0; r];
        let mut norm = 1.0;
        for i in 1..r {
            let terms = self.ma.iter().zip(response[..i].iter().rev());
            response[i] = -terms.map(|(c, v)| c * v).sum::<f64>();
            norm += response[i].abs();
        }
        norm <= 2.0 * r as f64
    }

    /// Factors the matrix in place. Returns the log-determinant, or `None` when digits would be
    /// missing.
    pub(crate) fn factorise(&mut self) -> Option<f64> {
        let Pattern {
            interior,
            band,
            border,
            ..
        } = self.pattern;
        if self.ma.len() > 1 && !self.is_tame() {
            return None;
        }
        let width = self.pattern.width();
        let mut logdet = LogDeterminant::one();
        let (rows, corner) = self.values.split_at_mut(interior * width);
        for i in 0..interior {
            let (row, below) = rows[i * width..].split_at_mut(width);
            pivot(row, &mut logdet)?;
            let (near, far) = row.split_at(1 + band);
            let below = below.chunks_exact_mut(width);
            for (k, (u, row)) in near[1..].iter().zip(below).enumerate() {
                let (near_below, far_below) = row.split_at_mut(1 + band);
                add(-u, &near[1 + k..], near_below);
                add(-u, far, far_below);
            }
            for (c, u) in far.iter().enumerate() {
                let row = &mut corner[c * border..(c + 1) * border];
                add(-u, &far[c..], &mut row[c..]);
            }
        }
        for i in 0..border {
            let (row, below) = corner[i * border..].split_at_mut(border);
            pivot(&mut row[i..], &mut logdet)?;
            for (k, below) in below[..(border - i - 1) * border]
                .chunks_exact_mut(border)
                .enumerate()
            {
                let j = i + 1 + k;
                add(-row[j], &row[j..], &mut below[j..]);
            }
        }
        Some(logdet.total())
    }

    /// Rows of the factor in the order of elimination: the row's reciprocal pivot and its other
    /// elements with their places.
    fn row(&self, place: usize) -> (f64, impl Iterator<Item = (usize, f64)>) {
        let Pattern {
            interior,
            band,
            border,
            ..
        } = self.pattern;
        let width = self.pattern.width();
        let (near, far, first) = match place.checked_sub(interior) {
            None => {
                let row = &self.values[place * width..(place + 1) * width];
                let (near, far) = row.split_at(1 + band);
                (&near[..near.len().min(interior - place)], far, interior)
            }
            Some(i) => {
                let row = &self.values[interior * width + i * border..][..border];
                (&row[i..], &row[..0], 0)
            }
        };
        let near_places = near.iter().enumerate().skip(1);
        let near_places = near_places.map(move |(k, v)| (place + k, *v));
        let far_places = far.iter().enumerate().map(move |(c, v)| (first + c, *v));
        (near[0], near_places.chain(far_places))
    }

    /// Solves `U' z = T b` in place.
    pub(crate) fn solve_transposed(&self, b: &mut [f64]) {
        for i in (0..self.generators.len()).rev() {
            for (k, c) in self.ma.iter().enumerate().take(i) {
                b[i] += c * b[i - k - 1];
            }
        }
        let order = &self.pattern.order;
        for (place, &i) in order.iter().enumerate() {
            let (reciprocal, others) = self.row(place);
            let z = b[i] * reciprocal;
            b[i] = z;
            others.for_each(|(k, u)| b[order[k]] -= u * z);
        }
    }

    /// Solves `U y = z` in place, and replaces `y` by `T' y`.
    pub(crate) fn solve(&self, z: &mut [f64]) {
        let order = &self.pattern.order;
        for (place, &i) in order.iter().enumerate().rev() {
            let (reciprocal, others) = self.row(place);
            let known: f64 = others.map(|(k, u)| u * z[order[k]]).sum();
            z[i] = (z[i] - known) * reciprocal;
        }
        let r = self.generators.len();
        for i in 0..r {
            for (k, c) in self.ma.iter().enumerate().take(r - 1 - i) {
                z[i] += c * z[i + k + 1];
            }
        }
    }

    /// The inverse inside the pattern.
    fn inverse(&self, out: &mut Vec<f64>) {
        out.clear();
        out.resize(self.values.len(), 0.0);
        self.border_inverse(out);
        let Pattern {
            interior,
            band,
            border,
            ..
        } = self.pattern;
        let width = self.pattern.width();
        let (rows, corner) = out.split_at_mut(interior * width);
        let mut sums = vec![0.0; width];
        for i in (0..interior).rev() {
            let (own, below) = rows[i * width..].split_at_mut(width);
            let row = &self.values[i * width..(i + 1) * width];
            let (near, far) = row.split_at(1 + band);
            sums.fill(0.0);
            let (near_sums, far_sums) = sums.split_at_mut(1 + band);
            for (l, below) in (1..=band).zip(below.chunks_exact(width)) {
                let (near_below, far_below) = below.split_at(1 + band);
                add(near[l], near_below, &mut near_sums[l..]);
                add(near[l], far_below, far_sums);
                near_sums[l] += dot(&near[l..][1..], &near_below[1..]) + dot(far, far_below);
            }
            for (c, sum) in far_sums.iter_mut().enumerate() {
                for (k, u) in far.iter().enumerate() {
                    *sum += u * corner[c.min(k) * border + c.max(k)];
                }
            }
            let reciprocal = near[0];
            own[0] = reciprocal * reciprocal * (1.0 + dot(&row[1..], &sums[1..]));
            for (own, sum) in own.iter_mut().zip(&sums).skip(1) {
                *own = -reciprocal * sum;
            }
        }
    }

    /// The inverse inside the border.
    fn border_inverse(&self, out: &mut [f64]) {
        let Pattern {
            interior, border, ..
        } = self.pattern;
        let corner = interior * self.pattern.width();
        let (factor, out) = (&self.values[corner..], &mut out[corner..]);
        let at = |a: usize, b: usize| a.min(b) * border + a.max(b);
        for i in (0..border).rev() {
            let reciprocal = factor[at(i, i)];
            let mut diagonal = reciprocal;
            for j in (i + 1..border).rev() {
                let sum: f64 = (i + 1..border)
                    .map(|k| factor[at(i, k)] * out[at(k, j)])
                    .sum();
                let value = -reciprocal * sum;
                out[at(i, j)] = value;
                diagonal -= factor[at(i, j)] * value;
            }
            out[at(i, i)] = reciprocal * diagonal;
        }
    }

    /// Derivatives of the log-determinant with respect to the generators and, where `T` has it, to
    /// the non-seasonal moving average.
    pub(crate) fn adjoint(
        &self,
        generators: &Generators,
        work: &mut Vec<f64>,
        out: &mut GeneratorSlopes,
    ) {
        self.inverse(work);
        let g0 = self.generators.first().map_or(0.0, |row| row[1]);
        let mut slopes = vec![[0.0; 4]; self.generators.len()];
        let mut by_g0 = 0.0;
        for entry in self.pattern.entries.iter().rev() {
            let sum = work[entry.slot];
            work[entry.before] += sum;
            let weight = if entry.row == entry.column {
                sum
            } else {
                2.0 * sum
            };
            let (a, b) = (self.generators[entry.row], self.generators[entry.column]);
            let part = |x: &Generator| {
                [
                    weight * (x[1] - g0 * x[0]),
                    weight * x[0],
                    -weight * x[2],
                    weight * x[3],
                ]
            };
            add(1.0, &part(&b), &mut slopes[entry.row]);
            add(1.0, &part(&a), &mut slopes[entry.column]);
            by_g0 -= weight * a[0] * b[0];
        }
        if let Some(first) = slopes.first_mut() {
            first[1] += by_g0;
        }
        let Generators { theta, g, h, e, .. } = generators;
        for (k, slope) in out.ma.iter_mut().enumerate() {
            let lag = k + 1;
            *slope = 0.0;
            for (i, by) in slopes.iter().enumerate().skip(lag) {
                let past = i - lag;
                *slope +=
                    (by[0] * theta[past] + by[1] * g[past]) + (by[2] * h[past] + by[3] * e[past]);
            }
        }
        for i in 0..slopes.len() {
            let mut by = slopes[i];
            for (c, later) in self.ma.iter().zip(&slopes[i + 1..]) {
                add(*c, later, &mut by);
            }
            out.theta[i] = by[0];
            out.g[i] = by[1];
            out.h[i] = by[2];
            out.e[i] = by[3];
        }
    }
}

/// The sparse form pays when a dense row is longer by at least the square root of this.
const PAYS: usize = 16;

/// A pivot below this means that digits are missing: `T` has a condition number up to `r`, and with
/// factors that nearly cancel close to the unit circle `M` is nearly singular already.
const DIGITS: f64 = 1e-5;

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// Divides a row by the square root of its first element, which is replaced by the reciprocal.
fn pivot(row: &mut [f64], logdet: &mut LogDeterminant) -> Option<()> {
    if row[0] < DIGITS {
        return None;
    }
    logdet.multiply(row[0])?;
    let reciprocal = 1.0 / row[0].sqrt();
    row.iter_mut().for_each(|v| *v *= reciprocal);
    row[0] = reciprocal;
    Some(())
}

/// `y += a x`, up to the shorter length.
fn add(a: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

#[cfg(test)]
mod tests {
    use crate::evaluate::{Columns, Evaluator};
    use crate::gradient::Differentiator;
    use crate::noise::{Noise, coefficients};
    use crate::polynomial::Shape;
    use crate::shifts::Shifts;
    use crate::system::System;

    /// Value, `S` and gradient.
    fn all(eval: &mut Evaluator<'_>, coef: &[f64]) -> Vec<f64> {
        let mut diff = Differentiator::new(eval);
        let mut out = vec![eval.evaluate(coef)];
        out.push(eval.s);
        out.extend(diff.gradient(eval).unwrap());
        out
    }

    /// The largest difference between the sparse and the dense form, relative to the largest
    /// element of the gradient where that is larger than 1; `None` where the sparse form lacks
    /// digits.
    fn difference(shape: Shape, coef: &[f64], n: usize, noise: &mut Noise) -> Option<f64> {
        let columns = Columns {
            n,
            dummies: 0,
            data: (0..2)
                .map(|_| (0..n).map(|_| noise.next()).collect())
                .collect(),
            entries: Vec::new(),
            shifts: Shifts::new(Vec::new(), n),
            gaps: None,
        };
        let mut eval = Evaluator::new(&columns, shape);
        let sparse = all(&mut eval, coef);
        let was_sparse = eval.m.arrow().is_some();
        eval.m = System::dense(shape);
        let dense = all(&mut eval, coef);
        let size = dense.iter().fold(1.0f64, |m, v| m.max(v.abs()));
        let pairs = sparse.iter().zip(&dense);
        was_sparse.then(|| pairs.fold(0.0f64, |m, (a, b)| m.max((a - b).abs())) / size)
    }

    #[test]
    fn the_sparse_form_is_the_dense_one_for_all_orders() {
        let mut noise = Noise(20181121);
        for p in 0..4 {
            for q in 0..4 {
                for (sp, sq) in [(0, 1), (1, 0), (1, 1), (2, 1), (0, 2), (2, 2)] {
                    let s = 60 + 7 * p + 3 * q;
                    let shape = Shape { p, q, sp, sq, s };
                    for n in [s / 2, 3 * s + 5] {
                        let coef = coefficients(shape, |_| 0.9 * noise.next());
                        let d = difference(shape, &coef, n, &mut noise);
                        // Three lags of each kind may be close to a triple root, where both lose
                        // digits.
                        let enough = if q < 3 { 1e-9 } else { 1e-7 };
                        assert!(d.is_none_or(|d| d < enough), "{shape:?} {n} {d:?}");
                        assert!(d.is_some() || q > 1, "{shape:?} {coef:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn it_stays_so_near_the_unit_circle() {
        let mut noise = Noise(20181122);
        for (p, q, sp, sq, s) in [(1, 1, 1, 1, 52), (0, 2, 0, 1, 168), (2, 1, 1, 0, 365)] {
            let shape = Shape { p, q, sp, sq, s };
            let mut compared = 0;
            for _ in 0..20 {
                let coef = coefficients(shape, |ma| {
                    let far = if ma { 1.0 } else { 1.0 - 1e-6 };
                    let near = far - 10f64.powf(-3.0 - 2.0 * noise.next());
                    [near, far][usize::from(ma && noise.next() > 0.0)].copysign(noise.next())
                });
                if let Some(d) = difference(shape, &coef, 3 * s + 11, &mut noise) {
                    // Here the dense form has lost as many digits.
                    assert!(d < 1e-4, "{shape:?} {coef:?} {d:e}");
                    compared += 1;
                }
            }
            assert!(compared > 2, "{shape:?} {compared}");
        }
    }
}
