//! The filter over a series with missing values.

use super::gain::Gain;
use super::number::Number;
use super::system::System;
use super::trajectory::Trajectory;

/// A direction in which the state is uncertain beyond the complete-data filter, because a value is
/// missing.
///
/// The state is `mean + Σ_j path_j · ε_j` with independent `ε_j`, standard normal in units of the
/// innovation standard deviation, or with a flat prior when `diffuse` (a missing value among the
/// first `d + D s`).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Factor<N = f64> {
    /// The derivative of the state with respect to the unknown.
    pub(crate) path: Trajectory<N>,
    /// The unknown has a flat prior.
    pub(crate) diffuse: bool,
}

/// The exact filter of a regression error `η`.
///
/// The first `d + D s` levels are given (a flat prior). From there on the complete-data gains
/// ([`Gain`]) apply even where a value is missing: a missing value takes its prediction, and its
/// innovation becomes one more unknown ([`Factor`]). An observed value updates the unknowns by
/// Potter's square-root formula, or settles a diffuse one exactly. This is the exact Gaussian
/// filter, with one path for each missing value that still matters instead of a covariance.
///
/// # References
/// Potter's update: Bierman (1977), *Factorization Methods for Discrete Sequential Estimation*,
/// chapter II.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Filter<N = f64> {
    pub(crate) system: System<N>,
    pub(crate) gain: Gain<N>,
    pub(crate) mean: Trajectory<N>,
    pub(crate) factors: Vec<Factor<N>>,
    /// Periods passed, leading missing ones included.
    pub(crate) seen: usize,
    /// Number of the first `d + D s` levels that are known.
    pub(crate) warm: usize,
}

/// The prediction of a value before it was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step<N = f64> {
    /// The predicted level.
    pub(crate) mean: N,
    /// The variance of the prediction in units of the innovation variance; infinite where a flat
    /// prior leaves it open.
    pub(crate) variance: N,
}

/// A diffuse unknown that moves a prediction by less than this does not affect it.
const DIFFUSE_TOUCH: f64 = 1e-8;
/// Factors with all elements below this no longer contribute to a variance.
const NEGLIGIBLE: f64 = 1e-13;

impl<N: Number> Filter<N> {
    /// A filter before the first observation, or `None` when the autoregressive part is not
    /// stationary.
    pub(crate) fn new(system: System<N>) -> Option<Self> {
        let gain = Gain::first(&system)?;
        Some(Self {
            mean: Trajectory::zero(&system),
            gain,
            factors: Vec::new(),
            seen: 0,
            warm: 0,
            system,
        })
    }

    /// `true` if the initial levels are all known, so that predictions exist.
    pub(crate) fn started(&self) -> bool {
        self.warm == self.system.n_diff
    }

    /// `true` if a flat prior still leaves some direction open.
    pub(crate) fn open(&self) -> bool {
        !self.started() || self.factors.iter().any(|f| f.diffuse)
    }

    /// Takes the next level, `None` when missing, and returns its prediction. The variance is
    /// infinite while a flat prior leaves it open.
    pub(crate) fn step(&mut self, level: Option<N>) -> Step<N> {
        self.seen += 1;
        if !self.started() {
            self.warm_up(level);
            return Step {
                mean: N::zero(),
                variance: N::from(f64::INFINITY),
            };
        }
        let mean = self.mean.predict(&self.system);
        let slopes: Vec<N> = self
            .factors
            .iter()
            .map(|f| f.path.predict(&self.system))
            .collect();
        let known = self.factors.iter().zip(&slopes).filter(|(f, _)| !f.diffuse);
        let variance = self.gain.f + N::sum(known.map(|(_, g)| *g * *g));
        let pivot = self.pivot(&slopes);
        match (level, pivot) {
            (None, _) => self.skip(mean, &slopes),
            (Some(level), None) => self.update(level, level - mean, &slopes, variance),
            (Some(level), Some(pivot)) => self.settle(level, level - mean, &slopes, pivot),
        }
        self.factors
            .retain(|f| f.diffuse || f.path.size() > NEGLIGIBLE);
        self.compress();
        self.gain.advance(&self.system);
        let variance = if pivot.is_some() {
            N::from(f64::INFINITY)
        } else {
            variance
        };
        Step { mean, variance }
    }

