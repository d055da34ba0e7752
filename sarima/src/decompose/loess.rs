//! Locally weighted regression on equally spaced points (Cleveland 1979).

/// A smoother: its window and degree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loess {
    /// Number of neighbours.
    pub(super) window: usize,
    /// Fit a line to the neighbours, else a constant.
    pub(super) line: bool,
}

impl Loess {
    /// The smooth at the points `-margin … n - 1 + margin`.
    ///
    /// NaN counts as missing. A point without neighbours gives NaN.
    pub(super) fn smooth(self, values: &[f64], margin: usize) -> Vec<f64> {
        let points = 0..values.len() + 2 * margin;
        points
            .map(|i| self.at(values, i as f64 - margin as f64))
            .collect()
    }

    /// The smooth at one point, by tricube weights; distances reach as far as the `window`-th
    /// neighbour would lie.
    fn at(self, values: &[f64], x: f64) -> f64 {
        let n = values.len();
        let width = self.window.min(n);
        let first = (x - (width / 2) as f64).min((n - width) as f64).max(0.0) as usize;
        let last = first + width - 1;
        let beyond = self.window.saturating_sub(n) / 2;
        let reach = (x - first as f64).abs().max((last as f64 - x).abs()) + beyond as f64;
        let weight = |i: usize| {
            let distance = (i as f64 - x).abs();
            match distance / reach.max(1e-9) {
                d if d <= 1e-3 => 1.0,
                d if d >= 0.999 => 0.0,
                d => (1.0 - d * d * d).powi(3),
            }
        };
        let known = || (first..=last).filter(|&i| !values[i].is_nan());
        let (mut total, mut centre, mut mean) = (0.0, 0.0, 0.0);
        for i in known() {
            let w = weight(i);
            total += w;
            centre += w * i as f64;
            mean += w * values[i];
        }
        if total <= 0.0 {
            return f64::NAN;
        }
        (centre, mean) = (centre / total, mean / total);
        if !self.line {
            return mean;
        }
        let (mut spread, mut slope) = (0.0, 0.0);
        for i in known() {
            let from_centre = i as f64 - centre;
            spread += weight(i) * from_centre * from_centre;
            slope += weight(i) * from_centre * values[i];
        }
        // Points that nearly coincide have no slope.
        if spread / total > 1e-6 * (n * n) as f64 {
            mean + slope / spread * (x - centre)
        } else {
            mean
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_its_own_smooth_beyond_the_ends_too() {
        let line: Vec<f64> = (0..20).map(|i| 3.0 + 0.5 * f64::from(i)).collect();
        let smooth = Loess {
            window: 7,
            line: true,
        }
        .smooth(&line, 1);
        for (i, value) in smooth.iter().enumerate() {
            assert!(
                (value - (2.5 + 0.5 * i as f64)).abs() < 1e-12,
                "{i} {value}"
            );
        }
    }

    #[test]
    fn missing_points_are_bridged() {
        let line = [1.0, 2.0, f64::NAN, 4.0, 5.0];
        let smooth = Loess {
            window: 5,
            line: true,
        }
        .smooth(&line, 0);
        assert!((smooth[2] - 3.0).abs() < 1e-12);
        assert!(
            Loess {
                window: 3,
                line: false
            }
            .smooth(&[f64::NAN; 4], 0)[0]
                .is_nan()
        );
    }
}
