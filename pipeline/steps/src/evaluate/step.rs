//! The step.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use sarima::Exog;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::document;
use super::quality::{Held, HotspotQuality, judge};
use super::record::EvaluateRecord;
use crate::calendar::{Calendar, day_number, to_date};
use crate::cluster::{HotspotRule, Method};
use crate::forecasting::{
    ForecastMethod, Origins, Settings, choose, evaluate_rolling, fit_method, naive_scale,
    named_twice,
};
use crate::series::{HolidaySource, SeriesTable, add_holidays};
use crate::train::{Train, regressors, write_calendar, write_values};
use hotcast_runner::{
    Context, Hint, Input, NoEffect, Output, Problem, RecordSet, RecordWork, Step, StepRef, Work,
};

/// Judges forecasts from successive origins, and hotspots on later incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evaluate {
    /// The step whose series are forecast.
    pub series: StepRef,
    /// The step whose method and orders are judged. Without it, SARIMA (1,1,1)(1,1,1)s with US holidays.
    #[serde(default)]
    pub models: Option<StepRef>,
    /// The incidents on which hotspots are judged, together with `hotspots`.
    #[serde(default)]
    pub incidents: Option<StepRef>,
    /// The step whose way of finding hotspots is judged beside the others, together with `incidents`.
    #[serde(default)]
    pub hotspots: Option<StepRef>,
    /// Periods each forecast looks ahead.
    #[serde(default = "default_horizon")]
    pub horizon: usize,
    /// Number of origins, one horizon apart.
    #[serde(default = "default_origins")]
    pub origins: usize,
    /// The last day that is judged; absent, the last observed period.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub until: Option<NaiveDate>,
    /// What the method is compared with.
    #[serde(default = "default_baselines")]
    pub baselines: Vec<ForecastMethod>,
    /// Ways of finding hotspots that are compared, each with its default parameters.
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

impl Step for Evaluate {
    fn inputs(&self) -> Vec<Input> {
        let mut inputs = vec![
            Input::step("series", &self.series, "series"),
            Input::step("calendar", &self.series, "calendar"),
        ];
        if let Some(models) = &self.models {
            inputs.push(Input::step("models", models, "settings"));
            inputs.push(Input::step("models_calendar", models, "calendar"));
        }
        if let (Some(incidents), Some(hotspots)) = (&self.incidents, &self.hotspots) {
            inputs.push(
                Input::step("incidents", incidents, "incidents")
                    .columns(&["time", "lon", "lat", "count"]),
            );
            inputs.push(Input::step("hotspots", hotspots, "rule"));
        }
        inputs
    }

    fn outputs(&self) -> Vec<Output> {
        vec![Output::json("evaluation")]
    }

    fn work(&self) -> Work<'_> {
        Work::Records(self)
    }

    fn without_effect(&self) -> Vec<NoEffect> {
        if self.incidents.is_some() && self.hotspots.is_some() {
            return Vec::new();
        }
        vec![NoEffect {
            field: "hotspot_methods",
            decided_by: &["incidents", "hotspots"],
            only: "with `incidents` and `hotspots`, on which hotspots are judged",
        }]
    }

    fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut problem = |field: &str, message: &str, hint: &str| {
            problems.push(Problem {
                field: field.to_owned(),
                message: message.to_owned(),
                hint: Some(hint.to_owned()),
            });
        };
        if self.horizon == 0 || self.horizon > 1000 {
            problem(
                "horizon",
                "is not between 1 and 1000",
                "4 looks four periods ahead",
            );
        }
        if self.origins == 0 || self.origins > 1000 {
            problem(
                "origins",
                "is not between 1 and 1000",
                "6 forecasts six times",
            );
        }
        if let Some(twice) = named_twice(&self.baselines) {
            let message = format!("`{}` is named twice", twice.name());
            problem("baselines", &message, "name each once");
        }
        if let Some(twice) = named_twice(&self.hotspot_methods) {
            let message = format!("`{}` is named twice", twice.name());
            problem("hotspot_methods", &message, "name each once");
        }
        if self.incidents.is_some() != self.hotspots.is_some() {
            let field = if self.incidents.is_some() {
                "incidents"
            } else {
                "hotspots"
            };
            problem(
                field,
                "is of use only together with its partner",
                "name both `incidents` and `hotspots`, or neither",
            );
        }
        problems
    }
}

