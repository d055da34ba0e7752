//! The parameter `discovered_categories`: incidents that are recorded where an officer looks for
//! them.
//!
//! A ranking that has them feeds itself (Ensign et al., "Runaway Feedback Loops in Predictive
//! Policing", 2018), so each hotspot says how large their share is and where it would rank without
//! them.

use super::count_cells::CellCounts;
use super::hotspot::Hotspot;
use super::regions::Region;
use crate::ranks::ranks;

/// The first ranks, for which a change of the ranking is told.
const FIRST: i32 = 20;

/// Incidents per cell on one grid.
pub(super) struct WithoutDiscovered<'a> {
    /// All incidents.
    pub(super) history: &'a CellCounts,
    /// The same without those of the categories.
    pub(super) history_without: &'a CellCounts,
    /// The weights of the latter, in which old incidents count for less.
    pub(super) weights_without: &'a CellCounts,
}

/// Adds the share of these incidents and the rank without them to each hotspot, whose regions are in
/// the same order. Ties rank by id.
pub(super) fn add_discovered(
    hotspots: &mut [Hotspot],
    regions: &[Region],
    incidents: &WithoutDiscovered<'_>,
) {
    let all = sums(incidents.history, regions);
    let without = sums(incidents.history_without, regions);
    for ((hotspot, all), without) in hotspots.iter_mut().zip(all).zip(without) {
        let share = if all > 0.0 {
            (all - without) / all
        } else {
            0.0
        };
        hotspot.discovered_share = Some(share.clamp(0.0, 1.0));
    }
    let weights = sums(incidents.weights_without, regions);
    let ids = hotspots.iter().map(|hotspot| hotspot.id);
    let ranks = ranks(ids.zip(weights.into_iter().map(Some)));
    for (hotspot, rank) in hotspots.iter_mut().zip(ranks) {
        hotspot.rank_without_discovered = rank;
    }
}

fn sums(counts: &CellCounts, regions: &[Region]) -> Vec<f64> {
    let of = counts.by_cell();
    let sum = |region: &Region| {
        let cells = region.cells.iter();
        cells.map(|cell| of.get(cell).copied().unwrap_or(0.0)).sum()
    };
    regions.iter().map(sum).collect()
}

/// The change of the ranking in one sentence.
pub(super) fn finding(hotspots: &[Hotspot]) -> String {
    let first = |rank: i32| rank <= FIRST;
    let listed: Vec<&Hotspot> = hotspots.iter().filter(|h| first(h.rank)).collect();
    let gone = (listed.iter())
        .filter(|h| !h.rank_without_discovered.is_some_and(first))
        .count();
    let (all, discovered) = hotspots.iter().fold((0.0, 0.0), |(all, discovered), h| {
        let n = h.incident_count as f64;
        (all + n, discovered + n * h.discovered_share.unwrap_or(0.0))
    });
    format!(
        "{:.1} % of the incidents in hotspots are of `discovered_categories`; without them {gone} of \
         the first {} hotspots would not be among the first {}",
        100.0 * discovered / f64::max(all, 1.0),
        listed.len(),
        listed.len(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::CellGrid;

    fn counts(of: [f64; 3]) -> CellCounts {
        let grid = CellGrid::new(0.001).unwrap();
        let cells = (0..3).map(|i| grid.cell(-87.6 + 0.01 * f64::from(i), 41.8));
        CellCounts {
            grid,
            cells: cells.zip(of).collect(),
        }
    }

    fn hotspot(id: i64, rank: i32, incident_count: i64) -> Hotspot {
        Hotspot {
            id,
            rank,
            rank_by_history: rank,
            rank_without_discovered: None,
            lon: 0.0,
            lat: 0.0,
            incident_count,
            area_m2: 1.0,
            share: 0.0,
            discovered_share: None,
            density_per_km2: 0.0,
            trend: 0.0,
            trend_class: super::super::hotspot::TrendClass::Sporadic,
            gi_star_z: None,
            categories: Vec::new(),
            expected_change: None,
            polygons: Vec::new(),
        }
    }

    #[test]
    fn a_place_of_patrols_loses_its_rank() {
        let history = counts([100.0, 60.0, 40.0]);
        let regions: Vec<Region> = history
            .cells
            .iter()
            .map(|&(cell, weight)| Region {
                cells: vec![cell],
                anchor: cell,
                weight,
            })
            .collect();
        let mut hotspots = vec![hotspot(1, 1, 100), hotspot(2, 2, 60), hotspot(3, 3, 40)];
        let without = counts([40.0, 60.0, 40.0]);
        let incidents = WithoutDiscovered {
            history: &history,
            history_without: &without,
            weights_without: &without,
        };
        add_discovered(&mut hotspots, &regions, &incidents);
        let shares: Vec<_> = hotspots.iter().map(|h| h.discovered_share).collect();
        assert_eq!(shares, [Some(0.6), Some(0.0), Some(0.0)]);
        let ranks: Vec<_> = hotspots.iter().map(|h| h.rank_without_discovered).collect();
        assert_eq!(ranks, [Some(2), Some(1), Some(3)]);
        assert_eq!(
            finding(&hotspots),
            "30.0 % of the incidents in hotspots are of `discovered_categories`; without them 0 of \
             the first 3 hotspots would not be among the first 3"
        );
    }
}
