//! The level of a series that wanders, by weights that halve every eight weeks.

/// Weeks after which an observation counts half.
const HALF_LIFE_WEEKS: f64 = 8.0;

/// A weighted mean of the observations so far, the last of which counts most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    discount: f64,
    sum: f64,
    weight: f64,
}

impl Level {
    /// A level without observations, of periods of this length.
    pub(super) fn new(period_weeks: f64) -> Self {
        Self {
            discount: (-period_weeks / HALF_LIFE_WEEKS).exp2(),
            sum: 0.0,
            weight: 0.0,
        }
    }

    /// The mean; `None` before the first observation.
    pub(super) fn value(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }

    /// Goes on by a period. NaN is missing: what came before it has become older.
    pub(super) fn observe(&mut self, value: f64) {
        self.sum *= self.discount;
        self.weight *= self.discount;
        if !value.is_nan() {
            self.sum += value;
            self.weight += 1.0;
        }
    }

    /// The variance of the mean in units of that of an observation, after many of them.
    pub(super) fn noise(&self) -> f64 {
        (1.0 - self.discount) / (1.0 + self.discount)
    }
}

/// Each value minus the level before it, in the periods that are `judged`; the level is that of the
/// periods that are `known`.
///
/// It is a linear function of the values.
pub(super) fn innovations(
    level: Level,
    values: impl Iterator<Item = f64>,
    known: &[bool],
    judged: &[bool],
) -> Vec<f64> {
    let mut level = level;
    let mut found = Vec::new();
    for ((value, &known), &judged) in values.zip(known).zip(judged) {
        if let (true, Some(before)) = (judged, level.value()) {
            found.push(value - before);
        }
        level.observe(if known { value } else { f64::NAN });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_observation_counts_half_after_eight_weeks() {
        let mut level = Level::new(1.0);
        assert_eq!(level.value(), None);
        level.observe(1.0);
        (0..7).for_each(|_| level.observe(f64::NAN));
        level.observe(4.0);
        assert!((level.value().unwrap() - 3.0).abs() < 1e-12);
    }

    #[test]
    fn the_noise_is_the_sum_of_the_squared_weights() {
        let level = Level::new(1.0);
        let weights: Vec<f64> = (0..500).map(|age| level.discount.powi(age)).collect();
        let sum: f64 = weights.iter().sum();
        let squares: f64 = weights.iter().map(|w| (w / sum).powi(2)).sum();
        assert!((level.noise() - squares).abs() < 1e-12);
    }

    #[test]
    fn an_innovation_is_the_distance_to_the_level_before_it() {
        let known = [true, true, false, true];
        let values = [1.0, 3.0, f64::NAN, 2.0].into_iter();
        let found = innovations(Level::new(8.0), values, &known, &known);
        let before = (1.0 * 0.5 + 3.0) / 1.5;
        assert_eq!(found.len(), 2);
        assert!((found[0] - 2.0).abs() < 1e-12 && (found[1] - (2.0 - before)).abs() < 1e-12);
    }
}
