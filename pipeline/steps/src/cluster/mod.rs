//! `uses: cluster`: hotspots, where the incidents concentrate.
//!
//! Every method takes occupied cells with their incidents and gives *groups* of them.
//! A group that is kept is a [`Region`]: its cells, the densest of them and their incidents.
//! A [`Hotspot`] is a region with its description: id, outline, trend, categories and significance,
//! none of which depends on the method.

mod categories;
mod count_cells;
mod dbscan;
mod density;
mod describe;
mod discovered;
mod effect;
mod founding;
mod gi_star;
mod grid;
mod half_life;
mod hdbscan;
mod hotspot;
mod kmeans;
mod membership;
mod multi_density;
mod params;
mod profile;
mod quantile;
mod rates;
mod recency;
mod regions;
mod rule;
mod step;
mod study_area;
mod table;
mod trend;
mod window_counts;

pub use count_cells::{CellCounts, CountRequest, count_cells};
pub use dbscan::dbscan;
pub use gi_star::gi_star;
pub use half_life::{HalfLife, HalfLifeWord};
pub use hdbscan::{Hdbscan, Selection, hdbscan};
pub use hotspot::{CategoryCount, Hotspot, TrendClass};
pub use kmeans::kmeans;
pub use membership::MembershipTable;
pub use params::Cluster;
pub use quantile::quantile;
pub use rates::{CellRate, RateTable};
pub use recency::{Candidate, HalfLifeChoice, choose_half_life};
pub use regions::{Region, find_regions};
pub use rule::{HotspotRule, Method, RuleError};
pub(crate) use table::bbox;
pub use table::{HotspotTable, TableError};
pub(crate) use window_counts::{
    WindowCounts, WindowRequest, densest, observed_days, window_counts,
};
