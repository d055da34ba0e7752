//! `convert` as the runner sees it: inputs, outputs, work and counts.

use std::collections::BTreeMap;

use super::bare_hours;
use super::check;
use super::check_times;
use super::conclusion;
use super::counts::ConvertCounts;
use super::error::ConvertError;
use super::file::convert_unadvised;
use super::filter;
use super::geojson;
use super::hooks::Hooks;
use super::params::{Area, Convert, Dedupe};
use super::source_file::SourceFile;
use super::time_advice;
use hotcast_runner::{
    Cancelled, Context, FilePattern, FileWork, Hint, Input, NoEffect, Output, Problem, Step,
    WholeWork, Work,
};

const INPUT: &str = "input";
const POLYGON: &str = "polygon";
const INCIDENTS: &str = "incidents";
const REJECTS: &str = "rejects";
const FILTERED: &str = "filtered";

impl Step for Convert {
    fn inputs(&self) -> Vec<Input> {
        // The source files come first, because the runner divides the work by the first input.
        let files = Input::files(INPUT, &self.input);
        let mut inputs = vec![match self.dedupe {
            Dedupe::None => files,
            // The first of equal rows depends on the order of the files.
            Dedupe::Id | Dedupe::Row => files.by_path(),
        }];
        match &self.polygon {
            Some(Area::File(path)) => {
                inputs.push(Input::files(POLYGON, &FilePattern::One(path.clone())));
            }
            Some(Area::Step(from)) => inputs.push(Input::step(POLYGON, &from.step, "")),
            Some(Area::Ring(_) | Area::Geometry(_)) | None => {}
        }
        inputs
    }

    fn outputs(&self) -> Vec<Output> {
        vec![
            Output::parquet(INCIDENTS),
            Output::parquet(REJECTS).names("file"),
            Output::parquet(FILTERED),
        ]
    }

    /// File by file, unless `dedupe` is set: a duplicate depends on all files before it.
    fn work(&self) -> Work<'_> {
        match self.dedupe {
            Dedupe::None => Work::Files(self),
            Dedupe::Id | Dedupe::Row => Work::Whole(self),
        }
    }

    fn check(&self) -> Vec<Problem> {
        check::problems(self)
    }

    fn without_effect(&self) -> Vec<NoEffect> {
        check_times::without_effect(self)
    }
}

impl FileWork for Convert {
    fn run_file(&self, ctx: &Context) -> anyhow::Result<()> {
        ctx.file(INPUT)?;
        match convert(self, ctx)? {
            Ok(_) => Ok(()),
            // The advice depends on all files; see `advise`.
            Err(error @ ConvertError::TooManyRejects(_)) => Err(error.into()),
            Err(error) => Err(explain(error)),
        }
    }

    fn advise(&self, error: anyhow::Error, ctx: &Context) -> anyhow::Error {
        match error.downcast::<ConvertError>() {
            Ok(error) => explain(advised(error, self, ctx)),
            Err(error) => error,
        }
    }

    fn conclude(
        &self,
        counts: &BTreeMap<String, u64>,
        ctx: &Context,
    ) -> anyhow::Result<Vec<String>> {
        concluded(self, counts, ctx.input(INPUT).len() as u64, ctx)
    }
}

impl WholeWork for Convert {
    fn run(&self, ctx: &Context) -> anyhow::Result<()> {
        if let Err(error) = convert(self, ctx)? {
            return Err(explain(advised(error, self, ctx)));
        }
        for finding in concluded(self, &ctx.counts(), 1, ctx)? {
            ctx.finding(finding);
        }
        Ok(())
    }
}

/// The findings about all files, which were converted in `parts` parts.
fn concluded(
    params: &Convert,
    counts: &BTreeMap<String, u64>,
    parts: u64,
    ctx: &Context,
) -> anyhow::Result<Vec<String>> {
    let mut found = conclusion::findings(counts);
    let (files, cancelled) = (source_files(ctx), || ctx.is_cancelled());
    bare_hours::refuse(params, &files, &cancelled)?;
    found.extend(filter::conclude(params, counts, parts, &files, &cancelled)?);
    Ok(found)
}

/// Converts the files of `ctx`; the inner error is the conversion's own.
fn convert(params: &Convert, ctx: &Context) -> anyhow::Result<Result<(), ConvertError>> {
    let mut params = params.clone();
    if let Some(Area::File(_) | Area::Step(_)) = params.polygon {
        let file = ctx.file(POLYGON)?;
        params.polygon = Some(geojson::read(&file.path, &file.label).map_err(explain)?);
    }
    ctx.progress().start("rows", None);
    let hooks = Hooks {
        workers: ctx.workers(),
        progress: &|rows| ctx.progress().add(rows),
        cancelled: &|| ctx.is_cancelled(),
        finding: &|sentence| ctx.finding(sentence),
    };
    let converted = convert_unadvised(
        &source_files(ctx),
        &params,
        &ctx.output(INCIDENTS),
        &ctx.output(REJECTS),
        &hooks,
    );
    match converted {
        Ok(counts) => {
            filter::write(&ctx.output(FILTERED), &params, &counts.rules)?;
            count(&params, &counts, ctx);
            Ok(Ok(()))
        }
        Err(error) => Ok(Err(error)),
    }
}

fn source_files(ctx: &Context) -> Vec<SourceFile> {
    ctx.input(INPUT)
        .iter()
        .map(|file| SourceFile {
            path: file.path.clone(),
            label: file.label.clone(),
        })
        .collect()
}

/// An error with advice from all files of `ctx`.
fn advised(error: ConvertError, params: &Convert, ctx: &Context) -> ConvertError {
    time_advice::with_survey(error, &source_files(ctx), params, &|| ctx.is_cancelled())
}

fn count(params: &Convert, counts: &ConvertCounts, ctx: &Context) {
    ctx.count("rows_in", counts.rows_in);
    ctx.count("rows_kept", counts.rows_kept);
    ctx.count("rows_rejected", counts.rows_rejected);
    if !params.keep.is_empty() || !params.drop.is_empty() {
        ctx.count(conclusion::ROWS_FILTERED, counts.rows_filtered);
    }
    for (name, n) in filter::counted(params, &counts.rules) {
        ctx.count(&name, n);
    }
    let unreadable = params
        .extra
        .fields()
        .into_iter()
        .zip(&counts.extra_unreadable);
    for (field, &n) in unreadable.filter(|(_, n)| **n > 0) {
        ctx.count(
            &format!("{}{}", conclusion::EXTRA_UNREADABLE, field.name),
            n,
        );
    }
    for (name, n) in [
        (conclusion::CLOCK_UNREADABLE, counts.clock_unreadable),
        (conclusion::FILES_MALFORMED, counts.files_malformed),
        (conclusion::OUTSIDE_AREA, counts.rows_outside_area),
        (conclusion::ESCAPED, counts.rows_escaped),
    ] {
        if n > 0 {
            ctx.count(name, n);
        }
    }
    for (reason, &n) in &counts.reasons {
        ctx.count(&format!("{}{}", conclusion::REJECTED, reason.name()), n);
    }
}

/// The error with its hint, as the runner shows it.
fn explain(error: ConvertError) -> anyhow::Error {
    if matches!(error, ConvertError::Cancelled) {
        return Cancelled.into();
    }
    match error.hint() {
        Some(hint) => Hint::new(error.to_string(), hint).into(),
        None => error.into(),
    }
}
