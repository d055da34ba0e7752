//! A grid of square cells in degrees that does not depend on the data.

use hotcast_artifacts::{hotspot_id, place_of};
use serde::{Deserialize, Serialize};

use super::projection::EARTH_RADIUS_M;

/// Steps in a degree. Positions are rounded to 1e-7 degrees (about 1 cm) before they are divided
/// into cells: dividing whole numbers puts a position on an edge into the same cell on every
/// machine, dividing degrees does not.
const E7: f64 = 1e7;

/// Steps around the globe.
const TURN_E7: i64 = 3_600_000_000;

/// Cell sizes are multiples of 0.00001 degrees, so that a cell's corner can be written as a hotspot
/// id.
const E7_PER_E5: i64 = 100;

/// A cell by its row, counted from the south pole, and its column, counted from 180° W.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Rows from the south pole.
    pub row: u32,
    /// Columns from 180° W.
    pub col: u32,
}

impl Cell {
    /// Both numbers in one; the order is that of the cells.
    pub fn key(self) -> u64 {
        u64::from(self.row) << 32 | u64::from(self.col)
    }

    /// The cell of a key.
    pub fn from_key(key: u64) -> Self {
        Self {
            row: (key >> 32) as u32,
            col: key as u32,
        }
    }
}

/// Square cells of a fixed size in degrees, the same for every data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellGrid {
    size_e7: i64,
}

/// A cell size that the grid does not offer.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("cell size `{size_deg}` is not a multiple of 0.00001 degrees between 0.00001 and 10")]
pub struct CellSizeError {
    /// The size asked for.
    pub size_deg: f64,
}

impl CellGrid {
    /// A grid of cells `size_deg` degrees wide and high.
    ///
    /// # Errors
    /// When the size is not a multiple of 0.00001 degrees between 0.00001 and 10.
    pub fn new(size_deg: f64) -> Result<Self, CellSizeError> {
        let steps = size_deg * 1e5;
        let whole = steps.round();
        if !(1.0..=1e6).contains(&whole) || (steps - whole).abs() > 1e-6 * whole.max(1.0) {
            return Err(CellSizeError { size_deg });
        }
        Ok(Self {
            size_e7: whole as i64 * E7_PER_E5,
        })
    }

    /// The size of a cell in degrees.
    pub fn size_deg(&self) -> f64 {
        self.size_e7 as f64 / E7
    }

    /// The cell that holds a position; its west and south edges belong to it. Positions off the
    /// globe are moved to its edge, and 180° E is 180° W.
    #[inline]
    pub fn cell(&self, lon: f64, lat: f64) -> Cell {
        let steps = |offset_deg: f64, limit_deg: f64| {
            (offset_deg.clamp(0.0, limit_deg) * E7).round() as i64
        };
        let (south, west) = (steps(lat + 90.0, 180.0), steps(lon + 180.0, 360.0));
        Cell {
            row: (south / self.size_e7) as u32,
            col: (if west == TURN_E7 { 0 } else { west } / self.size_e7) as u32,
        }
    }

    /// The number of columns around the globe; the last may be narrower than the others.
    pub fn columns(&self) -> u32 {
        (TURN_E7 as u64).div_ceil(self.size_e7 as u64) as u32
    }

    /// The cell and those that touch it at an edge or a corner, also across 180°.
    pub fn around(&self, Cell { row, col }: Cell) -> impl Iterator<Item = Cell> + use<> {
        let last = self.columns().saturating_sub(1);
        let west = col.checked_sub(1).unwrap_or(last);
        let east = if col >= last { 0 } else { col + 1 };
        (row.saturating_sub(1)..=row + 1)
            .flat_map(move |row| [west, col, east].map(|col| Cell { row, col }))
    }

    /// The south-west corner of a cell, as `[lon, lat]`. The corner of the next cell is the north
    /// or east edge.
    pub fn corner(&self, row: u32, col: u32) -> [f64; 2] {
        let degrees =
            |index: u32, offset: f64| (i64::from(index) * self.size_e7) as f64 / E7 - offset;
        // The last column ends at 180° even where the size does not divide the globe.
        [
            tidy(degrees(col, 180.0)).min(180.0),
            tidy(degrees(row, 90.0)),
        ]
    }

    /// The centre of a cell, as `[lon, lat]`.
    pub fn centre(&self, cell: Cell) -> [f64; 2] {
        let degrees = |index: u32, offset: f64| {
            (2 * i64::from(index) + 1) as f64 * self.size_e7 as f64 / (2.0 * E7) - offset
        };
        [
            tidy(degrees(cell.col, 180.0)),
            tidy(degrees(cell.row, 90.0)),
        ]
    }

