//! The step.

use std::collections::BTreeMap;
use std::time::Instant;

use sarima::{Constant, Exog, Order, SeasonalOrder, Spec, Transform};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outputs::{ModelsDocument, write_timings, write_training};
use super::record::{TimedRecord, TrainRecord};
use super::shape::shape_groups;
use crate::calendar::Calendar;
use crate::forecasting::{
    ForecastMethod, OrderChoice, SeasonalChoice, Settings, fit_method, identified, named_twice,
};
use crate::series::{HolidaySource, SeriesTable, add_holidays};
use hotcast_runner::{
    Context, Input, NoEffect, Output, Problem, RecordSet, RecordWork, Step, StepRef, Work,
};

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
    /// Regressors made from the calendar, beside those that `series` has made.
    #[serde(default)]
    pub exog: ExogChoice,
    /// What `best` chooses among, in the order of preference: a later one must be clearly better, by two standard errors.
    #[serde(default = "default_candidates")]
    pub candidates: Vec<ForecastMethod>,
    /// Periods ahead at which `best` judges.
    #[serde(default = "default_horizon")]
    pub horizon: usize,
    /// How many times `best` judges each series.
    #[serde(default = "default_origins")]
    pub origins: usize,
    /// Series with incidents in a smaller share of their periods are smoothed instead of modelled.
    #[serde(default = "default_min_occupied_share")]
    pub min_occupied_share: f64,
    /// Whether hotspots are grouped by the shape of their season.
    #[serde(default)]
    pub shape_groups: bool,
}

/// Regressors made from the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExogChoice {
    /// Holidays whose days are counted per period as the regressor `holidays`.
    #[serde(default)]
    pub holidays: Option<HolidaySource>,
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
    ForecastMethod::CANDIDATES.to_vec()
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
    /// Training with all defaults.
    pub(crate) fn of(series: &StepRef) -> Self {
        Self {
            series: series.clone(),
            method: ForecastMethod::default(),
            order: default_order(),
            seasonal_order: default_seasonal_order(),
            constant: ConstantChoice::None,
            transform: TransformChoice::None,
            exog: ExogChoice::default(),
            candidates: default_candidates(),
            horizon: default_horizon(),
            origins: default_origins(),
            min_occupied_share: default_min_occupied_share(),
            shape_groups: false,
        }
    }

    /// The settings for a calendar with this season.
    pub(crate) fn settings(&self, season: usize) -> Settings {
        let [p, d, q, s] = match self.seasonal_order {
            SeasonalChoice::WithSeason(order) => order,
            SeasonalChoice::OfCalendar([p, d, q]) => [p, d, q, season],
        };
        Settings {
            method: self.method,
            candidates: self.candidates.clone(),
            order: match self.order {
                OrderChoice::Fixed([p, d, q]) => Some(Order::new(p, d, q)),
                OrderChoice::Auto(_) => None,
            },
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
        }
    }
}

impl Step for Train {
    fn inputs(&self) -> Vec<Input> {
        vec![
            Input::step("series", &self.series, "series"),
            Input::step("calendar", &self.series, "calendar"),
        ]
    }

    fn outputs(&self) -> Vec<Output> {
        vec![
            Output::json("models"),
            Output::parquet("training"),
            Output::json("calendar"),
            Output::json("settings"),
            Output::parquet("timings").volatile(&["elapsed_ms"]),
        ]
    }

    fn work(&self) -> Work<'_> {
        Work::Records(self)
    }

    fn without_effect(&self) -> Vec<NoEffect> {
        super::effect::without_effect(self)
    }

    fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut problem = |field: &str, message: String, hint: Option<&str>| {
            problems.push(Problem {
                field: field.to_owned(),
                message,
                hint: hint.map(str::to_owned),
            });
        };
        let settings = self.settings(2);
        if let Some(order) = settings.order {
            let spec = Spec::new(order, settings.seasonal_order)
                .constant(settings.constant)
                .transform(settings.transform);
            if let Err(error) = spec.validate() {
                problem("order", error.to_string(), None);
            }
        }
        if let Some(twice) = named_twice(&self.candidates) {
            problem(
                "candidates",
                format!("`{}` is named twice", twice.name()),
                None,
            );
        }
        if self.candidates.is_empty() || self.candidates.contains(&ForecastMethod::Best) {
            problem(
                "candidates",
                "name one or more methods other than `best`".to_owned(),
                None,
            );
        }
        for (field, value) in [("horizon", self.horizon), ("origins", self.origins)] {
            if !(1..=1000).contains(&value) {
                problem(field, format!("`{value}` is not between 1 and 1000"), None);
            }
        }
        if !(0.0..=1.0).contains(&self.min_occupied_share) {
            problem(
                "min_occupied_share",
                format!("`{}` is not between 0 and 1", self.min_occupied_share),
                None,
            );
        }
        problems
    }
}

