//! The outline of a set of cells as polygons.

use rustc_hash::{FxHashMap, FxHashSet};

use super::cell::{Cell, CellGrid};

/// A closed ring of `[lon, lat]` corners; the first is repeated at the end.
pub type Ring = Vec<[f64; 2]>;

/// A polygon: its outer ring counter-clockwise, then its holes clockwise (RFC 7946, right-hand
/// rule).
#[derive(Debug, Clone, PartialEq)]
pub struct Polygon {
    /// The outer ring.
    pub exterior: Ring,
    /// The holes.
    pub holes: Vec<Ring>,
}

/// Corners of cells: row and column of the cell to whose south-west they lie.
type Corner = (u32, u32);

/// The union of cells as valid polygons, one for each set of cells that are connected by edges.
///
/// Cells that touch only at a corner belong to different polygons. Where they are also connected by
/// other cells, the rings are separated at that corner, so that no ring touches itself. The order
/// of the cells does not matter.
pub fn outline(grid: &CellGrid, cells: &[Cell]) -> Vec<Polygon> {
    components(cells)
        .iter()
        .map(|component| outline_of_component(grid, component))
        .collect()
}

/// Sets of cells connected by edges, each sorted, in the order of their first cells.
fn components(cells: &[Cell]) -> Vec<Vec<Cell>> {
    let mut sorted = cells.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut open: FxHashSet<Cell> = sorted.iter().copied().collect();
    let mut found = Vec::new();
    for &seed in &sorted {
        if !open.remove(&seed) {
            continue;
        }
        let mut component = vec![seed];
        let mut at = 0;
        while at < component.len() {
            let Cell { row, col } = component[at];
            at += 1;
            let neighbours = [
                (row.wrapping_add(1), col),
                (row.wrapping_sub(1), col),
                (row, col.wrapping_add(1)),
                (row, col.wrapping_sub(1)),
            ];
            for (row, col) in neighbours {
                let cell = Cell { row, col };
                if open.remove(&cell) {
                    component.push(cell);
                }
            }
        }
        component.sort_unstable();
        found.push(component);
    }
    found
}

fn outline_of_component(grid: &CellGrid, component: &[Cell]) -> Polygon {
    let mut edges = boundary_edges(component);
    let mut starts: Vec<Corner> = edges.keys().copied().collect();
    starts.sort_unstable();
    let mut exterior = Ring::new();
    let mut holes = Vec::new();
    for start in starts {
        while let Some(ring) = walk(start, &mut edges) {
            let corners: Ring = ring
                .iter()
                .map(|&(row, col)| grid.corner(row, col))
                .collect();
            // The southernmost, westernmost corner lies on the outer ring, so that ring is found
            // first.
            if exterior.is_empty() {
                exterior = corners;
            } else {
                holes.push(corners);
            }
        }
    }
    Polygon { exterior, holes }
}

/// Edges between a cell of the component and one outside it, directed so that the component lies to
/// the left; by their starting corner.
fn boundary_edges(component: &[Cell]) -> FxHashMap<Corner, Vec<Corner>> {
    let inside: FxHashSet<Cell> = component.iter().copied().collect();
    let mut edges: FxHashMap<Corner, Vec<Corner>> = FxHashMap::default();
    for &Cell { row, col } in component {
        let (r, c) = (row, col);
        let sides = [
            (
                Cell {
                    row: r.wrapping_sub(1),
                    col: c,
                },
                (r, c),
                (r, c + 1),
            ),
            (Cell { row: r, col: c + 1 }, (r, c + 1), (r + 1, c + 1)),
            (Cell { row: r + 1, col: c }, (r + 1, c + 1), (r + 1, c)),
            (
                Cell {
                    row: r,
                    col: c.wrapping_sub(1),
                },
                (r + 1, c),
                (r, c),
            ),
        ];
        for (beyond, from, to) in sides {
            if !inside.contains(&beyond) {
                edges.entry(from).or_default().push(to);
            }
        }
    }
    edges
}

/// Takes one ring out of the edges, keeping only the corners at which it turns.
fn walk(start: Corner, edges: &mut FxHashMap<Corner, Vec<Corner>>) -> Option<Vec<Corner>> {
    let first = take_edge(start, None, edges)?;
    let mut ring = vec![start];
    let (mut from, mut to) = (start, first);
    while to != start {
        let next = take_edge(to, Some(from), edges)?;
        if direction(from, to) != direction(to, next) {
            ring.push(to);
        }
        (from, to) = (to, next);
    }
    ring.push(start);
    Some(ring)
}

