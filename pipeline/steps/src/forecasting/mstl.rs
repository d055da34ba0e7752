//! Seasonal decomposition by `augurs` with exponential smoothing of the rest, as a model that can be stored.

use augurs::Fit;
use augurs::mstl::MSTLModel;
use sarima::Mstl;

use super::ets::fit_ets;

/// Fits MSTL with one season. Needs more than two seasons of observations.
pub(super) fn fit_mstl(endog: &[f64], season: usize) -> Result<Mstl, String> {
    if season < 2 || endog.len() <= 2 * season {
        return Err(format!(
            "{} observations hold no two seasons of {season}",
            endog.len()
        ));
    }
    let fitted = MSTLModel::naive(vec![season])
        .fit(endog)
        .map_err(|e| e.to_string())?;
    let parts = fitted.fit();
    let seasonal = parts
        .seasonal()
        .first()
        .ok_or("the decomposition has no season")?;
    let adjusted: Vec<f64> = parts
        .trend()
        .iter()
        .zip(parts.remainder())
        .map(|(t, r)| f64::from(*t) + f64::from(*r))
        .collect();
    let cycle = seasonal[seasonal.len() - season..]
        .iter()
        .map(|&s| f64::from(s))
        .collect();
    Ok(Mstl {
        ets: fit_ets(&adjusted)?,
        cycle,
    })
}
