//! The negative binomial distribution.

use super::rising::ln_rising;
use crate::distribution::scaled_beta;

/// A count with mean `m` and variance `m + m² / r`:
/// `p(k) = Γ(r + k) / (Γ(r) k!) (1 - t)^r t^k` with `t = m / (m + r)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct NegativeBinomial {
    pub(super) mean: f64,
    /// `r`
    pub(super) size: f64,
    /// `t`
    pub(super) t: f64,
    /// `ln p(0) = -r ln(1 + m / r)`
    pub(super) ln_zero: f64,
}

impl NegativeBinomial {
    /// The distribution with a mean and `1 / r`. Below 1e-15 it is that of 1e-15, a Poisson
    /// distribution but for rounding.
    pub(super) fn new(mean: f64, inverse_size: f64) -> Self {
        let inverse_size = inverse_size.max(1e-15);
        let q = mean * inverse_size;
        let size = 1.0 / inverse_size;
        Self {
            mean,
            size,
            t: q / (1.0 + q),
            ln_zero: -size * q.ln_1p(),
        }
    }

    /// `Var = m + m² / r`
    pub(super) fn variance(&self) -> f64 {
        self.mean + self.mean * self.mean / self.size
    }

    /// `ln p(k)` for whole `k`
    pub(super) fn ln_pmf(&self, k: f64) -> f64 {
        if k == 0.0 {
            return self.ln_zero;
        }
        if self.t == 0.0 {
            return f64::NEG_INFINITY;
        }
        self.ln_zero + ln_rising(self.size, k, self.t) - ln_rising(1.0, k, 1.0)
    }

    /// `P(Y > k) = I_t(k + 1, r)` for whole `k`
    pub(super) fn above(&self, k: f64) -> f64 {
        if self.t == 0.0 {
            return 0.0;
        }
        // Γ(k + 1 + r) / (Γ(k + 1) Γ(r)) t^(k + 1) (1 - t)^r
        let scale = self.ln_pmf(k).exp() * (self.size + k) * self.t;
        scaled_beta(k + 1.0, self.size, self.t, scale)
    }
}
