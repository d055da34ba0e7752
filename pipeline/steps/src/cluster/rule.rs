//! The rule of what is a hotspot: a method with all its parameters, and their ranges.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::hdbscan::Selection;
use crate::space::{CellGrid, CellSizeError};

/// A method that groups cells into hotspots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Each cell above a quantile of the occupied cells' counts is a hotspot; neighbours can be
    /// merged.
    #[default]
    Grid,
    /// Cells with many incidents within a distance, and the cells within that distance of them.
    Dbscan,
    /// Groups that persist over a range of densities, each at the density at which it stands out.
    Hdbscan,
    /// A fixed number of compact groups among the cells above a quantile; a baseline.
    Kmeans,
    /// DBSCAN once for each level of density, so that hotspots are found in suburbs too.
    MultiDensity,
}

impl Method {
    /// The name a workflow gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Dbscan => "dbscan",
            Self::Hdbscan => "hdbscan",
            Self::Kmeans => "kmeans",
            Self::MultiDensity => "multi_density",
        }
    }

    /// The default cell size: 0.001° for `grid`, half of it, about a city block, for the others.
    pub const fn default_cell_deg(self) -> f64 {
        match self {
            Self::Grid => 0.001,
            _ => 0.0005,
        }
    }
}

/// A method with all its parameters; [`Cluster`](super::Cluster) says what each does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HotspotRule {
    /// The method.
    pub method: Method,
    /// Width and height of a cell in degrees.
    pub cell_deg: f64,
    /// The share of occupied cells that is not dense, in (0, 1).
    pub quantile: f64,
    /// Joins neighbouring cells of `grid` to one hotspot.
    pub merge: bool,
    /// The distance within which incidents count as near, in metres (`dbscan`).
    pub eps_m: f64,
    /// Incidents that make a place dense; chosen from `quantile` when absent.
    ///
    /// `dbscan` and `multi_density` count them within `eps_m`; the density of `hdbscan` is the
    /// distance within which there are as many.
    pub min_incidents: Option<f64>,
    /// The least incidents of a hotspot; `hdbscan` takes a 10,000th of all incidents when absent.
    pub min_hotspot_incidents: Option<f64>,
    /// The number of density levels (`multi_density`).
    pub levels: usize,
    /// The groups of the hierarchy that are hotspots (`hdbscan`).
    pub selection: Selection,
    /// The number of groups (`kmeans`).
    pub clusters: usize,
    /// Seed of the starting centres (`kmeans`).
    pub seed: u64,
    /// The most hotspots: those with most incidents are kept.
    pub max_hotspots: Option<usize>,
    /// The last day whose incidents count.
    pub until: Option<NaiveDate>,
    /// Days in which an incident loses half its weight; absent, old ones weigh as much as new ones.
    pub half_life_days: Option<f64>,
}

/// A parameter outside its range.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{problem}")]
pub struct RuleError {
    /// The parameter.
    pub field: &'static str,
    /// The message.
    pub problem: String,
}

impl HotspotRule {
    /// `grid` with the defaults that a workflow has for every parameter.
    pub const DEFAULT: Self = Self {
        method: Method::Grid,
        cell_deg: Method::Grid.default_cell_deg(),
        quantile: 0.95,
        merge: false,
        eps_m: 100.0,
        min_incidents: None,
        min_hotspot_incidents: None,
        levels: 3,
        selection: Selection::Leaf,
        clusters: 100,
        seed: 1,
        max_hotspots: None,
        until: None,
        half_life_days: None,
    };

    /// A method with its default parameters.
    pub fn new(method: Method) -> Self {
        Self {
            method,
            cell_deg: method.default_cell_deg(),
            ..Self::DEFAULT
        }
    }

    /// The grid of its cells.
    ///
    /// # Errors
    /// When a grid cannot have cells of that size.
    pub fn grid(&self) -> Result<CellGrid, CellSizeError> {
        CellGrid::new(self.cell_deg)
    }

    /// Every parameter that is outside its range.
    pub fn problems(&self) -> Vec<RuleError> {
        let mut problems = Vec::new();
        let mut check = |ok: bool, field, problem: String| {
            if !ok {
                problems.push(RuleError { field, problem });
            }
        };
        let positive = |x: f64| x > 0.0 && x.is_finite();
        let grid = self.grid();
        check(
            grid.is_ok(),
            "cell_deg",
            grid.err().map_or_else(String::new, |e| e.to_string()),
        );
        check(
            self.quantile > 0.0 && self.quantile < 1.0,
            "quantile",
            format!("`{}` is not between 0 and 1", self.quantile),
        );
        check(
            (1.0..=100_000.0).contains(&self.eps_m),
            "eps_m",
            format!("`{}` metres is not between 1 and 100000", self.eps_m),
        );
        for (field, value) in [
            ("min_incidents", self.min_incidents),
            ("min_hotspot_incidents", self.min_hotspot_incidents),
            ("half_life_days", self.half_life_days),
        ] {
            check(
                value.is_none_or(positive),
                field,
                format!("`{}` is not a positive number", value.unwrap_or_default()),
            );
        }
        check(
            (1..=20).contains(&self.levels),
            "levels",
            format!("`{}` levels is not between 1 and 20", self.levels),
        );
        check(
            self.clusters > 0,
            "clusters",
            "`0` is not a number of groups".to_owned(),
        );
        check(
            self.max_hotspots != Some(0),
            "max_hotspots",
            "`0` keeps no hotspot".to_owned(),
        );
        problems
    }
}
