//! The step as the runner sees it: inputs, outputs, checks and the run.

use serde_json::{Value, json};

use super::count_cells::{CellCounts, CountRequest, count_cells};
use super::density::write_density;
use super::describe::describe;
use super::discovered::{WithoutDiscovered, add_discovered, finding};
use super::effect::without_effect;
use super::hotspot::Hotspot;
use super::membership::MembershipTable;
use super::params::Cluster;
use super::rates::RateTable;
use super::recency::{HalfLifeChoice, choose_half_life};
use super::regions::{Region, find_regions};
use super::rule::{HotspotRule, RuleError};
use super::table::HotspotTable;
use crate::categories::{list_problems, never_seen};
use crate::matching::{CategoryFilter, Values};
use crate::parquet_io::row_count;
use crate::scan::{Scan, ScanError};
use crate::space::{CellGrid, CellSizeError};
use hotcast_runner::{Context, Hint, Input, NoEffect, Output, Problem, Step, WholeWork, Work};

/// Cell size of the density map, in degrees: about a city block.
const DENSITY_CELL_DEG: f64 = 0.0005;

/// The most cells of the density map; it is made coarser until it has no more.
const DENSITY_CELLS: usize = 400_000;

impl Step for Cluster {
    fn inputs(&self) -> Vec<Input> {
        let columns = ["time", "lon", "lat", "category", "count"];
        vec![Input::step("incidents", &self.incidents, "incidents").columns(&columns)]
    }

    fn outputs(&self) -> Vec<Output> {
        vec![
            Output::parquet("hotspots"),
            Output::parquet("cells"),
            Output::parquet("density"),
            Output::parquet("rates"),
            Output::json("rule"),
        ]
    }

    fn work(&self) -> Work<'_> {
        Work::Whole(self)
    }

    fn without_effect(&self) -> Vec<NoEffect> {
        without_effect(self)
    }

    fn check(&self) -> Vec<Problem> {
        let problem = |e: RuleError| Problem {
            field: e.field.to_owned(),
            message: e.problem,
            hint: None,
        };
        let mut found: Vec<Problem> = self.rule().problems().into_iter().map(problem).collect();
        found.extend(self.chosen().problems());
        if let Some(values) = &self.discovered_categories {
            found.extend(list_problems("discovered_categories", values));
        }
        found
    }
}

impl WholeWork for Cluster {
    fn run(&self, ctx: &Context) -> anyhow::Result<()> {
        let mut rule = self.rule();
        let scan = Scan {
            parts: &ctx.paths("incidents"),
            workers: ctx.workers(),
            cancelled: &|| ctx.is_cancelled(),
            categories: None,
        };
        let chosen = self.chosen().choose(scan, ctx)?;
        let scan = Scan {
            categories: chosen.as_ref().map(|chosen| &chosen.filter),
            ..scan
        };
        let half_life = match self.half_life_days.is_auto() {
            true => Some(choose_half_life(scan, rule.grid()?, rule.until)?),
            false => None,
        };
        if let Some(choice) = &half_life {
            rule.half_life_days = choice.days;
        }
        let Counted {
            counts,
            history,
            ground,
        } = count(&rule, scan)?;
        if counts.cells.is_empty() {
            anyhow::bail!(Hint::new(
                "there are no incidents to cluster",
                "look at the rejected rows of the step that reads the files, and at its `bbox`",
            ));
        }
        let regions = find_regions(&rule, &counts);
        let mut hotspots = describe(scan, &counts, &regions)?;
        if let Some(values) = &self.discovered_categories {
            let found = Found {
                history: &history,
                regions: &regions,
            };
            mark_discovered(values, &rule, scan, &found, &mut hotspots, ctx)?;
        }
        HotspotTable::write(&ctx.output("hotspots"), &hotspots)?;
        let membership = MembershipTable::new(counts.grid, &regions, &hotspots);
        membership.write(&ctx.output("cells"))?;
        let rates = RateTable::of(&history, &counts, &membership);
        RateTable::write(&ctx.output("rates"), &rates)?;
        write_density(&ctx.output("density"), &ground)?;
        let rows = match &chosen {
            Some(chosen) => chosen.rows,
            None => scan
                .parts
                .iter()
                .map(|part| row_count(part).map(i64::unsigned_abs))
                .sum::<Result<u64, _>>()?,
        };
        let document = self.document(&rule, half_life.as_ref(), &ground, rows);
        std::fs::write(ctx.output("rule"), serde_json::to_vec_pretty(&document)?)?;
        ctx.count("hotspots", hotspots.len() as u64);
        ctx.count("cells", counts.cells.len() as u64);
        Ok(())
    }
}

/// What was found, before it is described in full.
struct Found<'a> {
    history: &'a CellCounts,
    regions: &'a [Region],
}

