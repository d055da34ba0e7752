//! Fitting a prepared series: starting values, optimisation, standard errors.
//!
//! | file | what |
//! |---|---|
//! | [`objective`] | the likelihood as a function of a box of reflection coefficients |
//! | [`minimum`] | the end of a minimisation |
//! | [`optimise`] | projected Gauss-Newton with quasi-Newton corrections |
//! | [`starts`] | starting values |
//! | [`hannan_rissanen`] | one more, from linear regressions |
//! | [`search`] | several maxima |
//! | [`elsewhere`] | maxima away from the usual starts |
//! | [`boundary`] | ends on the boundary |
//! | [`rivals`] | when a search is not worth going on with |
//! | [`refine`] | the last steps |
//! | [`information`] | Hessian, last Newton step, standard errors |
//! | [`sarima`] | the public face |

pub(crate) mod boundary;
pub(crate) mod elsewhere;
pub(crate) mod hannan_rissanen;
pub(crate) mod information;
pub(crate) mod minimum;
pub(crate) mod objective;
pub(crate) mod optimise;
pub(crate) mod refine;
pub(crate) mod rivals;
pub(crate) mod sarima;
pub(crate) mod search;
pub(crate) mod starts;