/// Takes the edge that leaves `at`. Where two leave, the component meets itself at a corner;
/// turning right there separates the two rings.
fn take_edge(
    at: Corner,
    from: Option<Corner>,
    edges: &mut FxHashMap<Corner, Vec<Corner>>,
) -> Option<Corner> {
    let choices = edges.get_mut(&at)?;
    let right = from.and_then(|from| {
        let (dr, dc) = direction(from, at);
        choices
            .iter()
            .position(|&to| direction(at, to) == (-dc, dr))
    });
    let chosen = choices.swap_remove(right.unwrap_or(0));
    if choices.is_empty() {
        edges.remove(&at);
    }
    Some(chosen)
}

/// The direction of an edge as (rows, columns), each -1, 0 or 1.
fn direction(from: Corner, to: Corner) -> (i32, i32) {
    let sign = |a: u32, b: u32| (i64::from(b) - i64::from(a)) as i32;
    (sign(from.0, to.0), sign(from.1, to.1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn grid() -> CellGrid {
        CellGrid::new(0.001).unwrap()
    }

    fn cells(picture: &[&str]) -> Vec<Cell> {
        let mut cells = Vec::new();
        for (r, line) in picture.iter().rev().enumerate() {
            for (c, mark) in line.chars().enumerate() {
                if mark == '#' {
                    cells.push(Cell {
                        row: 131_000 + r as u32,
                        col: 92_000 + c as u32,
                    });
                }
            }
        }
        cells
    }

    /// Twice the signed area in cells: positive for a counter-clockwise ring.
    fn signed_area(ring: &Ring) -> f64 {
        let corners = |i: usize| ring[i];
        let twice: f64 = (0..ring.len() - 1)
            .map(|i| {
                let ([x0, y0], [x1, y1]) = (corners(i), corners(i + 1));
                (x0 + 87.0) * (y1 - 41.0) - (x1 + 87.0) * (y0 - 41.0)
            })
            .sum();
        twice / 2.0 / 1e-6
    }

    fn is_simple(ring: &Ring) -> bool {
        let mut corners: Vec<_> = ring[1..]
            .iter()
            .map(|c| (c[0].to_bits(), c[1].to_bits()))
            .collect();
        corners.sort_unstable();
        corners.windows(2).all(|w| w[0] != w[1])
    }

    #[test]
    fn one_cell_is_a_counter_clockwise_square() {
        let polygons = outline(&grid(), &cells(&["#"]));
        assert_eq!(
            polygons[0].exterior,
            [
                [-88.0, 41.0],
                [-87.999, 41.0],
                [-87.999, 41.001],
                [-88.0, 41.001],
                [-88.0, 41.0]
            ]
        );
    }

    #[test]
    fn a_hole_that_touches_the_outside_at_a_corner_stays_a_hole() {
        let polygons = outline(&grid(), &cells(&["###", "#.#", ".##"]));
        assert_eq!(polygons.len(), 1);
        assert_eq!(polygons[0].holes.len(), 1);
        assert!(is_simple(&polygons[0].exterior) && is_simple(&polygons[0].holes[0]));
        assert!(signed_area(&polygons[0].holes[0]) < 0.0);
    }

    #[test]
    fn cells_that_touch_only_at_a_corner_are_two_polygons() {
        assert_eq!(outline(&grid(), &cells(&["#.", ".#"])).len(), 2);
    }

    proptest! {
        #[test]
        fn outlines_are_simple_right_handed_and_keep_the_area(
            bits in prop::collection::vec(any::<bool>(), 64),
        ) {
            let cell = |i: usize| Cell { row: 131_000 + i as u32 / 8, col: 92_000 + i as u32 % 8 };
            let set: Vec<Cell> = (0..bits.len()).filter(|&i| bits[i]).map(cell).collect();
            let polygons = outline(&grid(), &set);
            let mut area = 0.0;
            for polygon in &polygons {
                prop_assert!(is_simple(&polygon.exterior) && polygon.holes.iter().all(is_simple));
                prop_assert!(signed_area(&polygon.exterior) > 0.0);
                area += signed_area(&polygon.exterior);
                for hole in &polygon.holes {
                    prop_assert!(signed_area(hole) < 0.0);
                    area += signed_area(hole);
                }
            }
            prop_assert!((area - set.len() as f64).abs() < 1e-3);
        }
    }
}
