//! The parameters of `uses: evaluate`.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::categories::Categories;
use crate::cluster::Method;
use crate::forecasting::ForecastMethod;
use crate::matching::Values;
use hotcast_runner::StepRef;

/// Scores forecasts from successive origins, and hotspots on later incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evaluate {
    /// The step whose series are forecast.
    pub series: StepRef,
    /// The step whose method and orders are scored.
    /// Without it, SARIMA (1,1,1)(1,1,1)s with US holidays.
    #[serde(default)]
    pub models: Option<StepRef>,
    /// The incidents on which hotspots are scored, together with `hotspots`.
    #[serde(default)]
    pub incidents: Option<StepRef>,
    /// The step whose method for hotspots is scored beside the others, together with `incidents`.
    #[serde(default)]
    pub hotspots: Option<StepRef>,
    /// The categories of the incidents on which hotspots are scored: those of `cluster`.
    #[serde(default)]
    pub categories: Option<Values>,
    /// The categories of incidents on which they are not scored.
    #[serde(default)]
    pub exclude_categories: Option<Values>,
    /// Periods of each forecast.
    #[serde(default = "default_horizon")]
    pub horizon: usize,
    /// Number of origins, one horizon apart.
    #[serde(default = "default_origins")]
    pub origins: usize,
    /// The last day that is scored; by default, the end of the last observed period.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub until: Option<NaiveDate>,
    /// The methods with which the method is compared.
    #[serde(default = "default_baselines")]
    pub baselines: Vec<ForecastMethod>,
    /// The methods for hotspots that are compared, each with its default parameters.
    #[serde(default = "default_hotspot_methods")]
    pub hotspot_methods: Vec<Method>,
}

fn default_horizon() -> usize {
    4
}

fn default_origins() -> usize {
    6
}

fn default_baselines() -> Vec<ForecastMethod> {
    vec![
        ForecastMethod::SeasonalNaive,
        ForecastMethod::Ets,
        ForecastMethod::Mean,
    ]
}

fn default_hotspot_methods() -> Vec<Method> {
    vec![
        Method::Grid,
        Method::Dbscan,
        Method::Hdbscan,
        Method::Kmeans,
        Method::MultiDensity,
    ]
}

impl Evaluate {
    /// The categories that count.
    pub(super) fn chosen(&self) -> Categories<'_> {
        Categories {
            only: self.categories.as_ref(),
            except: self.exclude_categories.as_ref(),
        }
    }
}
