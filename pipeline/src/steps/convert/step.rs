//! `convert` as a step of a workflow.

use super::check;
use super::error::ConvertError;
use super::file::{Hooks, SourceFile, convert_files};
use super::params::{Convert, Dedupe};
use crate::step::{
    Cancelled, Context, FileWork, Hint, Input, Output, Problem, Step, WholeWork, Work,
};

const INPUT: &str = "input";
const INCIDENTS: &str = "incidents";
const REJECTS: &str = "rejects";

impl Step for Convert {
    fn inputs(&self) -> Vec<Input> {
        vec![Input::files(INPUT, &self.input)]
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
    ctx.progress().start("rows", None);
    let hooks = Hooks {
        workers: ctx.workers(),
        progress: &|rows| ctx.progress().add(rows),
        cancelled: &|| ctx.is_cancelled(),
    };
    let counts = convert_files(
        &files,
        params,
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