/// Adds to each hotspot what it would be without some categories.
fn mark_discovered(
    categories: &Values,
    rule: &HotspotRule,
    scan: Scan<'_>,
    found: &Found<'_>,
    hotspots: &mut [Hotspot],
    ctx: &Context,
) -> anyhow::Result<()> {
    for said in never_seen(categories, scan)? {
        ctx.finding(said);
    }
    let filter = CategoryFilter::without(scan.categories, categories);
    let rest = Scan {
        categories: Some(&filter),
        ..scan
    };
    let grid = found.history.grid;
    let history_without = count_cells(rest, grid, CountRequest::ALL)?;
    let weights_without = weighted(rule, rest, &history_without)?;
    let incidents = WithoutDiscovered {
        history: found.history,
        history_without: &history_without,
        weights_without: &weights_without,
    };
    add_discovered(hotspots, found.regions, &incidents);
    ctx.finding(finding(hotspots));
    Ok(())
}

impl Cluster {
    /// The output `rule`: the rule of what is a hotspot, and the numbers of what was counted.
    fn document(
        &self,
        rule: &HotspotRule,
        half_life: Option<&HalfLifeChoice>,
        ground: &CellCounts,
        rows: u64,
    ) -> Value {
        let mut document = json!({
            "schema_version": hotcast_artifacts::SCHEMA_VERSION,
            "rule": rule,
            "density_cell_deg": ground.grid.size_deg(),
            "incidents": ground.total(),
            "rows": rows,
        });
        if let Some(choice) = half_life {
            document["half_life"] = json!(choice);
        }
        for (name, values) in [
            ("categories", &self.categories),
            ("exclude_categories", &self.exclude_categories),
            ("discovered_categories", &self.discovered_categories),
        ] {
            if let Some(values) = values {
                document[name] = json!(values);
            }
        }
        // The bytes must not depend on the feature `preserve_order` of `serde_json`.
        document.sort_all_objects();
        document
    }
}

/// Incidents per cell.
struct Counted {
    /// Those that decide where hotspots are, weighted.
    counts: CellCounts,
    /// All, on the same grid.
    history: CellCounts,
    /// All, on the grid of the density map.
    ground: CellCounts,
}

/// Counts, in one pass where the grids and the weights allow it.
fn count(rule: &HotspotRule, scan: Scan<'_>) -> Result<Counted, CountError> {
    let fine = CellGrid::new(DENSITY_CELL_DEG)?;
    let grid = rule.grid()?;
    let ground = count_cells(scan, fine, CountRequest::ALL)?;
    let history = match whole_multiple(rule.cell_deg, DENSITY_CELL_DEG) {
        Some(1) => ground.clone(),
        Some(factor) => ground.coarser(grid, factor),
        None => count_cells(scan, grid, CountRequest::ALL)?,
    };
    let counts = weighted(rule, scan, &history)?;
    Ok(Counted {
        counts,
        history,
        ground: coarse_enough(ground)?,
    })
}

/// The incidents that decide where hotspots are, by their weights; `history` are all of them, which
/// are not counted again if all weigh the same.
fn weighted(
    rule: &HotspotRule,
    scan: Scan<'_>,
    history: &CellCounts,
) -> Result<CellCounts, ScanError> {
    let request = CountRequest {
        from: None,
        until: rule.until,
        half_life_days: rule.half_life_days,
    };
    match request == CountRequest::ALL {
        true => Ok(history.clone()),
        false => count_cells(scan, history.grid, request),
    }
}

#[derive(Debug, thiserror::Error)]
enum CountError {
    #[error(transparent)]
    Scan(#[from] ScanError),
    #[error(transparent)]
    CellSize(#[from] CellSizeError),
}

/// The quotient of `size` and `unit` if it is a whole number.
fn whole_multiple(size: f64, unit: f64) -> Option<u32> {
    let times = size / unit;
    ((times - times.round()).abs() < 1e-6 && times >= 1.0).then_some(times.round() as u32)
}

fn coarse_enough(ground: CellCounts) -> Result<CellCounts, CellSizeError> {
    let (mut coarse, mut factor) = (ground.clone(), 1);
    while coarse.cells.len() > DENSITY_CELLS && factor < 1024 {
        factor *= 2;
        coarse = ground.coarser(CellGrid::new(DENSITY_CELL_DEG * f64::from(factor))?, factor);
    }
    Ok(coarse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_are_recognised_despite_rounding() {
        assert_eq!(whole_multiple(0.001, 0.0005), Some(2));
        assert_eq!(whole_multiple(0.0035, 0.0005), Some(7));
        assert_eq!(whole_multiple(0.0007, 0.0005), None);
        assert_eq!(whole_multiple(0.0001, 0.0005), None);
    }
}