    /// The area of a cell on the sphere in m²: R² · Δλ · (sin φ₂ − sin φ₁).
    pub fn area_m2(&self, cell: Cell) -> f64 {
        let [_, south] = self.corner(cell.row, cell.col);
        let height = self.size_deg().to_radians();
        let middle = south.to_radians() + height / 2.0;
        // sin b - sin a = 2 cos((a + b) / 2) sin((b - a) / 2), which loses no digits for small
        // cells.
        EARTH_RADIUS_M.powi(2) * height * 2.0 * middle.cos() * (height / 2.0).sin()
    }

    /// The id of the hotspot named by a cell: its south-west corner on a grid of 0.00001 degrees,
    /// `(lat + 90) · 1e5 · 36_000_000 + (lon + 180) · 1e5`, below 2^53.
    ///
    /// ```
    /// use hotcast_steps::space::CellGrid;
    /// let grid = CellGrid::new(0.001).unwrap();
    /// let id = grid.id(grid.cell(-87.6278, 41.8819));
    /// assert_eq!(id, 13_188_100 * 36_000_000 + 9_237_200);
    /// assert_eq!(grid.cell_of_id(id), Some(grid.cell(-87.6278, 41.8819)));
    /// ```
    pub fn id(&self, cell: Cell) -> i64 {
        let per_cell = self.size_e7 / E7_PER_E5;
        hotspot_id(
            i64::from(cell.row) * per_cell,
            i64::from(cell.col) * per_cell,
        )
    }

    /// The cell with this id; `None` if the id is not a corner of this grid.
    pub fn cell_of_id(&self, id: i64) -> Option<Cell> {
        let per_cell = self.size_e7 / E7_PER_E5;
        let (lat_e5, lon_e5) = place_of(id);
        let whole = lat_e5 % per_cell == 0 && lon_e5 % per_cell == 0;
        let row = u32::try_from(lat_e5 / per_cell).ok()?;
        let col = u32::try_from(lon_e5 / per_cell).ok()?;
        whole.then_some(Cell { row, col })
    }
}

/// Removes the rounding error of the subtraction, so that -87.628 is written as such.
fn tidy(degrees: f64) -> f64 {
    (degrees * E7).round() / E7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_on_an_edge_belongs_to_the_cell_east_and_north_of_it() {
        let grid = CellGrid::new(0.001).unwrap();
        for k in 0..2000 {
            let lat = 41.0 + f64::from(k) / 1000.0;
            let cell = grid.cell(-87.5, lat);
            assert_eq!(cell.row, 131_000 + k as u32, "at {lat}");
            assert!((grid.corner(cell.row, cell.col)[1] - lat).abs() < 1e-9);
        }
    }

    #[test]
    fn cells_on_both_sides_of_180_degrees_are_neighbours() {
        for size in [0.001, 0.0007] {
            let grid = CellGrid::new(size).unwrap();
            let (east, west) = (grid.cell(179.9999, -17.0), grid.cell(-179.9999, -17.0));
            assert_eq!((east.col, west.col), (grid.columns() - 1, 0));
            assert!(grid.around(east).any(|cell| cell == west));
            assert!(grid.around(west).any(|cell| cell == east));
            assert_eq!(grid.around(west).count(), 9);
            assert_eq!(grid.cell(180.0, -17.0), grid.cell(-180.0, -17.0));
        }
    }

    #[test]
    fn only_multiples_of_a_hundred_thousandth_are_offered() {
        for good in [0.001, 0.0025, 0.0005, 0.00001, 0.00045] {
            assert!(CellGrid::new(good).is_ok(), "{good}");
        }
        for bad in [0.0, -0.001, 0.000_015, 11.0, f64::NAN, f64::INFINITY] {
            assert!(CellGrid::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn ids_are_unique_and_exact_in_a_double() {
        let grid = CellGrid::new(0.00001).unwrap();
        let far = grid.id(grid.cell(180.0, 90.0));
        assert!(far < 1 << 53);
        let a = grid.id(Cell { row: 1, col: 0 });
        let b = grid.id(Cell {
            row: 0,
            col: 35_999_999,
        });
        assert_ne!(a, b);
    }

    #[test]
    fn the_area_of_a_cell_is_that_of_the_sphere() {
        let grid = CellGrid::new(1.0).unwrap();
        let cell = grid.cell(-87.5, 41.5);
        let expected = EARTH_RADIUS_M.powi(2)
            * 1f64.to_radians()
            * (42f64.to_radians().sin() - 41f64.to_radians().sin());
        assert!((grid.area_m2(cell) / expected - 1.0).abs() < 1e-12);
    }
}
