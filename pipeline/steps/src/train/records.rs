//! The fits: one series for each hotspot, and one record of the cache for each series.

use std::time::Instant;

use sarima::{EXPOSURE, Exog};
use serde::Deserialize;

use super::columns::add_columns;
use super::findings::findings;
use super::material::{write_calendar, write_exposures, write_values};
use super::outputs::{write_timings, write_training};
use super::params::Train;
use super::record::{TrainRecord, calibrate};
use super::regressors::regressors;
use super::shape::shape_groups;
use crate::calendar::Calendar;
use crate::exposure::Exposures;
use crate::forecasting::{ForecastMethod, Known, Settings, fit_method, out_of_sample};
use crate::series::{SeriesTable, add_holidays};
use hotcast_artifacts::{ModelCollection, SCHEMA_VERSION};
use hotcast_runner::{Context, RecordSet, RecordWork};

impl RecordWork for Train {
    fn unit(&self) -> &'static str {
        "fits"
    }

    /// Groups compare all hotspots, so that no single fit depends on them.
    fn combined_params(&self) -> &'static [&'static str] {
        &["shape_groups"]
    }

    fn records(&self, ctx: &Context) -> anyhow::Result<Box<dyn RecordSet>> {
        let text = std::fs::read_to_string(&ctx.file("calendar")?.path)?;
        let mut calendar = serde_json::from_str::<Calendar>(&text)?.validated()?;
        if self.exog.holidays.is_some() {
            add_holidays(&mut calendar, self.exog.holidays, &[])?;
        }
        if let Some(columns) = &self.exog.columns {
            add_columns(&mut calendar, columns, ctx)?;
        }
        let series = SeriesTable::read(&ctx.file("series")?.path, &calendar)?;
        let settings = self.settings(calendar.season_length, calendar.freq);
        let exog = regressors(&calendar, &settings)?;
        let exposures = self.exposures(&settings, &calendar, &series);
        if let Some(values) = exposures.after(calendar.n_observed) {
            let regressors = &mut calendar.regressors;
            regressors.insert(EXPOSURE.to_owned(), values.to_vec());
        }
        Ok(Box::new(Fits {
            calendar,
            series,
            settings,
            exog,
            exposures,
        }))
    }
}

impl Train {
    /// The exposures of the models, and of the origins by which `best` chooses them.
    fn exposures(
        &self,
        settings: &Settings,
        calendar: &Calendar,
        series: &SeriesTable,
    ) -> Exposures {
        if !settings.exposure || !self.may_use(ForecastMethod::Counts) {
            return Exposures::none();
        }
        let mut origins = vec![calendar.n_observed];
        if self.method == ForecastMethod::Best {
            origins.extend(settings.choice_origins(calendar.n_observed));
        }
        Exposures::learn(calendar, &series.values, origins)
    }
}

/// The series of the hotspots, with the calendar, settings, regressors and exposures that they share.
struct Fits {
    calendar: Calendar,
    series: SeriesTable,
    settings: Settings,
    exog: Exog,
    exposures: Exposures,
}

/// The parameters that matter only when all records are combined.
#[derive(Deserialize)]
struct Combined {
    shape_groups: bool,
}

impl RecordSet for Fits {
    fn len(&self) -> usize {
        self.series.ids.len()
    }

    fn id(&self, index: usize) -> String {
        self.series.ids[index].to_string()
    }

    fn shared_material(&self, out: &mut Vec<u8>) -> anyhow::Result<()> {
        write_calendar(&self.calendar, &self.exog, out);
        write_exposures(&self.exposures, self.settings.horizon, out);
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
        let known = Known {
            exog: &self.exog,
            exposures: &self.exposures,
        };
        let fitted = fit_method(self.settings.method, &self.settings, values, known);
        let errors = (self.settings.calibrated)
            .then(|| out_of_sample(&fitted.model, &self.settings, values, known))
            .flatten();
        let elapsed_ms = start.elapsed().as_secs_f64() * 1e3;
        let id = self.series.ids[index];
        let record = TrainRecord::new(id, &self.calendar, &fitted, errors, elapsed_ms)?;
        Ok(serde_json::to_vec(&record)?)
    }

    fn combine(&self, records: &[Vec<u8>], ctx: &Context) -> anyhow::Result<()> {
        let mut records: Vec<TrainRecord> = records
            .iter()
            .map(|bytes| serde_json::from_slice(bytes))
            .collect::<Result<_, _>>()?;
        calibrate(&mut records)?;
        write_timings(&ctx.output("timings"), &records)?;
        if ctx.combined::<Combined>()?.shape_groups {
            let groups = shape_groups(&self.series.values, self.settings.season());
            records
                .iter_mut()
                .zip(groups)
                .for_each(|(record, group)| record.document.shape_group = group);
        }
        write_training(&ctx.output("training"), &records)?;
        ctx.count("models", records.len() as u64);
        ctx.count(
            "fallbacks",
            records
                .iter()
                .filter(|r| r.document.fallback_reason.is_some())
                .count() as u64,
        );
        for finding in findings(&self.calendar, &self.exog) {
            ctx.finding(finding);
        }
        let documents = records.into_iter().map(|record| record.document);
        let document = ModelCollection {
            schema_version: SCHEMA_VERSION,
            models: documents.map(|model| (model.hotspot_id, model)).collect(),
        };
        std::fs::write(ctx.output("models"), serde_json::to_vec(&document)?)?;
        std::fs::write(ctx.output("calendar"), serde_json::to_vec(&self.calendar)?)?;
        std::fs::write(ctx.output("settings"), serde_json::to_vec(&self.settings)?)?;
        Ok(())
    }
}
