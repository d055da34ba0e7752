//! The step.

use std::path::PathBuf;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::expected_change::expected_change;
use super::files::Files;
use super::geojson::feature_collection;
use super::next;
use super::rows::Rows;
use crate::calendar::Calendar;
use crate::cluster::{Hotspot, HotspotTable, RateTable, bbox};
use crate::parquet_io::row_count;
use crate::series::SeriesTable;
use hotcast_artifacts::{Counts, Manifest, ModelCollection, SCHEMA_VERSION, layout, read};
use hotcast_runner::{Context, Hint, Input, Output, Publish, Step, StepRef, WholeWork, Work};

/// Publishes hotspots, series, models and their evaluation as one generation of artifacts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// The step that found the hotspots.
    pub hotspots: StepRef,
    /// The step that counted.
    pub series: StepRef,
    /// The step that trained the models.
    pub models: StepRef,
    /// The step that evaluated them.
    #[serde(default)]
    pub evaluation: Option<StepRef>,
    /// The step whose incidents these are; the rows of the `convert` that they come from are then counted in the manifest.
    #[serde(default)]
    pub incidents: Option<StepRef>,
    /// The directory of generations, such as `artifacts/chicago`.
    pub to: PathBuf,
}

impl Step for Export {
    fn inputs(&self) -> Vec<Input> {
        let mut inputs = vec![
            Input::step("hotspots", &self.hotspots, "hotspots"),
            Input::step("density", &self.hotspots, "density"),
            Input::step("rates", &self.hotspots, "rates"),
            Input::step("rule", &self.hotspots, "rule"),
            Input::step("series", &self.series, "series"),
            Input::step("by_category", &self.series, "by_category").or_behind("series"),
            Input::step("models", &self.models, "models"),
            Input::step("training", &self.models, "training"),
            Input::step("calendar", &self.models, "calendar"),
        ];
        inputs.extend(
            self.evaluation
                .as_ref()
                .map(|step| Input::step("evaluation", step, "evaluation")),
        );
        if let Some(step) = &self.incidents {
            inputs.push(Input::step("incidents", step, "incidents").columns(&["time"]));
            // A program may leave rows out, and what it calls rejects is its own affair.
            let read = |slot: &'static str| Input::step(slot, step, slot).origin("convert");
            inputs.push(Input {
                slot: "converted".into(),
                ..read("incidents").columns(&["time"])
            });
            inputs.push(read("rejects").columns(&["line", "reason"]));
            inputs.push(read("filtered").columns(&["rows"]));
        }
        inputs
    }

    fn outputs(&self) -> Vec<Output> {
        vec![Output::tree("artifacts")]
    }

    fn work(&self) -> Work<'_> {
        Work::Whole(self)
    }

    fn publish(&self) -> Vec<Publish> {
        vec![Publish::Generation {
            output: "artifacts".to_owned(),
            field: "to".to_owned(),
            to: self.to.clone(),
        }]
    }
}

