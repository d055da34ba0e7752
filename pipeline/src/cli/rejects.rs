//! `hotcast rejects`: shows the rows that `convert` rejected.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use arrow::array::{Array as _, AsArray};
use arrow::datatypes::Int64Type;
use arrow::record_batch::RecordBatch;
use clap::Args;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::answer::{answer, text};
use super::exit::{Exit, UsageError};
use super::human::count;
use super::project::{WorkflowArgs, store};
use hotcast_runner::Hint;
use hotcast_runner::workflow::nearest;
use hotcast_steps::convert::Reason;

/// Show the rows that `convert` rejected in the last run.
#[derive(Debug, Args)]
pub(crate) struct RejectsArgs {
    #[command(flatten)]
    workflow: WorkflowArgs,

    /// Only rows rejected for this reason, such as unparsable_time
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,

    /// Most rows to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u64,

    /// Print CSV with the columns file, line, reason, field and raw
    #[arg(long)]
    csv: bool,
}

/// A rejected row as the output `rejects` has it.
struct Rejected<'a> {
    file: &'a str,
    line: i64,
    reason: &'a str,
    field: Option<&'a str>,
    raw: &'a str,
}

pub(crate) fn run(args: &RejectsArgs) -> anyhow::Result<ExitCode> {
    let workflow = args.workflow.load()?;
    let known = || Reason::ALL.iter().map(|reason| reason.name());
    if let Some(reason) = &args.reason
        && !known().any(|name| name == reason)
    {
        let message = format!("there is no reason `{reason}`");
        let hint = nearest(reason, known())
            .unwrap_or_else(|| format!("reasons are {}", known().collect::<Vec<_>>().join(", ")));
        let error = anyhow::Error::new(Hint::new(message, hint));
        return Err(error.context(UsageError("unknown reason".to_owned())));
    }
    let store = store()?;
    let head = store.head(&workflow.name)?;
    let converts = workflow
        .steps
        .iter()
        .filter(|step| step.kind.name == "convert");
    let mut shown = Shown::new(args);
    let mut looked = 0;
    for step in converts {
        let Some(last) = head.steps.get(&step.name) else {
            continue;
        };
        let action = store.action(last.key)?;
        let Some(files) = action.and_then(|action| store.output_files(&action, "rejects")) else {
            continue;
        };
        looked += 1;
        for file in files {
            each(&file, &mut |row| shown.take(&step.name, row))?;
        }
    }
    if looked == 0 {
        let message = format!("no `convert` of workflow `{}` has run yet", workflow.name);
        let hint = format!("`hotcast run {}` runs it", args.workflow.file.display());
        return Err(Hint::new(message, hint).into());
    }
    shown.end();
    Ok(Exit::Done.into())
}

/// Calls `work` with every row of a file of rejects.
fn each(path: &Path, work: &mut dyn FnMut(&Rejected<'_>)) -> anyhow::Result<()> {
    let what = || format!("cannot read `{}`", path.display());
    let file = File::open(path).with_context(what)?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).with_context(what)?;
    for batch in reader.build().with_context(what)? {
        let batch = batch.with_context(what)?;
        rows(&batch, work).with_context(what)?;
    }
    Ok(())
}

fn rows(batch: &RecordBatch, work: &mut dyn FnMut(&Rejected<'_>)) -> anyhow::Result<()> {
    let column = |name: &str| {
        let column = batch.column_by_name(name);
        column.with_context(|| format!("it has no column `{name}`"))
    };
    let texts = |name: &str| {
        let texts = column(name)?.as_string_opt::<i32>();
        texts.with_context(|| format!("`{name}` is not text"))
    };
    let (files, reasons, fields, raws) = (
        texts("file")?,
        texts("reason")?,
        texts("field")?,
        texts("raw")?,
    );
    let lines = column("line")?.as_primitive_opt::<Int64Type>();
    let lines = lines.context("`line` is not a number")?;
    for row in 0..batch.num_rows() {
        work(&Rejected {
            file: files.value(row),
            line: lines.value(row),
            reason: reasons.value(row),
            field: fields.is_valid(row).then(|| fields.value(row)),
            raw: raws.value(row),
        });
    }
    Ok(())
}

/// Prints rows up to the limit, and counts all.
struct Shown<'a> {
    args: &'a RejectsArgs,
    counts: BTreeMap<String, u64>,
    printed: u64,
}

impl<'a> Shown<'a> {
    fn new(args: &'a RejectsArgs) -> Self {
        if args.csv {
            print(&["file", "line", "reason", "field", "raw"]);
        }
        Self {
            args,
            counts: BTreeMap::new(),
            printed: 0,
        }
    }

    fn take(&mut self, step: &str, row: &Rejected<'_>) {
        match self.counts.get_mut(row.reason) {
            Some(n) => *n += 1,
            None => drop(self.counts.insert(row.reason.to_owned(), 1)),
        }
        let is_wanted = self
            .args
            .reason
            .as_deref()
            .is_none_or(|reason| reason == row.reason);
        if !is_wanted || self.printed >= self.args.limit {
            return;
        }
        self.printed += 1;
        if self.args.csv {
            let line = row.line.to_string();
            print(&[
                row.file,
                &line,
                row.reason,
                row.field.unwrap_or_default(),
                row.raw,
            ]);
        } else {
            let field = row
                .field
                .map_or_else(String::new, |name| format!(" in `{name}`"));
            answer!(
                "{step}: {} line {}: {}{field}",
                row.file,
                row.line,
                row.reason
            );
            answer!(
                "  {}",
                row.raw.escape_debug().to_string().replace("\\\"", "\"")
            );
        }
    }

    fn end(&self) {
        if self.args.csv {
            return;
        }
        let all: u64 = self.counts.values().sum();
        let said: Vec<String> = self
            .counts
            .iter()
            .map(|(reason, n)| format!("{} {reason}", count(*n)))
            .collect();
        match all {
            0 => answer!("no row was rejected"),
            _ => answer!(
                "{} shown of {} rejected rows: {}",
                count(self.printed),
                count(all),
                said.join(", ")
            ),
        }
    }
}

fn print(fields: &[&str]) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let written = writer
        .write_record(fields)
        .ok()
        .and_then(|()| writer.into_inner().ok());
    let line = String::from_utf8_lossy(&written.unwrap_or_default()).into_owned();
    text(format_args!("{line}"));
}