impl RecordWork for Train {
    fn unit(&self) -> &'static str {
        "fits"
    }

    /// Groups are formed of all hotspots.
    fn combined_params(&self) -> &'static [&'static str] {
        &["shape_groups"]
    }

    fn records(&self, ctx: &Context) -> anyhow::Result<Box<dyn RecordSet>> {
        let text = std::fs::read_to_string(&ctx.file("calendar")?.path)?;
        let mut calendar = serde_json::from_str::<Calendar>(&text)?.validated()?;
        if self.exog.holidays.is_some() {
            add_holidays(&mut calendar, self.exog.holidays, &[])?;
        }
        let series = SeriesTable::read(&ctx.file("series")?.path, &calendar)?;
        let settings = self.settings(calendar.season_length);
        let exog = regressors(&calendar, &settings)?;
        Ok(Box::new(Hotspots {
            calendar,
            series,
            settings,
            exog,
        }))
    }
}

/// The observed values of the calendar's regressors that the model can identify.
pub(crate) fn regressors(calendar: &Calendar, settings: &Settings) -> anyhow::Result<Exog> {
    let (d, order) = (settings.order.map_or(1, |o| o.d), settings.seasonal_order);
    let used: Vec<(&String, Vec<f64>)> = (calendar.regressors.iter())
        .map(|(name, values)| (name, values[..calendar.n_observed].to_vec()))
        .filter(|(_, values)| identified(values, d, order.d, order.s))
        .collect();
    let names: Vec<String> = used.iter().map(|(name, _)| (*name).clone()).collect();
    if names.is_empty() {
        return Ok(Exog::none());
    }
    Ok(Exog::new(
        names,
        used.into_iter().map(|(_, values)| values).collect(),
    )?)
}

/// The series of the hotspots, with what they share.
struct Hotspots {
    calendar: Calendar,
    series: SeriesTable,
    settings: Settings,
    exog: Exog,
}

/// The parameters that no fit depends on.
#[derive(Deserialize)]
struct Combined {
    shape_groups: bool,
}

impl RecordSet for Hotspots {
    fn len(&self) -> usize {
        self.series.ids.len()
    }

    fn id(&self, index: usize) -> String {
        self.series.ids[index].to_string()
    }

    fn shared_material(&self, out: &mut Vec<u8>) -> anyhow::Result<()> {
        write_calendar(&self.calendar, &self.exog, out);
        Ok(())
    }

    fn material(&self, index: usize, out: &mut Vec<u8>) -> anyhow::Result<()> {
        out.extend(self.series.ids[index].to_le_bytes());
        write_values(&self.series.values[index], out);
        Ok(())
    }

    fn compute(&self, index: usize) -> anyhow::Result<Vec<u8>> {
        let start = Instant::now();
        let values = &self.series.values[index];
        let fitted = fit_method(self.settings.method, &self.settings, values, &self.exog);
        let elapsed_ms = start.elapsed().as_secs_f64() * 1e3;
        let timed = TimedRecord {
            elapsed_ms,
            record: TrainRecord::new(self.series.ids[index], &self.calendar, &fitted)?,
        };
        Ok(serde_json::to_vec(&timed)?)
    }

    fn combine(&self, records: &[Vec<u8>], ctx: &Context) -> anyhow::Result<()> {
        let timed: Vec<TimedRecord> = records
            .iter()
            .map(|bytes| TimedRecord::from_bytes(bytes))
            .collect::<Result<_, _>>()?;
        write_timings(&ctx.output("timings"), &timed)?;
        let mut records: Vec<TrainRecord> = timed.into_iter().map(|timed| timed.record).collect();
        if ctx.combined::<Combined>()?.shape_groups {
            let groups = shape_groups(&self.series.values, self.settings.season());
            records
                .iter_mut()
                .zip(groups)
                .for_each(|(record, group)| record.shape_group = group);
        }
        write_training(&ctx.output("training"), &records)?;
        ctx.count("models", records.len() as u64);
        ctx.count(
            "fallbacks",
            records
                .iter()
                .filter(|r| r.fallback_reason.is_some())
                .count() as u64,
        );
        let models: BTreeMap<i64, TrainRecord> =
            records.into_iter().map(|r| (r.hotspot_id, r)).collect();
        let document = ModelsDocument {
            schema_version: 1,
            models,
        };
        std::fs::write(ctx.output("models"), serde_json::to_vec(&document)?)?;
        std::fs::write(ctx.output("calendar"), serde_json::to_vec(&self.calendar)?)?;
        std::fs::write(ctx.output("settings"), serde_json::to_vec(&self.settings)?)?;
        Ok(())
    }
}

/// Writes what the fits of all series depend on: the first period, and the regressors by name.
pub(crate) fn write_calendar(calendar: &Calendar, exog: &Exog, out: &mut Vec<u8>) {
    let mut text = |text: &str| {
        out.extend((text.len() as u64).to_le_bytes());
        out.extend(text.as_bytes());
    };
    text(&format!(
        "{:?} {:?} {}",
        calendar.freq, calendar.week_start, calendar.first
    ));
    text(&exog.names().len().to_string());
    exog.names().iter().for_each(|name| text(name));
    exog.columns()
        .iter()
        .for_each(|column| write_values(column, out));
}

/// Writes numbers with how many there are.
pub(crate) fn write_values(values: &[f64], out: &mut Vec<u8>) {
    out.extend((values.len() as u64).to_le_bytes());
    out.extend(values.iter().flat_map(|x| x.to_bits().to_le_bytes()));
}
