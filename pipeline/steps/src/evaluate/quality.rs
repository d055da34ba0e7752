//! Measures of hotspots on the incidents that came after them.
//!
//! # References
//! Chainey, Tompson, Uhlig (2008), The utility of hotspot mapping for predicting spatial patterns
//! of crime, Security Journal 21, on the prediction accuracy index; Hunt (2016), Do crime hot spots
//! move?, American University, on the prediction efficiency index.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::ranking::Ranked;
use crate::cluster::{
    CellCounts, CountRequest, HotspotRule, Method, choose_half_life, count_cells, find_regions,
};
use crate::scan::{Scan, ScanError};
use crate::space::{Cell, CellGrid, CellSizeError};
use hotcast_artifacts::{HotspotQuality, Quality};

/// The size of the occupied cells that make the study area.
///
/// It does not depend on the cells of a method, so that all methods are measured against the same
/// area.
const STUDY_CELL_DEG: f64 = 0.001;

/// An error of the measures.
#[derive(Debug, thiserror::Error)]
pub(super) enum QualityError {
    /// Incidents that cannot be read.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// A cell size that the grid does not have.
    #[error(transparent)]
    CellSize(#[from] CellSizeError),
}

/// A method's hotspots as cells, the densest up to `train_end` first, each with its area and the
/// incidents that came later.
struct Prediction {
    cells: Vec<(f64, f64)>,
    hotspots: usize,
    pei: f64,
}

impl Prediction {
    fn area(&self) -> f64 {
        self.cells.iter().map(|c| c.0).sum()
    }

    /// Later incidents within the densest `area_m2`; of the last cell only the part that fits.
    fn hits_within(&self, area_m2: f64) -> f64 {
        hits_within(self.cells.iter().copied(), area_m2)
    }

    /// The measures, when there were so many `incidents` later in a study area of `study_m2`.
    fn against(&self, grid: &Self, incidents: f64, study_m2: f64) -> Quality {
        let index = |hits: f64, area: f64| (hits / incidents) / (area / study_m2);
        let area = self.area();
        let common = area.min(grid.area());
        let hits = self.hits_within(f64::INFINITY);
        Quality {
            pai: index(hits, area),
            pei: self.pei,
            hit_rate: hits / incidents,
            area_share: area / study_m2,
            hotspots: self.hotspots,
            pai_same_area: index(self.hits_within(common), common),
            grid_pai_same_area: index(grid.hits_within(common), common),
        }
    }
}

pub(super) fn hits_within(cells: impl Iterator<Item = (f64, f64)>, area_m2: f64) -> f64 {
    let mut left = area_m2;
    let mut hits = 0.0;
    for (area, later) in cells {
        if left <= 0.0 {
            break;
        }
        hits += later * (left / area).min(1.0);
        left -= area;
    }
    hits
}

/// The incidents, and the days that part them: those up to `train_end` decide where hotspots are,
/// those after it, up to `test_end`, how good that was.
pub(super) struct Split<'a> {
    pub(super) scan: Scan<'a>,
    pub(super) train_end: NaiveDate,
    pub(super) test_end: NaiveDate,
}

/// A rule that is measured.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Contender {
    pub(super) rule: HotspotRule,
    /// Its half-life is chosen on what was known when the test began.
    pub(super) automatic: bool,
}

impl Contender {
    /// A method with its defaults.
    pub(super) fn plain(method: Method) -> Self {
        Self {
            rule: HotspotRule::new(method),
            automatic: true,
        }
    }
}

/// The cells that are ranked before each window, by their size and half-life, and the windows.
pub(super) struct RankedCells<'a> {
    pub(super) own: &'a Contender,
    pub(super) bounds: &'a [i32],
}

/// Measures the hotspots of each rule, and always those of `grid`, against which the others are
/// measured; and the ranking of cells before each window.
pub(super) fn judge(
    split: &Split<'_>,
    contenders: &BTreeMap<String, Contender>,
    ranked: &RankedCells<'_>,
) -> Result<HotspotQuality, QualityError> {
    let grid = Method::Grid.name();
    let mut contenders = contenders.clone();
    contenders
        .entry(grid.to_owned())
        .or_insert_with(|| Contender::plain(Method::Grid));
    let mut half_lives = HalfLives::default();
    let own = half_lives.resolve(split, ranked.own)?;
    let mut rules = BTreeMap::new();
    for (name, contender) in &contenders {
        rules.insert(name.clone(), half_lives.resolve(split, contender)?);
    }
    let up_to_end = CountRequest {
        until: Some(split.test_end),
        ..CountRequest::ALL
    };
    let study_m2 = split
        .count(CellGrid::new(STUDY_CELL_DEG)?, up_to_end)?
        .area_m2();
    // Rules with cells of one size share the count of what came later.
    let mut later: BTreeMap<u64, CellCounts> = BTreeMap::new();
    let mut predictions = BTreeMap::new();
    let mut incidents = 0.0;
    for (name, rule) in rules {
        let test = match later.entry(rule.cell_deg.to_bits()) {
            Entry::Occupied(slot) => slot.into_mut(),
            Entry::Vacant(slot) => slot.insert(split.count(rule.grid()?, split.test_request())?),
        };
        incidents = test.total();
        predictions.insert(name, split.predict(&rule, test)?);
    }
    let measured = (predictions.iter()).map(|(name, own)| {
        (
            name.clone(),
            own.against(&predictions[grid], incidents, study_m2),
        )
    });
    let ranked = Ranked {
        grid: own.grid()?,
        half_life: own.half_life_days,
        bounds: ranked.bounds,
        study_m2,
    };
    Ok(HotspotQuality {
        ranking: ranked.judge(split.scan)?,
        train_end: split.train_end,
        test_end: split.test_end,
        incidents,
        study_area_km2: study_m2 / 1e6,
        methods: measured.filter(|(_, q)| is_defined(q)).collect(),
    })
}

