//! Getis-Ord Gi*: the significance of the incidents in a cell and its neighbours.

use super::count_cells::CellCounts;
use super::study_area::StudyArea;
use crate::space::Cell;

/// The Gi* z-score of each of `places`.
///
/// It compares the incidents in the cell and the eight around it with all cells of the study area,
/// empty ones included:
/// z = (Σ_j w_j x_j − x̄ W) / (S √((n W − W²) / (n − 1))), with w_j = 1 for the cell and its
/// neighbours within the study area and 0 elsewhere, W = Σ w_j, n cells with mean x̄ and standard
/// deviation S (divided by n).
/// The study area is the convex hull of the occupied cells.
/// `None` where z is 0 / 0: when all cells hold the same, or every cell is a neighbour.
///
/// # References
/// Getis, Ord (1992), The analysis of spatial association by use of distance statistics,
/// Geographical Analysis 24; Ord, Getis (1995), Local spatial autocorrelation statistics:
/// distributional issues and an application, Geographical Analysis 27.
pub fn gi_star(counts: &CellCounts, places: &[Cell]) -> Vec<Option<f64>> {
    let Some(area) = StudyArea::of(counts) else {
        return vec![None; places.len()];
    };
    let of_cell = counts.by_cell();
    let n = area.len();
    let mean = counts.total() / n;
    let empty = n - counts.cells.len() as f64;
    let squares = (counts.cells.iter())
        .map(|(_, x)| (x - mean).powi(2))
        .sum::<f64>()
        + empty * mean.powi(2);
    let spread = (squares / n).sqrt();
    places
        .iter()
        .map(|&cell| {
            let (mut w, mut sum) = (0.0, 0.0);
            for near in counts.grid.around(cell).filter(|&near| area.contains(near)) {
                w += 1.0;
                sum += of_cell.get(&near).copied().unwrap_or(0.0);
            }
            let scale = spread * ((n * w - w * w) / (n - 1.0)).max(0.0).sqrt();
            let z = (sum - mean * w) / scale;
            z.is_finite().then_some(z)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::CellGrid;

    fn counts(cells: &[(u32, u32, f64)]) -> CellCounts {
        let cell = |&(row, col, n): &(u32, u32, f64)| (Cell { row, col }, n);
        let mut cells: Vec<(Cell, f64)> = cells.iter().map(cell).collect();
        cells.sort_by_key(|(cell, _)| *cell);
        let grid = CellGrid::new(0.001).unwrap();
        CellCounts { grid, cells }
    }

    #[test]
    fn the_score_is_that_of_the_definition() {
        // A box of five rows and four columns, sixteen of its cells empty.
        let counts = counts(&[(1, 1, 9.0), (1, 4, 1.0), (5, 1, 4.0), (5, 4, 6.0)]);
        let place = |row, col| Cell { row, col };
        let z = gi_star(&counts, &[place(1, 1), place(3, 3), place(5, 4)]);
        // n = 20, x̄ = 1, S² = (81 + 1 + 16 + 36) / 20 - 1 = 5.7.
        let score =
            |sum: f64, w: f64| (sum - w) / (5.7f64.sqrt() * ((20.0 * w - w * w) / 19.0).sqrt());
        for (found, expected) in z
            .iter()
            .zip([score(9.0, 4.0), score(0.0, 9.0), score(6.0, 4.0)])
        {
            assert!(
                (found.unwrap() - expected).abs() < 1e-12,
                "{found:?} {expected}"
            );
        }
    }

    /// The first ten cells of two examples of `hotspot_gistar()` in R's package `sfhotspot`.
    ///
    /// Its study area is the hull of the points with half a cell around it, and ours the hull of
    /// their cells, which is half a per cent larger.
    #[test]
    fn the_scores_are_those_that_sfhotspot_publishes() {
        let text = include_str!("../../tests/fixtures/gi_star/memphis.json");
        let fixture: serde_json::Value = serde_json::from_str(text).unwrap();
        let rows = |value: &serde_json::Value| -> Vec<(u32, u32, f64)> {
            serde_json::from_value(value.clone()).unwrap()
        };
        for grid in fixture["grids"].as_array().unwrap() {
            let counts = counts(&rows(&grid["cells"]));
            assert_eq!(counts.total(), 206.0);
            let theirs = grid["cells_published"].as_f64().unwrap();
            let ours = StudyArea::of(&counts).unwrap().len();
            assert!((ours / theirs - 1.0).abs() < 0.006, "{ours} {theirs}");
            for (row, col, published) in rows(&grid["published"]) {
                let z = gi_star(&counts, &[Cell { row, col }])[0].unwrap();
                let near = 0.006 * published.abs();
                assert!(
                    (z - published).abs() <= near,
                    "{row} {col}: {z} {published}"
                );
            }
        }
    }

    #[test]
    fn equal_cells_have_no_score() {
        let full = counts(&[(1, 1, 3.0), (1, 2, 3.0), (1, 3, 3.0)]);
        assert_eq!(gi_star(&full, &[Cell { row: 1, col: 2 }]), [None]);
        assert_eq!(gi_star(&counts(&[]), &[Cell { row: 1, col: 2 }]), [None]);
    }

    #[test]
    fn a_place_with_something_is_a_hotspot_where_all_else_is_empty() {
        let sparse = counts(&[
            (0, 0, 1.0),
            (0, 99, 1.0),
            (99, 0, 1.0),
            (99, 99, 1.0),
            (50, 50, 5.0),
        ]);
        let z = gi_star(&sparse, &[Cell { row: 50, col: 50 }])[0].unwrap();
        assert!(z > 20.0, "{z}");
    }
}