    fn warm_up(&mut self, level: Option<N>) {
        if self.warm == 0 && level.is_none() {
            return;
        }
        for factor in &mut self.factors {
            factor.path.push_level(N::zero());
        }
        self.mean.push_level(level.unwrap_or(N::zero()));
        self.warm += 1;
        if level.is_none() {
            let mut path = Trajectory::zero(&self.system);
            path.push_level(N::one());
            self.factors.push(Factor {
                path,
                diffuse: true,
            });
        }
    }

    /// The diffuse unknown that a prediction depends on most.
    fn pivot(&self, slopes: &[N]) -> Option<usize> {
        let open = (0..slopes.len())
            .filter(|&j| self.factors[j].diffuse && slopes[j].value().abs() > DIFFUSE_TOUCH);
        open.max_by(|&i, &j| slopes[i].value().abs().total_cmp(&slopes[j].value().abs()))
    }

    /// A missing value: the prediction plus an unknown innovation.
    fn skip(&mut self, mean: N, slopes: &[N]) {
        let sd = self.gain.f.sqrt();
        self.mean
            .advance(&self.system, mean, N::zero(), &self.gain.k);
        for (factor, &slope) in self.factors.iter_mut().zip(slopes) {
            factor
                .path
                .advance(&self.system, slope, N::zero(), &self.gain.k);
        }
        let mut path = Trajectory::zero(&self.system);
        path.advance(&self.system, sd, sd, &self.gain.k);
        self.factors.push(Factor {
            path,
            diffuse: false,
        });
    }

    /// An observed value whose prediction does not depend on a diffuse unknown.
    fn update(&mut self, level: N, error: N, slopes: &[N], variance: N) {
        self.mean.advance(&self.system, level, error, &self.gain.k);
        if self.factors.is_empty() {
            return;
        }
        for (factor, &slope) in self.factors.iter_mut().zip(slopes) {
            let innovation = if factor.diffuse { N::zero() } else { -slope };
            factor
                .path
                .advance(&self.system, N::zero(), innovation, &self.gain.k);
        }
        // The posterior of the unknowns: mean g e / S, covariance I - g g'/S with square root I - c
        // g g'.
        let spread = variance - self.gain.f;
        if spread.value() <= 0.0 {
            return;
        }
        let c = (N::one() - (self.gain.f / variance).sqrt()) / spread;
        let mut along = Trajectory::zero(&self.system);
        for (factor, &slope) in self.factors.iter().zip(slopes).filter(|(f, _)| !f.diffuse) {
            along.add(slope, &factor.path);
        }
        self.mean.add(error / variance, &along);
        for (factor, &slope) in self
            .factors
            .iter_mut()
            .zip(slopes)
            .filter(|(f, _)| !f.diffuse)
        {
            factor.path.add(-c * slope, &along);
        }
    }

    /// An observed value that determines the diffuse unknown `pivot` from the others and its own
    /// innovation.
    fn settle(&mut self, level: N, error: N, slopes: &[N], pivot: usize) {
        self.mean
            .advance(&self.system, level, N::zero(), &self.gain.k);
        for factor in &mut self.factors {
            factor
                .path
                .advance(&self.system, N::zero(), N::zero(), &self.gain.k);
        }
        let sd = self.gain.f.sqrt();
        let mut innovation = Trajectory::zero(&self.system);
        innovation.advance(&self.system, N::zero(), sd, &self.gain.k);
        let settled = self.factors.remove(pivot).path;
        let scale = N::one() / slopes[pivot];
        self.mean.add(error * scale, &settled);
        innovation.add(-sd * scale, &settled);
        let others = slopes
            .iter()
            .enumerate()
            .filter(|(j, _)| *j != pivot)
            .map(|(_, g)| g);
        for (factor, &slope) in self.factors.iter_mut().zip(others) {
            factor.path.add(-slope * scale, &settled);
        }
        self.factors.push(Factor {
            path: innovation,
            diffuse: false,
        });
    }

