//! The exact Gaussian likelihood of a seasonal ARIMA model, and its gradient.
//!
//! These are the inner loops of the crate `sarima`, which is the one to use: here columns are differenced, regressors orthogonal, and
//! nothing is checked. They are a crate of their own because a fit spends nearly all its time in them, so that a module for browsers
//! can compile them for speed and everything else for size.
//!
//! | file | what |
//! |---|---|
//! | `polynomial` | the four lag polynomials and their products |
//! | `filter` | sparse recursions, forwards and backwards, on several columns at once |
//! | `lagged` | inner products at the lags of a polynomial |
//! | `invertible` | moving averages beyond the unit circle |
//! | `linalg` | small dense factorisations |
//! | `blocked` | the larger one of the pre-sample values |
//! | `arrow` | the same for long seasons, where few of them are coupled |
//! | `system` | the choice between the two |
//! | `generator_slopes` | derivatives of their determinant |
//! | `ar_determinant` | determinant of the pre-sample covariance |
//! | `presample` | the pre-sample values and their normal equations |
//! | `shifts` | inner products of the dummies of missing values |
//! | `missing`, `missing_gradient`, `missing_derivatives` | a filter for many missing values, and its derivatives |
//! | `gaps` | which they are |
//! | `stationary` | where it begins |
//! | `evaluate` | the likelihood |
//! | `gradient` | its derivatives |
//! | `pacf` | coefficients and partial autocorrelations |

mod ar_determinant;
#[cfg(feature = "structured")]
mod arrow;
mod blocked;
pub mod evaluate;
mod filter;
#[cfg(feature = "structured")]
pub mod gaps;
mod generator_slopes;
pub mod gradient;
pub mod invertible;
mod lagged;
pub mod linalg;
#[cfg(feature = "structured")]
pub mod missing;
#[cfg(feature = "structured")]
mod missing_derivatives;
#[cfg(feature = "structured")]
mod missing_gradient;
#[cfg(all(test, feature = "structured"))]
mod noise;
pub mod pacf;
pub mod polynomial;
mod presample;
pub mod shifts;
#[cfg(feature = "structured")]
mod stationary;
mod system;
