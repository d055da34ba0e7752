//! The study area: the cells among which incidents could have happened.
//!
//! It is the cells that the convex hull of the occupied cells covers or cuts, much as in R's
//! `sfhotspot`.
//! The cells are never listed, so that a stray point far away costs no memory.

use std::ops::RangeInclusive;

use super::count_cells::CellCounts;
use crate::space::{Cell, CellGrid};

/// A corner of cells: `[column, row]`.
type Corner = [i64; 2];

/// The convex hull of the occupied cells.
#[derive(Debug, Clone)]
pub(super) struct StudyArea {
    /// The column at which the area begins; those before it lie beyond 180°.
    first_col: u32,
    columns: i64,
    rows: RangeInclusive<i64>,
    /// The western and the eastern side, from south to north.
    sides: [Vec<Corner>; 2],
}

impl StudyArea {
    /// The study area; `None` without an occupied cell.
    pub(super) fn of(counts: &CellCounts) -> Option<Self> {
        let (first, last) = (counts.cells.first()?, counts.cells.last()?);
        let (first_col, columns) = (first_column(counts), i64::from(counts.grid.columns()));
        let rows = i64::from(first.0.row)..=i64::from(last.0.row);
        let mut area = Self {
            first_col,
            columns,
            rows,
            sides: [Vec::new(), Vec::new()],
        };
        // Only the ends of each row can lie on the hull. Rows come in order, and each has two edges.
        let mut ends: Vec<(i64, [i64; 2])> = Vec::new();
        for &(cell, _) in &counts.cells {
            let (col, row) = (area.unwrapped(cell.col), i64::from(cell.row));
            for y in [row, row + 1] {
                match ends.iter_mut().rev().take(2).find(|(known, _)| *known == y) {
                    Some((_, [west, east])) => {
                        (*west, *east) = (col.min(*west), (col + 1).max(*east));
                    }
                    None => ends.push((y, [col, col + 1])),
                }
            }
        }
        area.sides = [0, 1].map(|side| {
            let sign = if side == 0 { 1 } else { -1 };
            chain(ends.iter().map(|&(y, ends)| [ends[side], y]), sign)
        });
        Some(area)
    }

    /// The number of cells.
    pub(super) fn len(&self) -> f64 {
        let width = |row: i64| self.cols(row).map_or(0, |(west, east)| east - west + 1);
        self.rows.clone().map(width).sum::<i64>() as f64
    }

    /// Returns `true` if a cell belongs to the area.
    pub(super) fn contains(&self, cell: Cell) -> bool {
        let col = self.unwrapped(cell.col);
        self.cols(i64::from(cell.row))
            .is_some_and(|(west, east)| (west..=east).contains(&col))
    }

    /// The column, counted on beyond 180° where the area lies across it.
    fn unwrapped(&self, col: u32) -> i64 {
        i64::from(col)
            + if col < self.first_col {
                self.columns
            } else {
                0
            }
    }

    /// The first and the last column of a row whose cells the hull goes through.
    fn cols(&self, row: i64) -> Option<(i64, i64)> {
        if !self.rows.contains(&row) {
            return None;
        }
        // A side bends only at the edges of rows, so that it is outermost at one of them.
        let edges = [row, row + 1];
        let west = edges.iter().map(|&y| at(&self.sides[0], y));
        let east = edges.iter().map(|&y| at(&self.sides[1], y));
        Some((
            west.map(|(x, per)| x.div_euclid(per)).min()?,
            // A corner that only touches the next cell does not cut it.
            east.map(|(x, per)| -(-x).div_euclid(per) - 1).max()?,
        ))
    }
}

/// The horizontal position of a side at a height, as a fraction.
fn at(side: &[Corner], y: i64) -> (i64, i64) {
    let above = side.partition_point(|point| point[1] <= y);
    match (side.get(above.wrapping_sub(1)), side.get(above)) {
        (Some(&[x0, y0]), Some(&[x1, y1])) => (x0 * (y1 - y0) + (x1 - x0) * (y - y0), y1 - y0),
        (Some(&[x, _]), None) | (None, Some(&[x, _])) => (x, 1),
        (None, None) => (0, 1),
    }
}

/// The convex chain through points from south to north (Andrew 1979): the western side with sign 1,
/// the eastern one with -1.
fn chain(points: impl Iterator<Item = Corner>, sign: i64) -> Vec<Corner> {
    let mut chain: Vec<Corner> = Vec::new();
    for [x, y] in points {
        while let [.., [ax, ay], [bx, by]] = chain[..]
            && sign * ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) >= 0
        {
            chain.pop();
        }
        chain.push([x, y]);
    }
    chain
}