impl WholeWork for Export {
    fn run(&self, ctx: &Context) -> anyhow::Result<()> {
        let input = |slot: &str| Ok::<_, anyhow::Error>(&ctx.file(slot)?.path);
        let calendar = read::<Calendar>(&std::fs::read(input("calendar")?)?)?.validated()?;
        let series = SeriesTable::read(input("series")?, &calendar)?;
        let models: ModelCollection = serde_json::from_slice(&std::fs::read(input("models")?)?)?;
        let rule: Value = serde_json::from_slice(&std::fs::read(input("rule")?)?)?;
        let mut hotspots = HotspotTable::read(input("hotspots")?)?;
        check_same_hotspots(&hotspots, &models, ctx)?;
        add_expected_changes(&mut hotspots, &series, &models, &calendar);

        let root = ctx.output("artifacts");
        std::fs::create_dir_all(root.join("models"))?;
        let mut files = Files::below(&root);
        let collection = feature_collection(&hotspots);
        files.write(layout::HOTSPOTS, &serde_json::to_vec(&collection)?)?;
        let parquet = ctx.scratch()?.join(layout::HOTSPOTS_TABLE);
        HotspotTable::write(&parquet, &hotspots)?;
        files.copy(layout::HOTSPOTS_TABLE, &parquet)?;
        let rates = RateTable::read(input("rates")?)?;
        let half_life = rule["rule"]["half_life_days"].as_f64();
        let ahead = next::Ahead::of(&hotspots, &rates, &models, &calendar, half_life);
        write_next(&mut files, &ahead, &hotspots, ctx)?;
        for (slot, name) in [
            ("series", layout::SERIES),
            ("density", layout::DENSITY),
            ("training", layout::TRAINING),
        ] {
            files.copy(name, input(slot)?)?;
        }
        if row_count(input("by_category")?)? > 0 {
            files.copy(layout::SERIES_BY_CATEGORY, input("by_category")?)?;
        }
        files.write(layout::CALENDAR, &serde_json::to_vec(&calendar)?)?;
        files.write(layout::MODELS, &std::fs::read(input("models")?)?)?;
        for (id, model) in &models.models {
            files.write(&layout::model(*id), &serde_json::to_vec(model)?)?;
        }
        if self.evaluation.is_some() {
            files.copy(layout::EVALUATION, input("evaluation")?)?;
        }
        let manifest = Manifest {
            bbox: bbox(&hotspots),
            counts: counts(&rule, Rows::of(ctx, &rule)?, &hotspots, &models, &calendar)?,
            density_cell_deg: rule["density_cell_deg"].as_f64(),
            files: files.finish(),
            first_period: calendar.first,
            freq: calendar.freq,
            generation: String::new(),
            half_life_days: half_life,
            last_period: calendar.last_observed,
            params: Default::default(),
            schema_version: SCHEMA_VERSION,
            workflow: String::new(),
        };
        std::fs::write(
            root.join(layout::MANIFEST),
            serde_json::to_vec_pretty(&manifest)?,
        )?;
        ctx.count("models", models.models.len() as u64);
        Ok(())
    }
}

fn write_next(
    files: &mut Files<'_>,
    ahead: &next::Ahead,
    hotspots: &[Hotspot],
    ctx: &Context,
) -> anyhow::Result<()> {
    let collection = next::features(ahead, hotspots);
    files.write(layout::NEXT, &serde_json::to_vec(&collection)?)?;
    let parquet = ctx.scratch()?.join(layout::NEXT_TABLE);
    next::write(&parquet, ahead)?;
    files.copy(layout::NEXT_TABLE, &parquet)?;
    Ok(())
}

fn check_same_hotspots(
    hotspots: &[Hotspot],
    models: &ModelCollection,
    ctx: &Context,
) -> anyhow::Result<()> {
    if let Some(lost) = hotspots.iter().find(|h| !models.models.contains_key(&h.id)) {
        let label = |slot: &str| Ok::<_, anyhow::Error>(&ctx.file(slot)?.label);
        anyhow::bail!(Hint::new(
            format!(
                "hotspot `{}` of `{}` has no model in `{}`",
                lost.id,
                label("hotspots")?,
                label("models")?
            ),
            "let `models` be trained on the series of the same hotspots",
        ));
    }
    Ok(())
}

fn add_expected_changes(
    hotspots: &mut [Hotspot],
    series: &SeriesTable,
    models: &ModelCollection,
    calendar: &Calendar,
) {
    let position: FxHashMap<i64, usize> = series
        .ids
        .iter()
        .enumerate()
        .map(|(at, &id)| (id, at))
        .collect();
    hotspots.par_iter_mut().for_each(|hotspot| {
        let observed = position.get(&hotspot.id).map(|&at| &series.values[at]);
        let model = models.models.get(&hotspot.id);
        hotspot.expected_change = observed
            .zip(model)
            .and_then(|(y, m)| expected_change(m, y, calendar));
    });
}

fn counts(
    rule: &Value,
    rows: Rows,
    hotspots: &[Hotspot],
    models: &ModelCollection,
    calendar: &Calendar,
) -> anyhow::Result<Counts> {
    let fallbacks = models
        .models
        .values()
        .filter(|m| m.fallback_reason.is_some())
        .count();
    Ok(Counts {
        fallbacks: fallbacks as u64,
        hotspots: hotspots.len() as u64,
        incidents: rule["incidents"].as_f64(),
        models: models.models.len() as u64,
        periods: calendar.n_observed as u64,
        ..rows.counts()?
    })
}
