//! The parameters of `uses: train`, and the settings that they give with a calendar.

use sarima::{Constant, SeasonalOrder, Transform};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::columns::Columns;
use crate::calendar::Freq;
use crate::forecasting::{
    CANDIDATES, ForecastMethod, OrderChoice, SeasonalChoice, Settings, may_use,
};
use crate::series::HolidaySource;
use hotcast_runner::StepRef;

/// Fits a model to the series of each hotspot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Train {
    /// The step whose series are modelled.
    pub series: StepRef,
    /// The method, or `best` to choose one for each series by the errors on its last periods.
    #[serde(default)]
    pub method: ForecastMethod,
    /// Order of SARIMA, `[p, d, q]`, or `auto`.
    #[serde(default = "default_order")]
    pub order: OrderChoice,
    /// Seasonal order of SARIMA, `[P, D, Q, s]`; without `s`, the season of the calendar.
    #[serde(default = "default_seasonal_order")]
    pub seasonal_order: SeasonalChoice,
    /// Constant term of SARIMA.
    #[serde(default)]
    pub constant: ConstantChoice,
    /// Transform of the counts in SARIMA.
    #[serde(default)]
    pub transform: TransformChoice,
    /// Regressors, beside those of `series`.
    #[serde(default)]
    pub exog: ExogChoice,
    /// The exposure of `counts`.
    #[serde(default)]
    pub exposure: ExposureChoice,
    /// The intervals of every method but `counts`.
    #[serde(default)]
    pub intervals: IntervalChoice,
    /// The candidates of `best`, in the order of preference: a later one must be better by two
    /// standard errors.
    #[serde(default = "default_candidates")]
    pub candidates: Vec<ForecastMethod>,
    /// Periods ahead over which `best` compares forecasts.
    #[serde(default = "default_horizon")]
    pub horizon: usize,
    /// The number of forecasts of each series by which `best` compares.
    #[serde(default = "default_origins")]
    pub origins: usize,
    /// Series with incidents in a smaller share of their periods are smoothed instead of modelled.
    #[serde(default = "default_min_occupied_share")]
    pub min_occupied_share: f64,
    /// Groups hotspots by the shape of their season.
    #[serde(default)]
    pub shape_groups: bool,
}

/// Regressors of the models.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExogChoice {
    /// Holidays whose days are counted per period as the regressor `holidays`.
    #[serde(default)]
    pub holidays: Option<HolidaySource>,
    /// Columns of tables of one's own, such as the weather.
    #[serde(default)]
    pub columns: Option<Columns>,
}

/// The factor of the rate of `counts` in each period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExposureChoice {
    /// The part that all places share: season, holidays and level of the sum of all series.
    #[default]
    City,
    /// Nothing.
    None,
}

/// The intervals of the Gaussian methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum IntervalChoice {
    /// From the errors of earlier forecasts at similar levels, and with whole bounds for counts.
    #[default]
    Calibrated,
    /// From the normal distribution.
    Gaussian,
}

/// Constant term of SARIMA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ConstantChoice {
    /// None.
    #[default]
    None,
    /// A mean; only without differences.
    Mean,
    /// A drift; only with one difference at most.
    Drift,
}

/// Transform of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransformChoice {
    /// None.
    #[default]
    None,
    /// log(1 + y).
    Log1p,
    /// Square root.
    Sqrt,
}

fn default_order() -> OrderChoice {
    OrderChoice::Fixed([1, 1, 1])
}

fn default_seasonal_order() -> SeasonalChoice {
    SeasonalChoice::OfCalendar([1, 1, 1])
}

fn default_candidates() -> Vec<ForecastMethod> {
    CANDIDATES.to_vec()
}

fn default_horizon() -> usize {
    4
}

fn default_origins() -> usize {
    6
}

fn default_min_occupied_share() -> f64 {
    0.1
}

impl Train {
    /// The step with the default of every parameter.
    pub(crate) fn of(series: &StepRef) -> Self {
        Self {
            series: series.clone(),
            method: ForecastMethod::default(),
            order: default_order(),
            seasonal_order: default_seasonal_order(),
            constant: ConstantChoice::None,
            transform: TransformChoice::None,
            exog: ExogChoice::default(),
            exposure: ExposureChoice::default(),
            intervals: IntervalChoice::default(),
            candidates: default_candidates(),
            horizon: default_horizon(),
            origins: default_origins(),
            min_occupied_share: default_min_occupied_share(),
            shape_groups: false,
        }
    }

    /// Returns `true` if some series may be forecast by `method`.
    pub(super) fn may_use(&self, method: ForecastMethod) -> bool {
        may_use(self.method, &self.candidates, method)
    }

    /// The settings for a calendar with this season and these periods.
    pub(crate) fn settings(&self, season: usize, freq: Freq) -> Settings {
        let [p, d, q, s] = match self.seasonal_order {
            SeasonalChoice::WithSeason(order) => order,
            SeasonalChoice::OfCalendar([p, d, q]) => [p, d, q, season],
        };
        Settings {
            method: self.method,
            candidates: self.candidates.clone(),
            order: self.order,
            seasonal_order: SeasonalOrder::new(p, d, q, s),
            constant: match self.constant {
                ConstantChoice::None => Constant::None,
                ConstantChoice::Mean => Constant::Mean,
                ConstantChoice::Drift => Constant::Drift,
            },
            transform: match self.transform {
                TransformChoice::None => Transform::None,
                TransformChoice::Log1p => Transform::Log1p,
                TransformChoice::Sqrt => Transform::Sqrt,
            },
            horizon: self.horizon,
            origins: self.origins,
            min_occupied_share: self.min_occupied_share,
            exposure: self.exposure == ExposureChoice::City,
            calibrated: self.intervals == IntervalChoice::Calibrated,
            freq,
        }
    }
}
