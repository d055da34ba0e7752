//! The exact Gaussian likelihood of a seasonal ARIMA model, and its gradient.
//!
//! These are the inner loops of the crate [`sarima`](https://docs.rs/sarima), which is the one to
//! use: here columns must be differenced and regressors orthogonal, and nothing is checked. They
//! are a crate of their own because a fit spends nearly all its time in them, so that a module for
//! browsers can compile them for speed and everything else for size.
//!
//! | file | what |
//! |---|---|
//! | `polynomial` | the four lag polynomials and their products |
//! | `filter` | sparse recursions, forwards and backwards, on several columns at once |
//! | `lagged` | inner products at the lags of a polynomial |
//! | `invertible` | moving averages beyond the unit circle |
//! | `linalg` | small dense factorisations |
//! | `blocked` | the dense factorisation of the pre-sample values |
//! | `arrow` | a sparse one for long seasons, which couple few of them |
//! | `system` | the choice between the two |
//! | `generator_slopes` | derivatives of their determinant |
//! | `ar_determinant` | determinant of the pre-sample covariance |
//! | `presample` | the pre-sample values and their normal equations |
//! | `shifts` | inner products of the dummies of missing values |
//! | `missing` | a filter for many missing values |
//! | `missing_gradient`, `missing_derivatives` | its derivatives |
//! | `gaps` | rows that are missing |
//! | `stationary` | the filter's stationary start |
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
