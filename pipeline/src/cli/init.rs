//! `hotcast init`: looks at CSV files and writes a workflow for them.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::answer::answer;
use super::exit::{Exit, UsageError};
use super::human::count;
use super::project;
use super::questions::asking;
use hotcast_runner::{FilePattern, Hint, expand};
use hotcast_steps::convert::SourceFile;
use hotcast_steps::init::{DateOrder, Options, Proposal, RejectedRow, look};

/// Look at CSV files and write a workflow that reads them, with a comment on each choice.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Files, or patterns such as 'data/*.csv.gz'
    #[arg(required = true, value_name = "FILES")]
    files: Vec<String>,

    /// Name of the workflow [default: from the name of the first file]
    #[arg(long)]
    name: Option<String>,

    /// City of the incidents, for coordinates that are not degrees and for the time zone: a name
    /// (`Vancouver`, `Vancouver, WA`) or longitude and latitude (`--city=-123.1,49.2`)
    #[arg(long, value_name = "NAME|LON,LAT")]
    city: Option<String>,

    /// Order of day and month, where the values do not tell it
    #[arg(long, value_name = "ORDER")]
    date_order: Option<Order>,

    /// Ask nothing: take what is likeliest and mark it in the workflow
    #[arg(long)]
    yes: bool,

    /// Workflow to write; `-` is standard output [default: NAME.yaml]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The order of day, month and year.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Order {
    /// Month first: 12/31/2024
    Mdy,
    /// Day first: 31/12/2024
    Dmy,
    /// Year first: 24/12/31
    Ymd,
}

impl From<Order> for DateOrder {
    fn from(order: Order) -> Self {
        match order {
            Order::Mdy => Self::Mdy,
            Order::Dmy => Self::Dmy,
            Order::Ymd => Self::Ymd,
        }
    }
}

pub(crate) fn run(args: &InitArgs) -> anyhow::Result<ExitCode> {
    let root = project::directory()?;
    let found = expand(&root, &FilePattern::Many(args.files.clone()))?;
    let files: Vec<SourceFile> = found
        .iter()
        .map(|path| SourceFile {
            path: root.join(path),
            label: path.display().to_string(),
        })
        .collect();
    let input = patterns(&root, &args.files, &found);
    let options = Options {
        name: args.name.clone(),
        city: args.city.clone(),
        date_order: args.date_order.map(DateOrder::from),
    };
    // Refused before the work, and again when the file is created.
    let named = |name: &str| PathBuf::from(format!("{name}.yaml"));
    let known = args
        .output
        .clone()
        .or_else(|| args.name.as_deref().map(named));
    if let Some(output) = known.filter(|path| path.as_os_str() != "-" && path.exists()) {
        return Err(exists(&output));
    }
    let proposal = {
        let _waiting = waiting(files.len(), args);
        look(&files, &input, &options, asking(!args.yes).as_mut())
    };
    let proposal = proposal.map_err(|error| match error.hint() {
        Some(hint) => Hint::new(error.to_string(), hint).into(),
        None => anyhow::Error::from(error),
    })?;
    let output = args.output.clone().unwrap_or_else(|| named(&proposal.name));
    if output.as_os_str() == "-" {
        answer!("{}", proposal.workflow.trim_end());
        return Ok(Exit::Done.into());
    }
    write(&output, &proposal.workflow)?;
    report(&proposal, &output);
    Ok(Exit::Done.into())
}

/// Shows that work goes on, where nothing is asked.
fn waiting(files: usize, args: &InitArgs) -> Option<ProgressBar> {
    let quiet = args.output.as_deref() == Some(Path::new("-"));
    let style = ProgressStyle::with_template("{spinner} looking at {msg}").ok()?;
    let what = if files == 1 {
        "1 file".to_owned()
    } else {
        format!("{files} files")
    };
    let bar = ProgressBar::new_spinner()
        .with_style(style)
        .with_message(what);
    // A question must not be painted over.
    (!quiet && args.yes).then(|| {
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    })
}

/// Creates the workflow's file; a file that exists is left alone.
fn write(path: &Path, workflow: &str) -> anyhow::Result<()> {
    let opened = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match opened {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(exists(path)),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot create `{}`", path.display()));
        }
    };
    file.write_all(workflow.as_bytes())
        .with_context(|| format!("cannot write `{}`", path.display()))
}

