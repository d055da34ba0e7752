//! The continuous ranked probability score of a count.

use super::distribution::CountDistribution;
use super::ladder::{Ladder, TOP};

/// Beyond this probability the rest of the sum is left out.
const TAIL: f64 = 1e-9;
/// The number of steps for what lies above the ladder.
const STEPS: u32 = 1024;

impl CountDistribution {
    /// The continuous ranked probability score `Σ_k (P(Y <= k) - 1{y <= k})²`, in incidents; smaller
    /// is better.
    ///
    /// Up to 4,096 the terms are added one by one, and until the probability of more is below 1e-9.
    /// Above, where one incident is a small step, 1,024 values stand for the rest.
    ///
    /// # References
    /// Czado, Gneiting and Held (2009), *Predictive model assessment for count data*, Biometrics 65,
    /// 1254-1261.
    ///
    /// # Example
    /// ```
    /// use sarima::{CountFilter, CountSettings};
    ///
    /// let filter = CountFilter::new(CountSettings::default(), &[1.0; 52], &[])?;
    /// let next = filter.predict(1.0)?;
    /// let term = |k: u64| next.cdf(k) - if k >= 2 { 1.0 } else { 0.0 };
    /// let sum: f64 = (0..60).map(|k| term(k) * term(k)).sum();
    /// assert!((next.crps(2) - sum).abs() < 1e-9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn crps(&self, y: u64) -> f64 {
        let mut sum = 0.0;
        for rung in Ladder::new(self) {
            let reached = y <= u64::from(rung.k);
            let term = if reached { rung.cdf - 1.0 } else { rung.cdf };
            sum += term * term;
            if rung.cdf > 1.0 - TAIL {
                // Every term until the observation is 1.
                return sum + y.saturating_sub(u64::from(rung.k) + 1) as f64;
            }
        }
        // Between these lies all the probability that matters.
        let start = f64::from(TOP) + 0.5;
        let low = (self.quantile(TAIL) as f64 - 0.5).max(start);
        let high = (self.quantile(1.0 - TAIL) as f64 + 0.5).max(low);
        let at = (y as f64 - 0.5).max(start);
        let outside = (low - at).max(0.0) + (at - high).max(0.0);
        let at = at.clamp(low, high);
        sum + outside + self.squares(low, at, 0.0) + self.squares(at, high, 1.0)
    }

    /// `∫ (F(k) - shift)² dk` by midpoints.
    fn squares(&self, from: f64, to: f64, shift: f64) -> f64 {
        let width = (to - from) / f64::from(STEPS);
        if width <= 0.0 {
            return 0.0;
        }
        let middle = |i: u32| from + (f64::from(i) + 0.5) * width;
        let term = |i| {
            let difference = self.cdf_far(middle(i)) - shift;
            width * difference * difference
        };
        (0..STEPS).map(term).sum()
    }
}