impl RecordWork for Evaluate {
    fn unit(&self) -> &'static str {
        "series"
    }

    /// Hotspots are judged all together, not one by one.
    fn combined_params(&self) -> &'static [&'static str] {
        &["hotspot_methods"]
    }

    fn records(&self, ctx: &Context) -> anyhow::Result<Box<dyn RecordSet>> {
        let (calendar, settings) = self.calendar_and_settings(ctx)?;
        let series = SeriesTable::read(&ctx.file("series")?.path, &calendar)?;
        let exog = regressors(&calendar, &settings)?;
        let nobs = self.judged_periods(&calendar);
        let Some(origins) = Origins::new(nobs, self.horizon, self.origins) else {
            anyhow::bail!(Hint::new(
                format!(
                    "{nobs} periods hold no {} forecasts of {} periods",
                    self.origins, self.horizon
                ),
                "use fewer `origins` or a shorter `horizon`",
            ));
        };
        let mut methods = vec![settings.method];
        methods.extend(
            self.baselines
                .iter()
                .copied()
                .filter(|m| *m != settings.method),
        );
        Ok(Box::new(Hotspots {
            held: self.held_out(&calendar, &origins, ctx)?,
            shape: (self.horizon, self.origins),
            calendar,
            series,
            settings,
            exog,
            nobs,
            origins,
            methods,
        }))
    }
}

impl Evaluate {
    fn calendar_and_settings(&self, ctx: &Context) -> anyhow::Result<(Calendar, Settings)> {
        let read =
            |slot: &str| Ok::<_, anyhow::Error>(std::fs::read_to_string(&ctx.file(slot)?.path)?);
        if self.models.is_some() {
            let calendar =
                serde_json::from_str::<Calendar>(&read("models_calendar")?)?.validated()?;
            return Ok((calendar, serde_json::from_str(&read("models")?)?));
        }
        let mut calendar = serde_json::from_str::<Calendar>(&read("calendar")?)?.validated()?;
        if !calendar.regressors.contains_key("holidays") {
            add_holidays(&mut calendar, Some(HolidaySource::US), &[])?;
        }
        let settings = Train::of(&self.series).settings(calendar.season_length);
        Ok((calendar, settings))
    }

    /// Observed periods that end on `until` or before.
    fn judged_periods(&self, calendar: &Calendar) -> usize {
        let Some(until) = self.until.map(day_number) else {
            return calendar.n_observed;
        };
        let rule = calendar.rule();
        calendar
            .observed()
            .partition_point(|&start| rule.next(day_number(start)) <= until + 1)
    }

    fn held_out(
        &self,
        calendar: &Calendar,
        origins: &Origins,
        ctx: &Context,
    ) -> anyhow::Result<Option<HeldOut>> {
        if self.incidents.is_none() || self.hotspots.is_none() {
            return Ok(None);
        }
        let own =
            serde_json::from_slice::<RuleDocument>(&std::fs::read(&ctx.file("hotspots")?.path)?)?
                .rule;
        // The workflow's parameters say more than the defaults of its method. Only for `grid` do both stand, since the others are measured against the default.
        let plain = HotspotRule::new(own.method);
        let name = if own.method == Method::Grid && own != plain {
            "workflow"
        } else {
            own.method.name()
        };
        let last = origins
            .windows()
            .last()
            .map_or(origins.first(), |w| w.end - 1);
        let rule = calendar.rule();
        Ok(Some(HeldOut {
            parts: ctx.paths("incidents"),
            own: (name.to_owned(), own),
            train_end: to_date(day_number(calendar.periods[origins.first()]) - 1),
            test_end: to_date(rule.next(day_number(calendar.periods[last])) - 1),
        }))
    }
}