fn exists(path: &Path) -> anyhow::Error {
    let message = format!("`{}` exists already", path.display());
    let hint = "`-o FILE` writes another one; nothing is overwritten";
    anyhow::Error::new(Hint::new(message, hint))
        .context(UsageError("nothing was written".to_owned()))
}

fn report(proposal: &Proposal, output: &Path) {
    for finding in &proposal.findings {
        answer!("{finding}");
    }
    let [rows, kept] = proposal.rows;
    let share = 100.0 * kept as f64 / (rows as f64).max(1.0);
    answer!(
        "trial: {} of {} rows kept ({share:.1} %)",
        count(kept),
        count(rows)
    );
    for (reason, n) in &proposal.reasons {
        answer!("  {:>9}  {}", count(*n), reason.replace('_', " "));
    }
    for row in &proposal.rejects {
        answer!("  {}", shown(row));
    }
    answer!(
        "wrote {}: run it with `hotcast run {}`",
        output.display(),
        output.display()
    );
}

fn shown(row: &RejectedRow) -> String {
    let place = match row.line {
        Some(line) => format!("{} line {line}", row.file),
        None => row.file.clone(),
    };
    let field = row
        .field
        .as_deref()
        .map_or_else(String::new, |name| format!(" in `{name}`"));
    let text: String = row.text.chars().take(100).collect();
    let text = text.escape_debug().to_string().replace("\\\"", "\"");
    format!("{}{field}, {place}: {text}", row.reason.replace('_', " "))
}

/// The files as the workflow names them: what was given, or the one pattern with a star that names
/// exactly these files.
fn patterns(root: &Path, given: &[String], found: &[PathBuf]) -> Vec<String> {
    if given.len() < 2 {
        return given.to_vec();
    }
    let names: Vec<&str> = given.iter().map(String::as_str).collect();
    let Some(pattern) = common(&names) else {
        return given.to_vec();
    };
    match expand(root, &FilePattern::One(pattern.clone())) {
        Ok(files) if files == found => vec![pattern],
        _ => given.to_vec(),
    }
}

/// What names have in common at their start and their end, with a star between.
fn common(names: &[&str]) -> Option<String> {
    let (first, rest) = names.split_first()?;
    let alike = |a: &str, b: &str, backwards: bool| -> usize {
        let same = |(a, b): &(char, char)| a == b;
        let pairs: Vec<(char, char)> = if backwards {
            a.chars()
                .rev()
                .zip(b.chars().rev())
                .take_while(same)
                .collect()
        } else {
            a.chars().zip(b.chars()).take_while(same).collect()
        };
        pairs.iter().map(|(c, _)| c.len_utf8()).sum()
    };
    let start = rest.iter().map(|name| alike(first, name, false)).min()?;
    let end = rest.iter().map(|name| alike(first, name, true)).min()?;
    // Next year's file has other digits.
    let start = first[..start]
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .len();
    let shortest = names.iter().map(|name| name.len()).min()?;
    let end = end.min(shortest.saturating_sub(start));
    let middle = &first[start..first.len() - end];
    let escaped = |text: &str| glob::Pattern::escape(text);
    (!middle.contains('/')).then(|| {
        format!(
            "{}*{}",
            escaped(&first[..start]),
            escaped(&first[first.len() - end..])
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_are_named_by_one_pattern() {
        let names = ["d/c_2003.csv.zst", "d/c_2004.csv.zst", "d/c_2013.csv"];
        assert_eq!(common(&names[..2]).as_deref(), Some("d/c_*.csv.zst"));
        assert_eq!(common(&names).as_deref(), Some("d/c_*"));
        assert_eq!(common(&["a/x.csv", "b/x.csv"]).as_deref(), Some("*/x.csv"));
        assert_eq!(common(&["a/b/x.csv", "c/d/x.csv"]), None);
        assert_eq!(common(&["d/aa", "d/aaa"]).as_deref(), Some("d/aa*"));
    }

    #[test]
    fn a_rejected_row_is_shown_on_one_line() {
        let row = RejectedRow {
            file: "a.csv".to_owned(),
            line: Some(3),
            reason: "unparsable_time",
            field: Some("Date".to_owned()),
            text: "x,\"a\nb\"".to_owned(),
        };
        assert_eq!(
            shown(&row),
            "unparsable time in `Date`, a.csv line 3: x,\"a\\nb\""
        );
    }
}
