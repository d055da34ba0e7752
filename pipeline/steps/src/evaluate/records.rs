//! The scores of the forecasts of each hotspot, one record of the cache for each.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;
use sarima::{Exog, Transform, are_counts};

use super::forecasts::{ForecastRecord, MethodForecasts, scored};
use super::held_out::HeldOut;
use super::noise_floor::noise_floor;
use super::params::Evaluate;
use super::summary::document;
use crate::calendar::{Calendar, day_number};
use crate::exposure::Exposures;
use crate::forecasting::{
    ForecastMethod, Known, Origins, Settings, choose, fit_method, forecast_rolling, may_use,
    naive_scale, out_of_sample,
};
use crate::series::{HolidaySource, SeriesTable, add_holidays};
use crate::train::{Train, regressors, write_calendar, write_exposures, write_values};
use hotcast_runner::{Context, Hint, RecordSet, RecordWork};

impl RecordWork for Evaluate {
    fn unit(&self) -> &'static str {
        "series"
    }

    /// Hotspots are scored all together, so that no single record depends on the methods.
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
        let exposures = exposures(&calendar, &settings, &methods, (&series, &origins));
        Ok(Box::new(Evaluations {
            held: HeldOut::of(self, &calendar, &origins, ctx)?,
            shape: (self.horizon, self.origins),
            calendar,
            series,
            settings,
            exog,
            exposures,
            nobs,
            origins,
            methods,
        }))
    }
}

/// The exposures at each origin, if one of the methods uses them.
fn exposures(
    calendar: &Calendar,
    settings: &Settings,
    methods: &[ForecastMethod],
    (series, origins): (&SeriesTable, &Origins),
) -> Exposures {
    let uses =
        |&method: &ForecastMethod| may_use(method, &settings.candidates, ForecastMethod::Counts);
    if !settings.exposure || !methods.iter().any(uses) {
        return Exposures::none();
    }
    let mut known: Vec<usize> = origins.windows().map(|window| window.start).collect();
    if methods.contains(&ForecastMethod::Best) {
        known.extend(settings.choice_origins(origins.first()));
    }
    Exposures::learn(calendar, &series.values, known)
}

impl Evaluate {
    fn calendar_and_settings(&self, ctx: &Context) -> anyhow::Result<(Calendar, Settings)> {
        let read =
            |slot: &str| Ok::<_, anyhow::Error>(std::fs::read_to_string(&ctx.file(slot)?.path)?);
        if self.models.is_some() {
            let calendar =
                serde_json::from_str::<Calendar>(&read("models_calendar")?)?.validated()?;
            let settings = Settings {
                freq: calendar.freq,
                ..serde_json::from_str(&read("models")?)?
            };
            return Ok((calendar, settings));
        }
        let mut calendar = serde_json::from_str::<Calendar>(&read("calendar")?)?.validated()?;
        if !calendar.regressors.contains_key("holidays") {
            add_holidays(&mut calendar, Some(HolidaySource::US), &[])?;
        }
        let settings = Train::of(&self.series).settings(calendar.season_length, calendar.freq);
        Ok((calendar, settings))
    }

    /// The number of observed periods that end on `until` or before.
    fn judged_periods(&self, calendar: &Calendar) -> usize {
        let Some(until) = self.until.map(day_number) else {
            return calendar.n_observed;
        };
        let rule = calendar.rule();
        calendar
            .observed()
            .partition_point(|&start| rule.next(day_number(start)) <= until + 1)
    }
}

/// The series of the hotspots, with the calendar, settings, regressors and origins that they share.
struct Evaluations {
    calendar: Calendar,
    series: SeriesTable,
    settings: Settings,
    exog: Exog,
    exposures: Exposures,
    nobs: usize,
    origins: Origins,
    shape: (usize, usize),
    methods: Vec<ForecastMethod>,
    held: Option<HeldOut>,
}

impl Evaluations {
    /// The regressors of tables that some method uses.
    fn actual_regressors(&self) -> Vec<String> {
        let (method, candidates) = (self.settings.method, &self.settings.candidates);
        if !may_use(method, candidates, ForecastMethod::Sarima) {
            return Vec::new();
        }
        let of_table = |name: &&String| self.calendar.reach.contains_key(*name);
        self.exog.names().iter().filter(of_table).cloned().collect()
    }
}

impl RecordSet for Evaluations {
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
        write_exposures(&self.exposures, self.shape.0, out);
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
        let past = &endog[..first];
        let known = Known {
            exog: &self.exog,
            exposures: &self.exposures,
        };
        let scale = naive_scale(past, self.settings.season());
        let missing = |y: &f64| (!y.is_nan()).then_some(*y);
        let observed = |window: Range<usize>| endog[window].iter().map(missing).collect();
        let mut record = ForecastRecord {
            id: self.series.ids[index],
            chosen: None,
            scale,
            observed: self.origins.windows().map(observed).collect(),
            methods: BTreeMap::new(),
        };
        for &method in &self.methods {
            let used = match method {
                ForecastMethod::Best => *record.chosen.insert(choose(&self.settings, past, known)),
                other => other,
            };
            // A filter for counts cannot be carried on with later values that are none.
            let used = match used {
                ForecastMethod::Counts if !are_counts(endog) => ForecastMethod::Ets,
                used => used,
            };
            let model = fit_method(used, &self.settings, past, known).model;
            let errors = (self.settings.calibrated)
                .then(|| out_of_sample(&model, &self.settings, past, known))
                .flatten();
            let transform = model
                .as_sarima()
                .map_or(Transform::None, |m| m.spec().transform);
            let forecasts = forecast_rolling(model, endog, known, &self.origins)?;
            let (scale, observed) = ((scale, transform), &record.observed);
            let forecasts = MethodForecasts::new(&forecasts, observed, scale, errors);
            record.methods.insert(method, forecasts);
        }
        Ok(serde_json::to_vec(&record)?)
    }

    fn combine(&self, records: &[Vec<u8>], ctx: &Context) -> anyhow::Result<()> {
        let records: Vec<ForecastRecord> = records
            .par_iter()
            .map(|bytes| serde_json::from_slice(bytes))
            .collect::<Result<_, _>>()?;
        let noise_floor = noise_floor(&records);
        let records = scored(&records);
        let quality = self.held.as_ref().map(|held| held.judge(ctx)).transpose()?;
        let document = document(
            &self.calendar,
            &self.origins,
            self.shape,
            &self.methods,
            &records,
            noise_floor,
            (quality, self.actual_regressors()),
        );
        std::fs::write(ctx.output("evaluation"), serde_json::to_vec(&document)?)?;
        ctx.count("evaluated", records.len() as u64);
        if let Some(verdict) = &document.verdict {
            ctx.finding(&verdict.text);
        }
        Ok(())
    }
}