/// Returns `false` if a measure divides by zero, as without incidents or without hotspots.
fn is_defined(quality: &Quality) -> bool {
    let Quality {
        pai,
        pei,
        pai_same_area,
        grid_pai_same_area,
        ..
    } = quality;
    [pai, pei, pai_same_area, grid_pai_same_area]
        .iter()
        .all(|x| x.is_finite())
}

/// The half-lives chosen so far, by the size of the cells and the last day that counts.
#[derive(Default)]
struct HalfLives(BTreeMap<(u64, NaiveDate), Option<f64>>);

impl HalfLives {
    /// The rule with its half-life.
    fn resolve(
        &mut self,
        split: &Split<'_>,
        contender: &Contender,
    ) -> Result<HotspotRule, QualityError> {
        let mut rule = contender.rule.clone();
        if contender.automatic {
            let until = split.train_until(&rule);
            rule.half_life_days = match self.0.entry((rule.cell_deg.to_bits(), until)) {
                Entry::Occupied(slot) => *slot.get(),
                Entry::Vacant(slot) => {
                    let choice = choose_half_life(split.scan, rule.grid()?, Some(until))?;
                    *slot.insert(choice.days)
                }
            };
        }
        Ok(rule)
    }
}

impl Split<'_> {
    /// The last day of which a rule may know.
    fn train_until(&self, rule: &HotspotRule) -> NaiveDate {
        rule.until
            .map_or(self.train_end, |until| until.min(self.train_end))
    }

    fn count(&self, grid: CellGrid, request: CountRequest) -> Result<CellCounts, ScanError> {
        count_cells(self.scan, grid, request)
    }

    fn test_request(&self) -> CountRequest {
        CountRequest {
            from: self.train_end.succ_opt(),
            until: Some(self.test_end),
            half_life_days: None,
        }
    }

    fn predict(&self, rule: &HotspotRule, test: &CellCounts) -> Result<Prediction, QualityError> {
        let rule = HotspotRule {
            until: Some(self.train_until(rule)),
            ..rule.clone()
        };
        let request = CountRequest {
            from: None,
            until: rule.until,
            half_life_days: rule.half_life_days,
        };
        let train = self.count(rule.grid()?, request)?;
        let regions = find_regions(&rule, &train);
        let before = train.by_cell();
        let after = test.by_cell();
        let number = |of: &FxHashMap<Cell, f64>, cell: &Cell| of.get(cell).copied().unwrap_or(0.0);
        let mut cells: Vec<Cell> = regions
            .iter()
            .flat_map(|r| r.cells.iter().copied())
            .collect();
        cells.sort_by(|a, b| {
            number(&before, b)
                .total_cmp(&number(&before, a))
                .then(a.cmp(b))
        });
        let cells: Vec<(f64, f64)> = cells
            .iter()
            .map(|c| (train.grid.area_m2(*c), number(&after, c)))
            .collect();
        let mut best: Vec<(f64, f64)> = test
            .cells
            .iter()
            .map(|&(c, n)| (test.grid.area_m2(c), n))
            .collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut prediction = Prediction {
            cells,
            hotspots: regions.len(),
            pei: 0.0,
        };
        prediction.pei = prediction.hits_within(f64::INFINITY)
            / hits_within(best.into_iter(), prediction.area());
        Ok(prediction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_cell_that_does_not_fit_only_a_part_counts() {
        let cells = [(10.0, 8.0), (10.0, 4.0), (10.0, 1.0)];
        assert_eq!(hits_within(cells.into_iter(), 15.0), 10.0);
        assert_eq!(hits_within(cells.into_iter(), f64::INFINITY), 13.0);
        assert_eq!(hits_within(cells.into_iter(), 0.0), 0.0);
    }
}
