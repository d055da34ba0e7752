//! `method: grid`: dense cells, one by one or merged.

use rustc_hash::FxHashMap;

use super::count_cells::CellCounts;
use super::quantile::quantile;
use crate::space::Cell;

/// The indices of the cells with more incidents than the quantile `q` of all occupied cells' counts.
///
/// Where the densest cells all tie with the quantile, so that none has more, it is those cells.
pub(super) fn dense_cells(counts: &CellCounts, q: f64) -> Vec<u32> {
    let values: Vec<f64> = counts.cells.iter().map(|(_, n)| *n).collect();
    let Some(threshold) = quantile(&values, q) else {
        return Vec::new();
    };
    let select = |dense: &dyn Fn(f64) -> bool| -> Vec<u32> {
        (values.iter().zip(0u32..))
            .filter(|(n, _)| dense(**n))
            .map(|(_, i)| i)
            .collect()
    };
    let above = select(&|n| n > threshold);
    if above.is_empty() {
        select(&|n| n >= threshold)
    } else {
        above
    }
}

/// Groups of cells that touch at an edge or a corner, in the order of their first cells.
pub(super) fn merge_neighbours(counts: &CellCounts, dense: &[u32]) -> Vec<Vec<u32>> {
    let mut open: FxHashMap<Cell, u32> = dense
        .iter()
        .map(|&i| (counts.cells[i as usize].0, i))
        .collect();
    let mut groups = Vec::new();
    for &seed in dense {
        if open.remove(&counts.cells[seed as usize].0).is_none() {
            continue;
        }
        let mut group = vec![seed];
        let mut at = 0;
        while at < group.len() {
            let cell = counts.cells[group[at] as usize].0;
            at += 1;
            for near in counts.grid.around(cell) {
                group.extend(open.remove(&near));
            }
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}
