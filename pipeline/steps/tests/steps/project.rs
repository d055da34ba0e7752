//! Runs steps one by one, as the runner would.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use hotcast_runner::{Context, InputFile, Step, Work};
use hotcast_steps::calendar::Calendar;
use hotcast_steps::cluster::{Cluster, Hotspot, HotspotTable};
use hotcast_steps::evaluate::Evaluate;
use hotcast_steps::export::Export;
use hotcast_steps::series::{Series, SeriesTable};
use hotcast_steps::train::Train;
use serde::Serialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::city::{Incident, write};

/// A project directory with the outputs of each step below its name.
pub(crate) struct Project {
    pub(crate) dir: TempDir,
    pub(crate) parts: Vec<PathBuf>,
    /// The threads of a step.
    pub(crate) workers: usize,
}

impl Project {
    pub(crate) fn new(parts: &[Vec<Incident>]) -> Self {
        let dir = TempDir::new().unwrap();
        let path = |k: usize| dir.path().join(format!("part{k}.parquet"));
        parts
            .iter()
            .enumerate()
            .for_each(|(k, part)| write(&path(k), part));
        let parts = (0..parts.len()).map(path).collect();
        Self {
            dir,
            parts,
            workers: 2,
        }
    }

    pub(crate) fn output(&self, step: &str, name: &str) -> PathBuf {
        self.dir.path().join(step).join(name)
    }

    /// Runs a step with the given files in its slots.
    pub(crate) fn run(
        &self,
        name: &str,
        step: &(impl Step + Serialize),
        slots: &[(&str, Vec<PathBuf>)],
    ) -> anyhow::Result<()> {
        assert!(step.check().is_empty(), "{:?}", step.check());
        let file = |path: &PathBuf| InputFile {
            path: path.clone(),
            label: path.display().to_string(),
        };
        let declared: BTreeSet<String> = step.inputs().iter().map(|i| i.slot.to_string()).collect();
        let given: BTreeSet<String> = slots.iter().map(|(slot, _)| (*slot).to_owned()).collect();
        assert_eq!(declared, given, "the slots of {name}");
        let inputs: BTreeMap<_, _> = slots
            .iter()
            .map(|(slot, files)| ((*slot).to_owned(), files.iter().map(file).collect()))
            .collect();
        let out = self.dir.path().join(name);
        fs::create_dir_all(&out)?;
        let ctx = Context::new(inputs, out, self.workers);
        match step.work() {
            Work::Whole(work) => work.run(&ctx)?,
            Work::Records(work) => {
                let set = work.records(&ctx)?;
                let records = (0..set.len())
                    .map(|at| set.compute(at))
                    .collect::<anyhow::Result<Vec<_>>>()?;
                let ctx = ctx.combining(serde_json::to_value(step)?);
                set.combine(&records, &ctx)?;
            }
            Work::Files(_) => unreachable!("no step here works file by file"),
        }
        for output in step.outputs() {
            assert!(
                self.output(name, &output.name).exists(),
                "{name} wrote no `{}`",
                output.name
            );
        }
        Ok(())
    }

    pub(crate) fn cluster(&self, params: Value) -> Vec<Hotspot> {
        let step: Cluster = with(json!({ "incidents": "convert" }), params);
        self.run("cluster", &step, &[("incidents", self.parts.clone())])
            .unwrap();
        HotspotTable::read(&self.output("cluster", "hotspots")).unwrap()
    }

    pub(crate) fn series(&self, params: Value) -> (Calendar, SeriesTable) {
        let step: Series = with(
            json!({ "incidents": "convert", "hotspots": "cluster" }),
            params,
        );
        let slots = [
            ("incidents", self.parts.clone()),
            ("hotspots", vec![self.output("cluster", "cells")]),
        ];
        self.run("series", &step, &slots).unwrap();
        let calendar: Calendar =
            serde_json::from_slice(&fs::read(self.output("series", "calendar")).unwrap()).unwrap();
        let table = SeriesTable::read(&self.output("series", "series"), &calendar).unwrap();
        (calendar, table)
    }

    pub(crate) fn train(&self, params: Value) {
        self.try_train(params, &[]).unwrap();
    }

    /// Trains with the files of further slots.
    pub(crate) fn try_train(
        &self,
        params: Value,
        more: &[(&str, Vec<PathBuf>)],
    ) -> anyhow::Result<()> {
        let step: Train = with(json!({ "series": "series" }), params);
        let of = |name: &str| vec![self.output("series", name)];
        let mut slots = vec![("series", of("series")), ("calendar", of("calendar"))];
        slots.extend_from_slice(more);
        self.run("train", &step, &slots)
    }

    /// The calendar that `train` wrote.
    pub(crate) fn trained_calendar(&self) -> Calendar {
        serde_json::from_slice(&fs::read(self.output("train", "calendar")).unwrap()).unwrap()
    }

    pub(crate) fn evaluate(&self, params: Value) -> Value {
        let own = json!({ "series": "series", "models": "train", "incidents": "convert",
            "hotspots": "cluster" });
        let step: Evaluate = with(own, params);
        let slots = [
            ("series", vec![self.output("series", "series")]),
            ("calendar", vec![self.output("series", "calendar")]),
            ("models", vec![self.output("train", "settings")]),
            ("models_calendar", vec![self.output("train", "calendar")]),
            ("incidents", self.parts.clone()),
            ("hotspots", vec![self.output("cluster", "rule")]),
        ];
        self.run("evaluate", &step, &slots).unwrap();
        serde_json::from_slice(&fs::read(self.output("evaluate", "evaluation")).unwrap()).unwrap()
    }

    /// Exports the outputs of the steps above; the directory that would be published.
    pub(crate) fn export(&self, params: Value) -> PathBuf {
        let own = json!({ "hotspots": "cluster", "series": "series", "models": "train",
            "to": "artifacts/x" });
        let step: Export = with(own, params);
        let of = |step: &str, name: &str| vec![self.output(step, name)];
        let mut slots = vec![
            ("hotspots", of("cluster", "hotspots")),
            ("density", of("cluster", "density")),
            ("rates", of("cluster", "rates")),
            ("rule", of("cluster", "rule")),
            ("series", of("series", "series")),
            ("by_category", of("series", "by_category")),
            ("models", of("train", "models")),
            ("training", of("train", "training")),
            ("calendar", of("train", "calendar")),
        ];
        if step.evaluation.is_some() {
            slots.push(("evaluation", of("evaluate", "evaluation")));
        }
        self.run("export", &step, &slots).unwrap();
        self.output("export", "artifacts")
    }
}

pub(crate) fn with<T: serde::de::DeserializeOwned>(mut base: Value, params: Value) -> T {
    for (name, value) in params.as_object().cloned().unwrap_or_default() {
        base[name] = value;
    }
    serde_json::from_value(base).unwrap()
}
