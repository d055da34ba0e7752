//! The step.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::count_cells::{CellCounts, CountRequest, count_cells};
use super::describe::describe;
use super::hdbscan::Selection;
use super::regions::find_regions;
use super::rule::{HotspotRule, Method};
use super::table::{HotspotTable, MembershipTable, write_density};
use crate::parquet_io::row_count;
use crate::scan::ScanError;
use crate::space::{CellGrid, CellSizeError};
use hotcast_runner::{
    Context, Hint, Input, NoEffect, Output, Problem, Step, StepRef, WholeWork, Work,
};

/// Cell size of the map's ground, in degrees: about a city block.
const DENSITY_CELL_DEG: f64 = 0.0005;

/// The ground is made coarser until it has at most this many cells.
const DENSITY_CELLS: usize = 400_000;

/// Finds hotspots among incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// The step whose incidents are clustered.
    pub incidents: StepRef,
    /// How cells are grouped into hotspots.
    #[serde(default)]
    pub method: Method,
    /// Width and height of a cell in degrees, a multiple of 0.00001; 0.001 for `grid` and 0.0005 for the others unless given.
    #[serde(default)]
    pub cell_deg: Option<f64>,
    /// The share of occupied cells that is not dense, between 0 and 1.
    #[serde(default = "default_quantile")]
    pub quantile: f64,
    /// Whether neighbouring dense cells become one hotspot (`grid`).
    #[serde(default)]
    pub merge: bool,
    /// The distance in metres within which incidents count as near (`dbscan`, `multi_density`).
    #[serde(default = "default_eps_m")]
    pub eps_m: f64,
    /// Incidents that make a place dense, the place itself included; chosen from `quantile` unless given.
    #[serde(default)]
    pub min_incidents: Option<f64>,
    /// Groups with fewer incidents are no hotspots; `hdbscan` takes a 10,000th of all incidents unless given.
    #[serde(default)]
    pub min_hotspot_incidents: Option<f64>,
    /// Which groups of the hierarchy are hotspots (`hdbscan`): `leaf` for many small ones, `eom` for few large ones.
    #[serde(default)]
    pub selection: Selection,
    /// The number of groups (`kmeans`).
    #[serde(default = "default_clusters")]
    pub clusters: usize,
    /// The number of density levels (`multi_density`).
    #[serde(default = "default_levels")]
    pub levels: usize,
    /// Seed of the starting centres (`kmeans`).
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// At most this many hotspots, those with most incidents.
    #[serde(default)]
    pub max_hotspots: Option<usize>,
    /// The last day whose incidents decide where hotspots are.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub until: Option<NaiveDate>,
    /// Days in which an incident loses half its weight in that decision; absent, old incidents weigh as much as new ones.
    #[serde(default)]
    pub half_life_days: Option<f64>,
}

fn default_quantile() -> f64 {
    0.95
}

fn default_eps_m() -> f64 {
    100.0
}

fn default_clusters() -> usize {
    100
}

fn default_levels() -> usize {
    3
}

fn default_seed() -> u64 {
    1
}

impl Cluster {
    /// The method with its parameters.
    pub fn rule(&self) -> HotspotRule {
        HotspotRule {
            method: self.method,
            cell_deg: self.cell_deg.unwrap_or(self.method.default_cell_deg()),
            quantile: self.quantile,
            merge: self.merge,
            eps_m: self.eps_m,
            min_incidents: self.min_incidents,
            min_hotspot_incidents: self.min_hotspot_incidents,
            levels: self.levels,
            selection: self.selection,
            clusters: self.clusters,
            seed: self.seed,
            max_hotspots: self.max_hotspots,
            until: self.until,
            half_life_days: self.half_life_days,
        }
    }
}

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
            Output::json("rule"),
        ]
    }

    fn work(&self) -> Work<'_> {
        Work::Whole(self)
    }

    fn without_effect(&self) -> Vec<NoEffect> {
        super::effect::without_effect(self)
    }

    fn check(&self) -> Vec<Problem> {
        let problem = |e: super::rule::RuleError| Problem {
            field: e.field.to_owned(),
            message: e.problem,
            hint: None,
        };
        self.rule().problems().into_iter().map(problem).collect()
    }
}

impl WholeWork for Cluster {
    fn run(&self, ctx: &Context) -> anyhow::Result<()> {
        let rule = self.rule();
        let parts = ctx.paths("incidents");
        let cancelled = || ctx.is_cancelled();
        let (counts, ground) = count(&rule, &parts, ctx.workers(), &cancelled)?;
        if counts.cells.is_empty() {
            anyhow::bail!(Hint::new(
                "there are no incidents to cluster",
                "look at the rejected rows of the step that reads the files, and at its `bbox`",
            ));
        }
        let regions = find_regions(&rule, &counts);
        let hotspots = describe(&parts, &counts, &regions, ctx.workers(), &cancelled)?;
        HotspotTable::write(&ctx.output("hotspots"), &hotspots)?;
        MembershipTable::new(counts.grid, &regions, &hotspots).write(&ctx.output("cells"))?;
        write_density(&ctx.output("density"), &ground)?;
        let document = json!({
            "schema_version": 1,
            "rule": rule,
            "density_cell_deg": ground.grid.size_deg(),
            "incidents": ground.total(),
            "rows": parts.iter().map(|part| row_count(part)).sum::<Result<i64, _>>()?,
        });
        std::fs::write(ctx.output("rule"), serde_json::to_vec_pretty(&document)?)?;
        ctx.count("hotspots", hotspots.len() as u64);
        ctx.count("cells", counts.cells.len() as u64);
        Ok(())
    }
}

/// The counts that decide where hotspots are, and those of the map's ground; from one pass where the grids allow it.
fn count(
    rule: &HotspotRule,
    parts: &[std::path::PathBuf],
    workers: usize,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<(CellCounts, CellCounts), CountError> {
    let fine = CellGrid::new(DENSITY_CELL_DEG)?;
    let grid = rule.grid()?;
    let ground = count_cells(parts, fine, CountRequest::ALL, workers, cancelled)?;
    let request = CountRequest {
        from: None,
        until: rule.until,
        half_life_days: rule.half_life_days,
    };
    let counts = match whole_multiple(rule.cell_deg, DENSITY_CELL_DEG) {
        Some(1) if request == CountRequest::ALL => ground.clone(),
        Some(factor) if request == CountRequest::ALL => ground.coarser(grid, factor),
        _ => count_cells(parts, grid, request, workers, cancelled)?,
    };
    Ok((counts, coarse_enough(ground)?))
}

#[derive(Debug, thiserror::Error)]
enum CountError {
    #[error(transparent)]
    Scan(#[from] ScanError),
    #[error(transparent)]
    CellSize(#[from] CellSizeError),
}

/// How many times `unit` goes into `size`, when that is a whole number.
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
