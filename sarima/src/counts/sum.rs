//! The distribution of a sum over several periods.

use std::ops::Range;

use super::check::check_exposure;
use super::distribution::CountDistribution;
use super::filter::CountFilter;
use super::lanes::Lanes;
use super::negative_binomial::NegativeBinomial;
use super::settings::COUNT_COMPONENTS;
use crate::ForecastError;

impl CountFilter {
    /// The distribution of the sum over `periods` ahead, `0..4` being the next four. `exposure` has
    /// a value for each period before the end of `periods`.
    ///
    /// The rate of a component is a martingale: its future values share what is not known of the
    /// present one, `Cov(λ_h, λ_k) = λ² / (ω^min(h, k) a)`. So the sum over the periods has
    ///
    /// ```text
    /// μ = Σ m_h,   σ² = μ + Σ_h Σ_k m_h m_k / (ω^min(h, k) a) + c Σ m_h²
    /// ```
    ///
    /// In each component it has the negative binomial distribution of this mean and this variance;
    /// their mixture is returned. Mean and variance are exact, and for one period the distribution
    /// is that of [`CountFilter::forecast`]. It takes one pass over the periods, no simulation.
    ///
    /// # Errors
    /// The errors of [`CountFilter::forecast`], and [`ForecastError::Horizon`] for no periods or
    /// fewer exposures than periods.
    ///
    /// # Example
    /// ```
    /// use sarima::{CountFilter, CountSettings};
    ///
    /// let filter = CountFilter::new(CountSettings::default(), &[2.0, 0.0, 1.0, 1.0], &[])?;
    /// let weeks = filter.forecast(&[1.0; 4])?;
    /// let month = filter.sum(0..4, &[1.0; 4])?;
    /// let means: f64 = weeks.iter().map(|week| week.mean()).sum();
    /// let variances: f64 = weeks.iter().map(|week| week.variance()).sum();
    /// assert!((month.mean() - means).abs() < 1e-12);
    /// // The weeks are not independent.
    /// assert!(month.variance() > variances);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sum(
        &self,
        periods: Range<usize>,
        exposure: &[f64],
    ) -> Result<CountDistribution, ForecastError> {
        check_exposure(exposure)?;
        let end = periods.end;
        if periods.is_empty() || exposure.len() < end {
            return Err(ForecastError::Horizon(exposure.len().min(periods.len())));
        }
        let mut moments = [Moments::default(); COUNT_COMPONENTS];
        let mut state = self.state;
        for (h, e) in exposure[..end].iter().enumerate() {
            state.discount(&self.components);
            if h >= periods.start {
                moments
                    .iter_mut()
                    .enumerate()
                    .for_each(|(i, m)| m.add(e * state.a[i] / state.b[i], state.a[i]));
            }
        }
        let sum = CountDistribution {
            weights: state.weights(&self.components),
            parts: self.parts(&moments),
        };
        sum.bounded(end)
    }

    fn parts(&self, moments: &[Moments; COUNT_COMPONENTS]) -> [NegativeBinomial; COUNT_COMPONENTS] {
        let c: &Lanes = &self.components.overdispersion;
        std::array::from_fn(|i| {
            let Moments {
                mean,
                squares,
                shared,
                ..
            } = moments[i];
            let inverse_size = (shared + c[i] * squares) / (mean * mean);
            NegativeBinomial::new(mean, if mean > 0.0 { inverse_size } else { 1.0 })
        })
    }
}

/// Sums over the periods so far, of one component.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    /// `Σ m_h`
    mean: f64,
    /// `Σ m_h²`
    squares: f64,
    /// `Σ_h Σ_k m_h m_k / a_min(h, k)`
    shared: f64,
    /// `Σ m_h / a_h`
    scaled: f64,
}

impl Moments {
    /// Adds the period of mean `m` and shape `a`, later than all others.
    fn add(&mut self, m: f64, a: f64) {
        self.shared += m * (m / a + 2.0 * self.scaled);
        self.scaled += m / a;
        self.squares += m * m;
        self.mean += m;
    }
}
