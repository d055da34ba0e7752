//! Fitting a prepared series: starting values, optimisation, standard errors.
//!
//! | file | what |
//! |---|---|
//! | [`objective`] | the likelihood as a function of a box of reflection coefficients |
//! | [`minimum`] | the end of a minimisation |
//! | [`optimise`] | projected Gauss-Newton with quasi-Newton corrections |
//! | [`tuning`] | the numbers by which the search was tuned |
//! | [`grids`] | grids of first-order factors |
//! | [`basin`] | basins of attraction |
//! | [`probe`] | a point with its likelihood |
//! | [`starts`] | starting values |
//! | [`wide_starts`] | more of them for models with several lags |
//! | [`hannan_rissanen`] | one more, from linear regressions |
//! | [`search`] | several maxima |
//! | [`elsewhere`] | maxima away from the usual starts |
//! | [`boundary`] | ends on the boundary |
//! | [`rivals`] | when a search is not worth going on with |
//! | [`refine`] | the last steps |
//! | [`information`] | Hessian, last Newton step, standard errors |
//! | [`sarima`] | the public interface |

mod basin;
mod boundary;
mod elsewhere;
#[cfg(test)]
mod example;
mod grids;
mod hannan_rissanen;
mod information;
mod minimum;
pub(crate) mod objective;
mod optimise;
mod probe;
mod refine;
mod rivals;
pub(crate) mod sarima;
pub(crate) mod search;
mod starts;
mod tuning;
mod wide_starts;
