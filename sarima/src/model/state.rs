//! The filter's state in JSON.

use serde::{Deserialize, Serialize};

use crate::filter::{Factor, Filter, Gain, System, Trajectory};

/// Everything the data left behind, in units of the innovation standard deviation where a scale matters.
///
/// Complete data of a model with `r = max(p + P s, q + Q s + 1)` need `d + D s + 3 r + 2` numbers, and `2 r` fewer once the gain is
/// steady. Each value still missing in effect adds up to `r + d + D s`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StateDocument {
    /// Periods passed.
    periods: usize,
    /// The last `d + D s` levels of the regression error, oldest first.
    levels: Vec<f64>,
    /// The predicted ARMA state, `r` numbers.
    arma: Vec<f64>,
    /// `F`, the variance of the next innovation.
    f: f64,
    /// The gain `K`; left out when steady and equal to `φ_i + θ_i`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gain: Vec<f64>,
    /// The generator `L` of the gains to come; left out when steady.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    generator: Vec<f64>,
    /// Directions left uncertain by missing values, each the ARMA state followed by the levels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    factors: Vec<Vec<f64>>,
}

impl StateDocument {
    pub(crate) fn new(filter: &Filter) -> Self {
        let flat = |path: &Trajectory| path.arma.iter().chain(&path.levels).copied().collect();
        Self {
            periods: filter.seen,
            levels: filter.mean.levels.clone(),
            arma: filter.mean.arma.clone(),
            f: filter.gain.f,
            gain: filter.gain.k.clone(),
            generator: filter.gain.l.clone(),
            factors: filter.factors.iter().map(|f| flat(&f.path)).collect(),
        }
    }

    /// The filter that stood still here, or what is wrong.
    pub(crate) fn into_filter(self, system: System) -> Result<Filter, String> {
        let (dim, n_diff) = (system.dim, system.n_diff);
        length("state.levels", &self.levels, n_diff)?;
        length("state.arma", &self.arma, dim)?;
        length("state.gain", &self.gain, dim)?;
        if !self.generator.is_empty() {
            length("state.generator", &self.generator, dim)?;
            let ell = self.generator[0];
            if ell.abs() >= 1.0 {
                return Err(format!(
                    "`state.generator` starts with `{ell}`, which is not inside (-1, 1)"
                ));
            }
        }
        if !(self.f.is_finite() && self.f > 0.0) {
            return Err(format!(
                "`state.f` is `{}`, which is not a positive number",
                self.f
            ));
        }
        for factor in &self.factors {
            length("state.factors[…]", factor, dim + n_diff)?;
        }
        let path = |mut all: Vec<f64>| {
            let levels = all.split_off(dim);
            Trajectory { arma: all, levels }
        };
        Ok(Filter {
            gain: Gain {
                f: self.f,
                k: self.gain,
                l: self.generator,
            },
            mean: Trajectory {
                arma: self.arma,
                levels: self.levels,
            },
            factors: self
                .factors
                .into_iter()
                .map(|all| Factor {
                    path: path(all),
                    diffuse: false,
                })
                .collect(),
            seen: self.periods,
            warm: n_diff,
            system,
        })
    }
}

/// Checks that a list has `expected` finite numbers.
pub(crate) fn length(what: &str, values: &[f64], expected: usize) -> Result<(), String> {
    if values.len() != expected {
        return Err(format!(
            "`{what}` has `{}` numbers, expected `{expected}`",
            values.len()
        ));
    }
    match values.iter().find(|v| !v.is_finite()) {
        Some(v) => Err(format!("`{what}` holds `{v}`, which is not finite")),
        None => Ok(()),
    }
}
