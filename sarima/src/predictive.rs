//! The joint predictive distribution of the next values, on the model's scale.

use crate::distribution::Rng;
use crate::filter::{Filter, System, Trajectory};

/// Gaussian future values
/// `z_h = mean_h + σ (Σ_f factor_{f,h} ε_f + Σ_{j ≤ h} response_j(h - j) ν_j)` with independent
/// standard normal `ε` (the uncertainty of the present state) and `ν` (future innovations).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Predictive {
    /// One mean per step.
    pub(crate) mean: Vec<f64>,
    /// The innovation standard deviation `σ`.
    pub(crate) sigma: f64,
    /// One loading per step for each unknown of the present state.
    pub(crate) factors: Vec<Vec<f64>>,
    /// The responses to the first innovations, as far as they differ from the later ones.
    pub(crate) early: Vec<Vec<f64>>,
    /// The response to every later innovation, from its own step on.
    pub(crate) steady: Vec<f64>,
}

impl Predictive {
    /// The distribution that a filter predicts for its next `horizon` levels.
    pub(crate) fn from_filter(filter: &Filter, sigma2: f64, horizon: usize) -> Self {
        let system = &filter.system;
        let free_run = |path: &Trajectory| {
            let mut path = path.clone();
            let step = |_| {
                let level = path.predict(system);
                path.advance(system, level, 0.0, &[]);
                level
            };
            (0..horizon).map(step).collect::<Vec<f64>>()
        };
        let mut gain = filter.gain.clone();
        let mut early = Vec::new();
        while !gain.l.is_empty() && early.len() < horizon {
            early.push(response(system, gain.f, &gain.k, horizon - early.len()));
            gain.advance(system);
        }
        Self {
            mean: free_run(&filter.mean),
            sigma: sigma2.sqrt(),
            factors: filter.factors.iter().map(|f| free_run(&f.path)).collect(),
            steady: response(system, gain.f, &gain.k, horizon - early.len()),
            early,
        }
    }

    /// A distribution whose steps share one response, `1` first.
    pub(crate) fn steady(mean: Vec<f64>, sigma2: f64, steady: Vec<f64>) -> Self {
        Self {
            mean,
            sigma: sigma2.sqrt(),
            factors: Vec::new(),
            early: Vec::new(),
            steady,
        }
    }

    /// The variance of each step.
    pub(crate) fn variances(&self) -> Vec<f64> {
        let mut variances = vec![0.0; self.mean.len()];
        for factor in &self.factors {
            add_squares(&mut variances, factor);
        }
        for (j, response) in self.early.iter().enumerate() {
            add_squares(&mut variances[j..], response);
        }
        let mut sum = 0.0;
        for (variance, response) in variances[self.early.len()..].iter_mut().zip(&self.steady) {
            sum += response * response;
            *variance += sum;
        }
        let sigma2 = self.sigma * self.sigma;
        variances.iter_mut().for_each(|v| *v *= sigma2);
        variances
    }

    /// The variance of the sum of the steps, each times its weight.
    pub(crate) fn variance_of_sum(&self, weights: &[f64]) -> f64 {
        let square = |(from, loadings): (usize, &Vec<f64>)| {
            let terms = weights[from..].iter().zip(loadings);
            terms.map(|(w, x)| w * x).sum::<f64>().powi(2)
        };
        let factors = self.factors.iter().map(|factor| (0, factor));
        let steps = (0..self.mean.len()).map(|j| (j, self.early.get(j).unwrap_or(&self.steady)));
        self.sigma * self.sigma * factors.chain(steps).map(square).sum::<f64>()
    }

    /// Writes one random path, `mean.len()` values.
    pub(crate) fn draw(&self, rng: &mut Rng, path: &mut [f64]) {
        path.copy_from_slice(&self.mean);
        for factor in &self.factors {
            add_scaled(path, self.sigma * rng.normal(), factor);
        }
        for j in 0..path.len() {
            let response = self.early.get(j).unwrap_or(&self.steady);
            add_scaled(&mut path[j..], self.sigma * rng.normal(), response);
        }
    }
}

fn add_squares(variances: &mut [f64], loadings: &[f64]) {
    for (variance, loading) in variances.iter_mut().zip(loadings) {
        *variance += loading * loading;
    }
}

fn add_scaled(path: &mut [f64], scale: f64, loadings: &[f64]) {
    for (value, loading) in path.iter_mut().zip(loadings) {
        *value += scale * loading;
    }
}

/// The response of the level, from its own step on, to an innovation of variance `f` that enters
/// through `gain`.
fn response(system: &System, f: f64, gain: &[f64], horizon: usize) -> Vec<f64> {
    let sd = f.sqrt();
    let mut arma = Vec::with_capacity(horizon);
    let mut level = Vec::with_capacity(horizon);
    for t in 0..horizon {
        let shock = match t {
            0 => sd,
            t => sd * gain.get(t - 1).copied().unwrap_or(0.0),
        };
        // An innovation reaches the state through the gain alone, so the companion recursion starts
        // one step later.
        let past = system.phi.iter().filter(|x| x.0 < t);
        arma.push(shock + past.map(|&(lag, c)| c * arma[t - lag]).sum::<f64>());
        let past = system.delta.iter().filter(|x| x.0 <= t);
        level.push(arma[t] + past.map(|&(lag, c)| c * level[t - lag]).sum::<f64>());
    }
    level
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn variances_add_up_over_the_steps() {
        let mut predictive = Predictive::steady(vec![0.0; 3], 4.0, vec![1.0; 3]);
        assert_eq!(predictive.variances(), [4.0, 8.0, 12.0]);
        assert_eq!(predictive.variance_of_sum(&[0.0, 1.0, 0.0]), 8.0);
        // The first innovation is in three steps of the sum, the last in one.
        assert_eq!(
            predictive.variance_of_sum(&[1.0; 3]),
            4.0 * (9.0 + 4.0 + 1.0)
        );
        // An unknown of the present state adds its squared loading to each.
        predictive.factors.push(vec![1.0, 0.0, 2.0]);
        assert_eq!(predictive.variances(), [8.0, 8.0, 28.0]);
    }

    #[test]
    fn paths_have_the_variances() {
        let mut predictive = Predictive::steady(vec![1.0, 2.0], 4.0, vec![1.0, 0.5]);
        predictive.factors.push(vec![0.5, 0.5]);
        let mut random = Rng::new(3);
        let (mut path, mut squares) = ([0.0; 2], [0.0; 2]);
        let n = 4000;
        for _ in 0..n {
            predictive.draw(&mut random, &mut path);
            for (h, sum) in squares.iter_mut().enumerate() {
                *sum += (path[h] - predictive.mean[h]).powi(2) / f64::from(n);
            }
        }
        // Four standard errors of a variance.
        for (found, expected) in squares.iter().zip(predictive.variances()) {
            assert!((found / expected - 1.0).abs() < 4.0 * (2.0 / f64::from(n)).sqrt());
        }
    }
}
