//! Getis-Ord Gi*: whether a cell and its neighbours hold more than chance would give them.

use rustc_hash::FxHashMap;

use super::count_cells::CellCounts;
use crate::space::Cell;

/// The Gi* z-score of each of `places`: of the incidents in the cell and the eight around it, against all occupied cells.
///
/// z = (Σ_j w_j x_j − x̄ W) / (S √((n W − W²) / (n − 1))), with w_j = 1 for the cell and its occupied neighbours and 0 elsewhere, W = Σ w_j, n occupied cells with
/// mean x̄ and standard deviation S (divided by n). Nothing where that is 0 / 0: when all cells hold the same, or every cell is a neighbour.
///
/// # References
/// Ord, Getis (1995), Local spatial autocorrelation statistics: distributional issues and an application, Geographical Analysis 27.
pub fn gi_star(counts: &CellCounts, places: &[Cell]) -> Vec<Option<f64>> {
    let of_cell: FxHashMap<Cell, f64> = counts.cells.iter().copied().collect();
    let n = counts.cells.len() as f64;
    let mean = counts.total() / n;
    let spread = (counts
        .cells
        .iter()
        .map(|(_, x)| (x - mean).powi(2))
        .sum::<f64>()
        / n)
        .sqrt();
    places
        .iter()
        .map(|&cell| {
            let near: Vec<f64> = (counts.grid.around(cell))
                .filter_map(|cell| of_cell.get(&cell).copied())
                .collect();
            let w = near.len() as f64;
            let scale = spread * ((n * w - w * w) / (n - 1.0)).max(0.0).sqrt();
            let z = (near.iter().sum::<f64>() - mean * w) / scale;
            z.is_finite().then_some(z)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::CellGrid;

    #[test]
    fn the_score_is_that_of_the_definition() {
        let grid = CellGrid::new(0.001).unwrap();
        let at = |row, col| Cell { row, col };
        let cells = vec![
            (at(1, 1), 10.0),
            (at(1, 2), 4.0),
            (at(1, 3), 1.0),
            (at(1, 9), 1.0),
            (at(5, 5), 4.0),
        ];
        let counts = CellCounts { grid, cells };
        // x̄ = 4, S² = (36 + 0 + 9 + 9 + 0) / 5 = 10.8; W = 2, sum 14: z = (14 - 8) / (√10.8 · √((10 - 4) / 4)).
        let z = gi_star(&counts, &[at(1, 1)]);
        assert!((z[0].unwrap() - 6.0 / (10.8f64.sqrt() * 1.5f64.sqrt())).abs() < 1e-12);
    }

    #[test]
    fn equal_cells_have_no_score() {
        let grid = CellGrid::new(0.001).unwrap();
        let cells = vec![
            (Cell { row: 1, col: 1 }, 3.0),
            (Cell { row: 1, col: 5 }, 3.0),
        ];
        assert_eq!(
            gi_star(&CellCounts { grid, cells }, &[Cell { row: 1, col: 1 }]),
            [None]
        );
    }
}
