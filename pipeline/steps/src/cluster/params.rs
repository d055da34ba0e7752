//! The parameters of `uses: cluster`.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::half_life::HalfLife;
use super::hdbscan::Selection;
use super::rule::{HotspotRule, Method};
use crate::categories::Categories;
use crate::matching::Values;
use hotcast_runner::StepRef;

/// Finds hotspots among incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// The step whose incidents are clustered.
    pub incidents: StepRef,
    /// The categories whose incidents count, with `*` for any characters; `""` for incidents
    /// without one. By default all.
    #[serde(default)]
    pub categories: Option<Values>,
    /// The categories whose incidents do not count.
    #[serde(default)]
    pub exclude_categories: Option<Values>,
    /// Categories that are recorded where an officer looks for them, such as narcotics. They count;
    /// each hotspot says how large their share is, and its rank without them.
    #[serde(default)]
    pub discovered_categories: Option<Values>,
    /// The method that groups cells into hotspots.
    #[serde(default)]
    pub method: Method,
    /// Width and height of a cell in degrees, a multiple of 0.00001.
    /// The default is 0.001 for `grid` and 0.0005 for the others.
    #[serde(default)]
    pub cell_deg: Option<f64>,
    /// The share of occupied cells that is not dense, between 0 and 1.
    #[serde(default = "default_quantile")]
    pub quantile: f64,
    /// Joins neighbouring dense cells to one hotspot (`grid`).
    #[serde(default)]
    pub merge: bool,
    /// The distance in metres within which incidents count as near (`dbscan`, `multi_density`).
    #[serde(default = "default_eps_m")]
    pub eps_m: f64,
    /// Incidents that make a place dense, those at the place included.
    /// The default is chosen from `quantile`.
    #[serde(default)]
    pub min_incidents: Option<f64>,
    /// The least incidents of a hotspot.
    /// The default is none, or for `hdbscan` a 10,000th of all incidents and at least 50.
    #[serde(default)]
    pub min_hotspot_incidents: Option<f64>,
    /// The groups of the hierarchy that are hotspots (`hdbscan`): `leaf` for many small ones, `eom`
    /// for few large ones.
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
    /// The most hotspots: those with most incidents are kept.
    #[serde(default)]
    pub max_hotspots: Option<usize>,
    /// The last day whose incidents decide where hotspots are.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub until: Option<NaiveDate>,
    /// Days in which an incident loses half its weight in that decision and in the ranking.
    /// `auto` chooses among 90, 180, 365, 730, 1460 and none by the last 52 weeks; with `none` old
    /// incidents weigh as much as new ones.
    #[serde(default)]
    pub half_life_days: HalfLife,
}

// The defaults of a workflow are those of a rule, so that neither can change alone.

fn default_quantile() -> f64 {
    HotspotRule::DEFAULT.quantile
}

fn default_eps_m() -> f64 {
    HotspotRule::DEFAULT.eps_m
}

fn default_clusters() -> usize {
    HotspotRule::DEFAULT.clusters
}

fn default_levels() -> usize {
    HotspotRule::DEFAULT.levels
}

fn default_seed() -> u64 {
    HotspotRule::DEFAULT.seed
}

impl Cluster {
    /// The categories that count.
    pub(super) fn chosen(&self) -> Categories<'_> {
        Categories {
            only: self.categories.as_ref(),
            except: self.exclude_categories.as_ref(),
        }
    }

    /// The method with its parameters; without a half-life where the data decide.
    ///
    /// Every field is named on both sides, so that the compiler finds one that is only in the step
    /// or only in the rule.
    pub fn rule(&self) -> HotspotRule {
        let Self {
            incidents: _,
            categories: _,
            exclude_categories: _,
            discovered_categories: _,
            method,
            cell_deg,
            quantile,
            merge,
            eps_m,
            min_incidents,
            min_hotspot_incidents,
            selection,
            clusters,
            levels,
            seed,
            max_hotspots,
            until,
            half_life_days,
        } = *self;
        HotspotRule {
            method,
            cell_deg: cell_deg.unwrap_or(method.default_cell_deg()),
            quantile,
            merge,
            eps_m,
            min_incidents,
            min_hotspot_incidents,
            levels,
            selection,
            clusters,
            seed,
            max_hotspots,
            until,
            half_life_days: half_life_days.days(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workflow_that_names_no_parameter_has_the_defaults_of_each_method() {
        for method in [
            Method::Grid,
            Method::Dbscan,
            Method::Hdbscan,
            Method::Kmeans,
            Method::MultiDensity,
        ] {
            let step = serde_json::json!({ "incidents": "convert", "method": method });
            let step: Cluster = serde_json::from_value(step).unwrap();
            assert_eq!(step.rule(), HotspotRule::new(method));
        }
    }
}