    /// Keeps the number of unknowns at most the number of state elements.
    fn compress(&mut self) {
        let elements = self.system.dim + self.system.n_diff;
        if self.factors.len() <= 2 * elements || self.factors.iter().any(|f| f.diffuse) {
            return;
        }
        let paths = self
            .factors
            .iter_mut()
            .map(|f| &mut f.path)
            .collect::<Vec<_>>();
        triangularise(paths, elements);
        self.factors.truncate(elements);
    }
}

#[cfg(feature = "wide-search")]
impl<N: Number> Filter<N> {
    /// The filter in 64-bit numbers with their own system. These suffice from here: only the first
    /// steps cancel.
    pub(crate) fn rounded(&self, system: System) -> Filter {
        let values = |list: &[N]| list.iter().map(|x| x.value()).collect::<Vec<f64>>();
        let path = |path: &Trajectory<N>| Trajectory {
            arma: values(&path.arma),
            levels: values(&path.levels),
        };
        let factor = |factor: &Factor<N>| Factor {
            path: path(&factor.path),
            diffuse: factor.diffuse,
        };
        Filter {
            system,
            gain: Gain {
                f: self.gain.f.value(),
                k: values(&self.gain.k),
                l: values(&self.gain.l),
            },
            mean: path(&self.mean),
            factors: self.factors.iter().map(factor).collect(),
            seen: self.seen,
            warm: self.warm,
        }
    }
}

/// Rotates the paths among themselves until only the first `elements` differ from zero: Householder
/// reflections, one per state element. The covariance `Σ path path'` stays the same.
fn triangularise<N: Number>(mut paths: Vec<&mut Trajectory<N>>, elements: usize) {
    for element in 0..elements {
        let column: Vec<N> = paths.iter().skip(element).map(|p| at(p, element)).collect();
        let norm = N::sum(column.iter().map(|x| *x * *x)).sqrt();
        if norm.value() == 0.0 {
            continue;
        }
        let mut reflector = column;
        reflector[0] = if reflector[0].value() < 0.0 {
            reflector[0] - norm
        } else {
            reflector[0] + norm
        };
        let scale = N::from(2.0) / N::sum(reflector.iter().map(|x| *x * *x));
        let mut along = Trajectory {
            arma: vec![N::zero(); paths[0].arma.len()],
            levels: vec![N::zero(); paths[0].levels.len()],
        };
        for (path, &h) in paths.iter().skip(element).zip(&reflector) {
            along.add(h, path);
        }
        for (path, &h) in paths.iter_mut().skip(element).zip(&reflector) {
            path.add(-scale * h, &along);
        }
    }
}

fn at<N: Number>(path: &Trajectory<N>, element: usize) -> N {
    let n = path.arma.len();
    if element < n {
        path.arma[element]
    } else {
        path.levels[element - n]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn rotating_paths_keeps_their_covariance() {
        let path = |arma: [f64; 2], level: f64| Trajectory {
            arma: arma.to_vec(),
            levels: vec![level],
        };
        let mut paths = vec![
            path([1.0, 2.0], 0.5),
            path([-0.3, 0.7], 1.0),
            path([0.2, 0.1], -2.0),
            path([4.0, -1.0], 0.3),
        ];
        let covariance = |paths: &[Trajectory]| -> Vec<f64> {
            let entry = |i, j| paths.iter().map(|p| at(p, i) * at(p, j)).sum();
            (0..9).map(|k| entry(k / 3, k % 3)).collect()
        };
        let before = covariance(&paths);
        triangularise(paths.iter_mut().collect(), 3);
        assert!(paths[3].size() < 1e-12);
        for (a, b) in before.iter().zip(covariance(&paths[..3])) {
            assert!((a - b).abs() < 1e-12);
        }
    }
}
