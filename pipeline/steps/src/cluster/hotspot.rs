//! A hotspot, as the artifacts describe it.

pub use hotcast_artifacts::{CategoryCount, TrendClass};

use crate::space::Polygon;

/// A hotspot and its description.
#[derive(Debug, Clone, PartialEq)]
pub struct Hotspot {
    /// The id, which says where its founding cell is.
    pub id: i64,
    /// 1 for the one with the largest weight, in which old incidents count for less.
    pub rank: i32,
    /// 1 for the one with most incidents over all data.
    pub rank_by_history: i32,
    /// Its rank without incidents of `discovered_categories`, where the workflow names them.
    pub rank_without_discovered: Option<i32>,
    /// Longitude of the centre, weighted by incidents.
    pub lon: f64,
    /// Latitude of the centre.
    pub lat: f64,
    /// Incidents inside, over all data.
    pub incident_count: i64,
    /// Area of its cells in m².
    pub area_m2: f64,
    /// Share of all incidents, 0 to 1.
    pub share: f64,
    /// Share of its incidents that are of `discovered_categories`, where the workflow names them.
    pub discovered_share: Option<f64>,
    /// Incidents per km².
    pub density_per_km2: f64,
    /// Relative change per year.
    pub trend: f64,
    /// The class of that change.
    pub trend_class: TrendClass,
    /// Getis-Ord Gi* of its densest cell, where it is defined.
    pub gi_star_z: Option<f64>,
    /// The most frequent categories, the rest summed as `other`.
    pub categories: Vec<CategoryCount>,
    /// Relative change by the forecasts, once there are any.
    pub expected_change: Option<f64>,
    /// Its outline.
    pub polygons: Vec<Polygon>,
}
