//! The exact Gaussian likelihood and its gradient.
//!
//! | file | what |
//! |---|---|
//! | [`polynomial`] | the four lag polynomials and their products |
//! | [`filter`] | sparse recursions, forwards and backwards, on several columns at once |
//! | [`invertible`] | moving averages beyond the unit circle |
//! | [`linalg`] | small dense factorisations |
//! | [`ar_determinant`] | determinant of the pre-sample covariance |
//! | [`presample`] | normal equations of the pre-sample values |
//! | [`shifts`] | inner products of the dummies of missing values |
//! | [`evaluate`] | the likelihood |
//! | [`gradient`] | its derivatives |

pub(crate) mod ar_determinant;
pub(crate) mod evaluate;
pub(crate) mod filter;
pub(crate) mod gradient;
pub(crate) mod invertible;
pub(crate) mod linalg;
pub(crate) mod polynomial;
pub(crate) mod presample;
pub(crate) mod shifts;
