//! The step as the runner sees it: inputs, outputs, checks and the run.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command as Process;

use anyhow::Context as _;
use hotcast_runner::{Context, Input, InputFile, Output, Problem, Step, WholeWork, Work};
use hotcast_steps::command::run_to_end;

use crate::ask::{Answer, Request, Rows, TableFile};
use crate::failure::Failure;
use crate::params::{Query, QueryInput};
use crate::statement::{Parsed, parse};
use crate::words::names;

/// The name of the output.
const TABLE: &str = "table";

impl Step for Query {
    fn inputs(&self) -> Vec<Input> {
        // A query with a wildcard, or one that is not SQL, may read any column.
        let named = parse(&self.sql).is_ok_and(|parsed| parsed.names_columns());
        let columns = named.then(|| names(&self.sql).into_iter().collect::<Vec<_>>());
        let input = |(name, input): (&String, &QueryInput)| {
            let slot = slot(name);
            let input = match input {
                QueryInput::Step(step) => Input::step(slot, step, name),
                QueryInput::Files(files) => Input::files(slot, &files.files),
            };
            Input {
                columns: columns.clone(),
                ..input
            }
        };
        self.inputs.iter().map(input).collect()
    }

    fn outputs(&self) -> Vec<Output> {
        vec![Output::parquet(TABLE)]
    }

    fn work(&self) -> Work<'_> {
        Work::Whole(self)
    }

    fn check(&self) -> Vec<Problem> {
        let problem = |field: &str, failure: Failure| Problem {
            field: field.to_owned(),
            message: failure.message,
            hint: failure.hint,
        };
        let mut problems = Vec::new();
        for name in self.inputs.keys().filter(|name| !is_plain(name)) {
            let failure = Failure::new(format!("`{name}` is not a name for a table"));
            let hint = "use letters, digits and `_`, and begin with a letter";
            problems.push(problem("inputs", failure.hint(hint)));
        }
        match parse(&self.sql) {
            Err(failure) => problems.push(problem("sql", failure)),
            Ok(parsed) => {
                let mistake = parsed.mistake(&self.sql, &self.inputs);
                let unused = || self.unused(&parsed);
                let field = if mistake.is_some() { "sql" } else { "inputs" };
                problems.extend(mistake.or_else(unused).map(|found| problem(field, found)));
            }
        }
        problems
    }

    /// The only output stands for whatever a reader looks for, as that of a command does.
    fn bare_output<'a>(&self, _: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(TABLE)
    }

    fn passes_rows(&self) -> bool {
        true
    }

    fn is_process(&self) -> bool {
        true
    }
}

impl WholeWork for Query {
    fn run(&self, ctx: &Context) -> anyhow::Result<()> {
        let scratch = ctx.scratch()?;
        let (asked, answered) = (scratch.join("request.json"), scratch.join("answer.json"));
        let parsed = parse(&self.sql)?;
        let mut tables = BTreeMap::new();
        for (at, name) in self.inputs.keys().enumerate() {
            let files = linked(ctx.input(&slot(name)), &scratch, at, &ctx.host().root)?;
            tables.insert(name.clone(), files);
        }
        let request = Request {
            sql: self.sql.clone(),
            kind: self.kind,
            tables,
            output: std::path::absolute(ctx.output(TABLE))?,
            in_order: parsed.is_in_order(),
        };
        fs::write(&asked, serde_json::to_vec(&request)?)?;
        // Additions in a certain order are made by one thread.
        let threads = if request.in_order { 1 } else { ctx.workers() };
        let ended = run_to_end(&process(ctx, &asked, &answered, threads)?, ctx);
        let answer = fs::read(&answered).ok();
        let answer = answer.and_then(|text| serde_json::from_slice::<Answer>(&text).ok());
        match (ended, answer) {
            (Err(error), None) => Err(error),
            (_, Some(Err(failure))) => Err(failure.into()),
            (Err(error), Some(Ok(_))) => Err(error),
            (Ok(()), None) => anyhow::bail!("the process of the query left no answer"),
            (Ok(()), Some(Ok(rows))) => {
                account(&rows, ctx);
                Ok(())
            }
        }
    }
}

impl Query {
    fn unused(&self, parsed: &Parsed) -> Option<Failure> {
        let name = parsed.unused(&self.inputs)?;
        let failure = Failure::new(format!("the query does not read its input `{name}`"));
        Some(failure.hint("leave it out"))
    }
}

fn slot(name: &str) -> String {
    format!("inputs.{name}")
}

fn is_plain(name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_word)
}

/// Gives the files of a table paths without characters that have a meaning in patterns.
fn linked(
    files: &[InputFile],
    scratch: &Path,
    table: usize,
    root: &Path,
) -> anyhow::Result<Vec<TableFile>> {
    let root = std::path::absolute(root)?;
    let mut linked = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let link = std::path::absolute(scratch.join(format!("{table}-{at}")))?;
        symlink(std::path::absolute(&file.path)?, &link)
            .with_context(|| format!("cannot link `{}`", file.label))?;
        linked.push(TableFile {
            // The process runs in the project's directory.
            path: link.strip_prefix(&root).unwrap_or(&link).to_owned(),
            label: file.label.clone(),
        });
    }
    Ok(linked)
}

/// The process that computes the query. Nothing of the environment reaches Polars but the number of
/// threads.
fn process(
    ctx: &Context,
    asked: &Path,
    answered: &Path,
    threads: usize,
) -> anyhow::Result<Process> {
    let mut process = Process::new(&ctx.host().program);
    process.arg("query");
    process.args([std::path::absolute(asked)?, std::path::absolute(answered)?]);
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"POLARS_") {
            process.env_remove(name);
        }
    }
    process.env("POLARS_MAX_THREADS", threads.to_string());
    Ok(process)
}

/// Counts the rows that were read and written.
fn account(rows: &Rows, ctx: &Context) {
    for (name, n) in &rows.read {
        ctx.count(&format!("rows_of_{name}"), *n);
    }
    ctx.count("rows_out", rows.written);
    let read: Vec<String> = rows
        .read
        .iter()
        .map(|(name, n)| format!("{n} of `{name}`"))
        .collect();
    let plural = if rows.written == 1 { "row" } else { "rows" };
    let read = read.join(" and ");
    ctx.finding(format!("{} {plural}, from {read}", rows.written));
}