/// The part of `cluster`'s `rule` that is read here.
#[derive(Deserialize)]
struct RuleDocument {
    rule: HotspotRule,
}

/// What judging hotspots needs.
struct HeldOut {
    parts: Vec<PathBuf>,
    /// The workflow's own rule and what it is called.
    own: (String, HotspotRule),
    train_end: NaiveDate,
    test_end: NaiveDate,
}

/// The parameters that no record depends on.
#[derive(Deserialize)]
struct Combined {
    hotspot_methods: Vec<Method>,
}

/// The series of the hotspots, with what they share.
struct Hotspots {
    calendar: Calendar,
    series: SeriesTable,
    settings: Settings,
    exog: Exog,
    nobs: usize,
    origins: Origins,
    shape: (usize, usize),
    methods: Vec<ForecastMethod>,
    held: Option<HeldOut>,
}

impl RecordSet for Hotspots {
    fn len(&self) -> usize {
        self.series.ids.len()
    }

    fn id(&self, index: usize) -> String {
        self.series.ids[index].to_string()
    }

    fn shared_material(&self, out: &mut Vec<u8>) -> anyhow::Result<()> {
        let settings = serde_json::to_vec(&self.settings)?;
        out.extend((settings.len() as u64).to_le_bytes());
        out.extend(settings);
        write_calendar(&self.calendar, &self.exog.slice(0..self.nobs), out);
        Ok(())
    }

    fn material(&self, index: usize, out: &mut Vec<u8>) -> anyhow::Result<()> {
        out.extend(self.series.ids[index].to_le_bytes());
        write_values(&self.series.values[index][..self.nobs], out);
        Ok(())
    }

    fn compute(&self, index: usize) -> anyhow::Result<Vec<u8>> {
        let endog = &self.series.values[index][..self.nobs];
        let first = self.origins.first();
        let (past, past_exog) = (&endog[..first], self.exog.slice(0..first));
        let scale = naive_scale(past, self.settings.season());
        let mut record = EvaluateRecord {
            id: self.series.ids[index],
            chosen: None,
            scores: BTreeMap::new(),
        };
        for &method in &self.methods {
            let used = match method {
                ForecastMethod::Best => {
                    *record
                        .chosen
                        .insert(choose(&self.settings, past, &past_exog))
                }
                other => other,
            };
            let fitted = fit_method(used, &self.settings, past, &past_exog);
            let scores = evaluate_rolling(fitted.model, endog, &self.exog, &self.origins, scale)?;
            record.scores.insert(method, scores);
        }
        Ok(serde_json::to_vec(&record)?)
    }

    fn combine(&self, records: &[Vec<u8>], ctx: &Context) -> anyhow::Result<()> {
        let records: Vec<EvaluateRecord> = records
            .iter()
            .map(|bytes| serde_json::from_slice(bytes))
            .collect::<Result<_, _>>()?;
        let quality = self.held.as_ref().map(|held| held.judge(ctx)).transpose()?;
        let document = document(
            &self.calendar,
            &self.origins,
            self.shape,
            &self.methods,
            &records,
            quality,
        );
        std::fs::write(ctx.output("evaluation"), serde_json::to_vec(&document)?)?;
        ctx.count("evaluated", records.len() as u64);
        if let Some(verdict) = &document.verdict {
            ctx.finding(&verdict.text);
        }
        Ok(())
    }
}

impl HeldOut {
    fn judge(&self, ctx: &Context) -> anyhow::Result<HotspotQuality> {
        let held = Held {
            parts: &self.parts,
            train_end: self.train_end,
            test_end: self.test_end,
            workers: ctx.workers(),
            cancelled: &|| ctx.is_cancelled(),
        };
        let Combined { hotspot_methods } = ctx.combined()?;
        let mut rules: BTreeMap<String, HotspotRule> = (hotspot_methods.iter())
            .map(|&m| (m.name().to_owned(), HotspotRule::new(m)))
            .collect();
        rules.extend([self.own.clone()]);
        Ok(judge(&held, &rules)?)
    }
}
