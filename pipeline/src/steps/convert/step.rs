//! `convert` as a step of a workflow.

use super::check;
use super::error::ConvertError;
use super::file::{Hooks, SourceFile, convert_files};
use super::geojson;
use super::params::{Area, Convert, Dedupe};
use crate::step::{
    Cancelled, Context, FilePattern, FileWork, Hint, Input, Output, Problem, Step, WholeWork, Work,
};

const INPUT: &str = "input";
const POLYGON: &str = "polygon";
const INCIDENTS: &str = "incidents";
const REJECTS: &str = "rejects";

impl Step for Convert {
    fn inputs(&self) -> Vec<Input> {
        // The source files come first: they divide the work.
        let mut inputs = vec![Input::files(INPUT, &self.input)];
        if let Some(Area::File(path)) = &self.polygon {
            inputs.push(Input::files(POLYGON, &FilePattern::One(path.clone())));
        }
        inputs
    }

    fn outputs(&self) -> Vec<Output> {
        vec![
            Output::parquet(INCIDENTS),
            Output::parquet(REJECTS).names("file"),
        ]
    }

    /// Each file for itself, unless duplicates are sought: whether a row is one depends on all files before it.
    fn work(&self) -> Work<'_> {
        match self.dedupe {
            Dedupe::None => Work::Files(self),
            Dedupe::Id | Dedupe::Row => Work::Whole(self),
        }
    }

    fn check(&self) -> Vec<Problem> {
        check::problems(self)
    }
}

impl FileWork for Convert {
    fn run_file(&self, ctx: &Context) -> anyhow::Result<()> {
        ctx.file(INPUT)?;
        convert(self, ctx)
    }
}

impl WholeWork for Convert {
    fn run(&self, ctx: &Context) -> anyhow::Result<()> {
        convert(self, ctx)
    }
}

fn convert(params: &Convert, ctx: &Context) -> anyhow::Result<()> {
    let files: Vec<SourceFile> = ctx
        .input(INPUT)
        .iter()
        .map(|file| SourceFile {
            path: file.path.clone(),
            label: file.label.clone(),
        })
        .collect();
    let mut params = params.clone();
    if let Some(Area::File(_)) = params.polygon {
        let file = ctx.file(POLYGON)?;
        params.polygon = Some(geojson::read(&file.path, &file.label).map_err(explain)?);
    }
    ctx.progress().start("rows", None);
    let hooks = Hooks {
        workers: ctx.workers(),
        progress: &|rows| ctx.progress().add(rows),
        cancelled: &|| ctx.is_cancelled(),
    };
    let counts = convert_files(
        &files,
        &params,
        &ctx.output(INCIDENTS),
        &ctx.output(REJECTS),
        &hooks,
    )
    .map_err(explain)?;
    ctx.count("rows_in", counts.rows_in);
    ctx.count("rows_kept", counts.rows_kept);
    ctx.count("rows_rejected", counts.rows_rejected);
    for (reason, n) in counts.reasons {
        ctx.count(&format!("rejected_{}", reason.name()), n);
    }
    Ok(())
}

/// The error with its next action, as the runner shows it.
fn explain(error: ConvertError) -> anyhow::Error {
    if matches!(error, ConvertError::Cancelled) {
        return Cancelled.into();
    }
    match error.hint() {
        Some(hint) => Hint::new(error.to_string(), hint).into(),
        None => error.into(),
    }
}
