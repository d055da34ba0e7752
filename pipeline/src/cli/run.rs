//! `hotcast run`: brings a workflow up to date.

use std::collections::BTreeSet;
use std::fs;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;
use clap::Args;

use super::engine::Engine;
use super::exit::{Exit, UsageError};
use super::interrupt::{Interrupt, on_interrupt};
use super::project::{WorkflowArgs, find_steps, lock, store};
use super::run_log;
use super::sink_bars::BarsSink;
use super::sink_json::{JsonSink, LogSink};
use super::sink_lines::PlainSink;
use super::status;
use hotcast_runner::cache::CacheError;
use hotcast_runner::run::{Options, Outcome, Reporter, Run, Sink, run_id, take_secrets};
use hotcast_runner::workflow::Workflow;
use hotcast_runner::{Hint, Host};
use hotcast_steps::command;

/// Run a workflow: only the steps that changed, independent ones in parallel.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    workflow: WorkflowArgs,

    /// Steps to bring up to date, with the steps that they need; all by default
    #[arg(value_name = "STEP")]
    steps: Vec<String>,

    /// Show what would run and why, without running it
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Number of threads, and of steps at the same time; the number of processors by default
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,

    /// After a failure, continue with the steps that do not depend on it
    #[arg(short = 'k', long)]
    keep_going: bool,

    /// Run this step even if it is cached; may be repeated
    #[arg(short = 'f', long, value_name = "STEP")]
    force: Vec<String>,

    /// Run every step even if it is cached; the results are cached
    #[arg(long, conflicts_with = "force")]
    no_cache: bool,

    /// Read every source and published file again instead of trusting sizes and times
    #[arg(long)]
    verify: bool,

    /// Wait while another run holds the cache, instead of exiting with 4
    #[arg(long)]
    wait: bool,

    /// Execution engine: this process, or a Ballista cluster if the program was built with it
    #[arg(long, value_enum, default_value_t = Engine::Local)]
    engine: Engine,

    /// Show the output of `command` steps as it comes
    #[arg(long)]
    live: bool,

    /// Print events as JSON, one per line
    #[arg(long)]
    json: bool,

    /// With --dry-run, exit with 3 if anything would run
    #[arg(long, requires = "dry_run")]
    detailed_exitcode: bool,
}

pub(crate) fn run(args: &RunArgs) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    args.engine.check()?;
    let mut workflow = args.workflow.load()?;
    let targets = find_steps(&workflow, &args.steps)?;
    let needed = workflow.needed(&targets);
    let options = options(args, &workflow, &needed)?;
    let store = store()?;
    let redactor = take_secrets(&mut workflow, &store, &|name| std::env::var_os(name))?;
    if args.dry_run {
        return status::show(
            &workflow,
            &needed,
            &store,
            &options,
            args.json,
            args.detailed_exitcode,
        );
    }
    // Not in a dry run, which also shows the steps that can run without the values.
    check_set(&workflow, &needed)?;
    let interrupt = Interrupt::default();
    command::adopt_orphans()
        .context("cannot become the parent of processes that commands leave behind")?;
    on_interrupt(&interrupt).context("cannot set up the signal handlers")?;
    let id = run_id();
    let Some(lock) = lock(&store, &id, args.wait)? else {
        return Ok(Exit::Locked.into());
    };
    // Another workflow may have taken the name or a place before the lock was free.
    args.workflow.load()?;
    let log = store.runs_dir().join(format!("{id}.jsonl"));
    let run = Run::begin(&id, store, lock)?;
    let reporter = Reporter::new(sinks(&log, args.json)?, args.live).redacting(redactor);
    interrupt.at_last({
        let tmp = run.tmp().to_owned();
        move || {
            // The next run removes whatever cannot be removed now.
            let _ = fs::remove_dir_all(&tmp);
            run_log::cut_off(&log, millis(started));
        }
    });
    let outcome = run.execute(
        &workflow,
        &needed,
        &options,
        &reporter,
        interrupt.cancel.clone(),
    )?;
    Ok(match outcome {
        Outcome::Interrupted => Exit::Interrupted.into(),
        Outcome::Failed | Outcome::Skipped => Exit::Failed.into(),
        Outcome::Ran | Outcome::Reused => Exit::Done.into(),
    })
}

/// Fails if a step that is to run takes a value from an environment variable that is not set.
fn check_set(workflow: &Workflow, needed: &[bool]) -> anyhow::Result<()> {
    let needed = workflow
        .steps
        .iter()
        .zip(needed)
        .filter(|(_, needed)| **needed);
    let unset: Vec<_> = needed
        .flat_map(|(step, _)| step.unset.iter().map(|field| (&step.name, field)))
        .collect();
    let Some((_, first)) = unset.first() else {
        return Ok(());
    };
    // All at once, so that they can be set together.
    let said: Vec<String> = unset
        .iter()
        .map(|(step, field)| {
            let (field, variable) = (field.field(), &field.variable);
            format!(
                "step `{step}`: `{field}` comes from the environment variable `{variable}`, which \
                 is unset or empty"
            )
        })
        .collect();
    let hint = format!(
        "set it for this run, as in `{}=… hotcast run`",
        first.variable
    );
    let error = anyhow::Error::new(Hint::new(said.join("; "), hint));
    Err(error.context(UsageError("a secret is missing".to_owned())))
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn options(args: &RunArgs, workflow: &Workflow, needed: &[bool]) -> anyhow::Result<Options> {
    let mut force = BTreeSet::new();
    for name in &args.force {
        let mut found = find_steps(workflow, std::slice::from_ref(name))?;
        // The name of a step with `each` means those repetitions that are in this run.
        found.retain(|&index| needed[index]);
        if found.is_empty() {
            let message = format!("step `{name}` is not in this run");
            let hint = format!("add `{name}` to the steps to run");
            let error = anyhow::Error::new(Hint::new(message, hint));
            return Err(error.context(UsageError(format!("`--force {name}` has no effect"))));
        }
        force.extend(
            found
                .iter()
                .map(|&index| workflow.steps[index].name.clone()),
        );
    }
    let jobs = args.jobs.map_or_else(
        || std::thread::available_parallelism().map_or(1, usize::from),
        usize::from,
    );
    Ok(Options {
        jobs,
        keep_going: args.keep_going,
        force,
        no_cache: args.no_cache,
        verify: args.verify,
        host: host(workflow)?,
    })
}

/// The facts about this process that steps may use.
fn host(workflow: &Workflow) -> anyhow::Result<Host> {
    // The supervisor must be this very program, even if its file has been replaced or removed.
    let program = if cfg!(target_os = "linux") {
        "/proc/self/exe".into()
    } else {
        std::env::current_exe().context("cannot find this program's executable")?
    };
    Ok(Host {
        root: workflow.root.clone(),
        program,
        search_path: std::env::var_os("PATH").unwrap_or_default(),
    })
}

fn sinks(log: &Path, json: bool) -> anyhow::Result<Vec<Box<dyn Sink>>> {
    let dir = log.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir).map_err(CacheError::io("create", dir))?;
    let log = LogSink::create(log).map_err(CacheError::io("create", log))?;
    let shown: Box<dyn Sink> = if json {
        Box::new(JsonSink)
    // Bars are drawn on standard error, lines go to standard output: both must be the terminal.
    } else if std::io::stderr().is_terminal() && std::io::stdout().is_terminal() {
        Box::new(BarsSink::default())
    } else {
        Box::new(PlainSink::default())
    };
    // The log first, so that it has an event before anybody can have seen it.
    Ok(vec![Box::new(log), shown])
}
