//! A seasonal decomposition with exponential smoothing of the rest.
//!
//! The decomposition is that of `augurs`.
//! Its model cannot be stored, so that only the last season and the smoothing are kept.
//!
//! # References
//! Cleveland, Cleveland, McRae, Terpenning (1990), STL: a seasonal-trend decomposition procedure
//! based on loess, Journal of Official Statistics 6; Bandara, Hyndman, Bergmeir (2021), MSTL: a
//! seasonal-trend decomposition algorithm for time series with multiple seasonal patterns.

use augurs::Fit;
use augurs::mstl::MSTLModel;
use sarima::Mstl;

use super::ets::fit_ets;

/// Fits MSTL with one season.
///
/// # Errors
/// When there are no more than two seasons of observations.
pub(super) fn fit_mstl(endog: &[f64], season: usize) -> Result<Mstl, String> {
    if season < 2 || endog.len() <= 2 * season {
        return Err(format!(
            "{} observations are too few: MSTL needs more than two seasons of {season}",
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
