//! The most that chance lets any choice of cells hold.

/// A cell whose count has a Poisson distribution.
#[derive(Clone, Copy)]
struct Cell {
    rate: f64,
    /// `ln P(Y = t)`
    ln_pmf: f64,
    /// `P(Y >= t)`
    at_least: f64,
}

/// Probabilities below this are left out.
const NEGLIGIBLE: f64 = 1e-12;

/// The expected sum of the `k` largest counts of cells with Poisson distributions of these `rates`,
/// for each number in `sizes`.
///
/// The `k` largest are all those above a threshold `t`, and as many of those that equal it as are
/// left. With the threshold at which `k` cells are expected the sum is
/// `Σ E[Y; Y > t] + t (k - Σ P(Y > t))`, and `E[Y; Y > t] = λ P(Y >= t)`.
pub(super) fn best_of_chance(rates: &[f64], sizes: &[f64]) -> Vec<f64> {
    let positive = rates.iter().filter(|rate| **rate > 0.0);
    let mut cells: Vec<Cell> = positive
        .map(|&rate| Cell {
            rate,
            ln_pmf: -rate,
            at_least: 1.0,
        })
        .collect();
    let mut best = vec![None; sizes.len()];
    let mut t = 0.0;
    while best.contains(&None) {
        let above = |cell: &Cell| (cell.at_least - cell.ln_pmf.exp()).max(0.0);
        let number: f64 = cells.iter().map(above).sum();
        let sum: f64 = cells.iter().map(|cell| cell.rate * cell.at_least).sum();
        for (best, size) in best.iter_mut().zip(sizes) {
            if best.is_none() && number <= *size {
                *best = Some(sum + t * (size - number));
            }
        }
        t += 1.0;
        for cell in &mut cells {
            cell.at_least = above(cell);
            cell.ln_pmf += cell.rate.ln() - f64::ln(t);
        }
        cells.retain(|cell| cell.at_least > NEGLIGIBLE);
    }
    best.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_all_cells_it_is_the_sum_of_the_rates() {
        let rates = [3.0, 0.5, 0.0, 12.0, 900.0];
        let best = best_of_chance(&rates, &[5.0])[0];
        assert!((best - 915.5).abs() < 1e-9, "{best}");
    }

    #[test]
    fn of_a_share_of_equal_cells_it_is_the_mean_above_their_quantile() {
        // Of a Poisson distribution with mean 1 the largest tenth: P(Y >= 3) = 0.0803, and 2 for
        // the rest; E[Y; Y >= 3] = P(Y >= 2) = 0.2642.
        let best = best_of_chance(&[1.0; 1000], &[100.0])[0];
        let (at_least_2, at_least_3) = (1.0 - 2.0 / 1f64.exp(), 1.0 - 2.5 / 1f64.exp());
        let expected = 1000.0 * at_least_2 + 2.0 * (100.0 - 1000.0 * at_least_3);
        assert!((best - expected).abs() < 1e-6, "{best} and {expected}");
    }

    #[test]
    fn without_cells_it_is_nothing() {
        assert_eq!(best_of_chance(&[], &[0.0, 3.0]), [0.0, 0.0]);
    }
}