/// The column after the widest stretch of empty columns, where that makes the area less than half a
/// turn wide; otherwise 0.
fn first_column(counts: &CellCounts) -> u32 {
    let mut cols: Vec<u32> = counts.cells.iter().map(|(cell, _)| cell.col).collect();
    cols.sort_unstable();
    cols.dedup();
    let half = CellGrid::columns(&counts.grid) / 2;
    let wide = cols.windows(2).find(|pair| pair[1] - pair[0] > half);
    wide.map_or(0, |pair| pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(cells: &[(u32, u32)]) -> StudyArea {
        let mut cells: Vec<(Cell, f64)> = cells
            .iter()
            .map(|&(row, col)| (Cell { row, col }, 1.0))
            .collect();
        cells.sort_by_key(|(cell, _)| *cell);
        let grid = CellGrid::new(0.001).unwrap();
        StudyArea::of(&CellCounts { grid, cells }).unwrap()
    }

    #[test]
    fn a_box_is_whole_and_a_diagonal_takes_the_cells_it_cuts() {
        assert_eq!(area(&[(3, 4), (3, 9), (7, 4), (7, 9)]).len(), 5.0 * 6.0);
        assert_eq!(area(&[(3, 4)]).len(), 1.0);
        assert_eq!(area(&[(3, 4), (3, 9)]).len(), 6.0);
        assert_eq!(area(&[(3, 4), (9, 4)]).len(), 7.0);
        // The five cells of the diagonal and half of each neighbour between them.
        assert_eq!(area(&[(0, 0), (4, 4)]).len(), 13.0);
        let slope = area(&[(0, 0), (3, 1)]);
        for (row, col, inside) in [(0, 0, true), (0, 1, true), (2, 0, true), (0, 2, false)] {
            assert_eq!(slope.contains(Cell { row, col }), inside, "{row} {col}");
        }
        assert_eq!(slope.len(), 8.0);
    }

    /// Twice the area to the left of the way from `a` to `b`, on the side of `p`.
    fn left(a: Corner, b: Corner, p: Corner) -> i64 {
        (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    }

    fn corners(row: i64, col: i64) -> [Corner; 4] {
        [
            [col, row],
            [col + 1, row],
            [col, row + 1],
            [col + 1, row + 1],
        ]
    }

    #[test]
    fn it_is_the_hull_by_a_slow_way() {
        let points = [
            (10, 2),
            (12, 30),
            (25, 41),
            (44, 38),
            (50, 20),
            (37, 1),
            (30, 30),
        ];
        let area = area(&points);
        let all: Vec<Corner> = (points.iter())
            .flat_map(|&(row, col)| corners(row.into(), col.into()))
            .collect();
        let pairs = all.iter().flat_map(|&a| all.iter().map(move |&b| (a, b)));
        let edges: Vec<(Corner, Corner)> = pairs
            .filter(|&(a, b)| a != b && all.iter().all(|&p| left(a, b, p) >= 0))
            .collect();
        let mut n = 0;
        for row in 5..55u32 {
            for col in 0..45u32 {
                // Convex shapes meet unless an edge of one has the other on its far side.
                let cell = corners(row.into(), col.into());
                let apart = edges
                    .iter()
                    .any(|&(a, b)| cell.iter().all(|&p| left(a, b, p) <= 0));
                let beyond = !(10..=50).contains(&row) || !(1..=41).contains(&col);
                let inside = !apart && !beyond;
                assert_eq!(area.contains(Cell { row, col }), inside, "{row} {col}");
                n += u32::from(inside);
            }
        }
        assert_eq!(area.len(), f64::from(n));
    }

    #[test]
    fn it_goes_the_short_way_round() {
        let last = CellGrid::new(0.001).unwrap().columns() - 1;
        let across = area(&[(5, last - 1), (7, 1), (7, last)]);
        assert!(across.contains(Cell { row: 6, col: last }));
        assert!(across.contains(Cell { row: 6, col: 0 }));
        assert_eq!(across.len(), area(&[(5, 100), (7, 103), (7, 101)]).len());
    }

    #[test]
    fn strays_cost_nothing() {
        let far = area(&[(0, 0), (179_999, 179_999)]);
        assert_eq!(far.len(), 180_000.0 + 2.0 * 179_999.0);
        let far = area(&[(0, 0), (0, 170_000), (170_000, 0), (170_000, 170_000)]);
        assert_eq!(far.len(), 170_001f64.powi(2));
    }
}
