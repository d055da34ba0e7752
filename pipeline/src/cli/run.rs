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
use super::project::{WorkflowArgs, find_steps, lock, owner, store};
use super::run_log;
use super::sink_bars::BarsSink;
use super::sink_json::{JsonSink, LogSink};
use super::sink_lines::PlainSink;
use super::status;
use crate::cache::{CacheError, Head, Store};
use crate::run::{
    Event, Interrupt, Options, Outcome, Reporter, RunResult, Session, Sink, StepInfo, on_interrupt,
    run_id, run_steps, take_secrets,
};
use crate::step::Hint;
use crate::steps::command;
use crate::workflow::Workflow;

/// Run a workflow: only what changed, independent steps at the same time.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    workflow: WorkflowArgs,

    /// Steps to bring up to date, with what they need; all when none is named
    #[arg(value_name = "STEP")]
    steps: Vec<String>,

    /// Say what would run and why, and run nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Threads, and steps at the same time; as many as there are processors by default
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,

    /// After a failure, go on with what does not depend on it
    #[arg(short = 'k', long)]
    keep_going: bool,

    /// Run this step although its result is known; may be repeated
    #[arg(short = 'f', long, value_name = "STEP")]
    force: Vec<String>,

    /// Run every step, whatever is in the cache; the results are kept
    #[arg(long, conflicts_with = "force")]
    no_cache: bool,

    /// Read every source file and every published file again instead of trusting times and sizes
    #[arg(long)]
    verify: bool,

    /// Wait while another run holds the cache, instead of ending with code 4
    #[arg(long)]
    wait: bool,

    /// What works on the tables: this process, or a Ballista cluster where the program was built with it
    #[arg(long, value_enum, default_value_t = Engine::Local)]
    engine: Engine,

    /// Show what the programs of `command` steps print, as it comes
    #[arg(long)]
    live: bool,

    /// Print events as JSON, one a line
    #[arg(long)]
    json: bool,

    /// With --dry-run, end with code 3 when something would run
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
    let redactor = take_secrets(&mut workflow, &store)?;
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
    check_set(&workflow, &needed)?;
    let interrupt = Interrupt::default();
    command::adopt_orphans().context("cannot become the parent of what commands leave behind")?;
    on_interrupt(&interrupt).context("cannot watch for interruptions")?;
    let run = run_id();
    let Some(_lock) = lock(&store, &run, args.wait)? else {
        return Ok(Exit::Locked.into());
    };
    // Another workflow may have taken the name or a place before the lock was free.
    args.workflow.load()?;
    let tmp = prepare(&store, &run)?;
    let store = store.pinning(&tmp)?;
    let log = store.runs_dir().join(format!("{run}.jsonl"));
    let reporter = Reporter::new(sinks(&log, args.json)?, args.live).redacting(redactor);
    interrupt.at_last({
        let tmp = tmp.clone();
        move || {
            // What cannot be removed now is removed by the next run.
            let _ = fs::remove_dir_all(&tmp);
            run_log::cut_off(&log, millis(started));
        }
    });
    let stat = store.stat_cache().thorough(options.verify);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs)
        .build()
        .context("cannot start threads")?;
    let session = Session {
        store: &store,
        stat: &stat,
        workflow: &workflow,
        options: &options,
        reporter: &reporter,
        cancel: interrupt.cancel.clone(),
        pool,
        memory: Default::default(),
        cache_time: Default::default(),
        tmp: tmp.clone(),
        logs: store.logs_dir().join(&run),
        checked: Default::default(),
    };
    reporter.emit(started_event(&run, &workflow, &needed, options.jobs));
    let head = taken(&store, &workflow, &tmp)?;
    let result = run_steps(&session, &needed, head)?;
    fs::remove_dir_all(&tmp).map_err(CacheError::io("remove", &tmp))?;
    stat.save()?;
    let outcome = outcome(&result);
    let elapsed_ms = millis(started);
    let RunResult {
        ran,
        reused,
        failed,
        skipped,
        ..
    } = result;
    reporter.emit(Event::RunFinished {
        outcome,
        elapsed_ms,
        ran,
        reused,
        failed,
        skipped,
    });
    Ok(match outcome {
        Outcome::Interrupted => Exit::Interrupted.into(),
        Outcome::Failed | Outcome::Skipped => Exit::Failed.into(),
        Outcome::Ran | Outcome::Reused => Exit::Done.into(),
    })
}

/// Fails where a step that is to run takes a value from a variable that is not set.
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
    let said: Vec<String> = unset
        .iter()
        .map(|(step, field)| {
            let (field, variable) = (field.field(), &field.variable);
            format!("step `{step}`: `{field}` comes from the environment variable `{variable}`, which is not set or empty")
        })
        .collect();
    let hint = format!(
        "set it for this run, as in `{}=… hotcast run`",
        first.variable
    );
    let error = anyhow::Error::new(Hint::new(said.join("; "), hint));
    Err(error.context(UsageError("a secret is missing".to_owned())))
}

/// The last state of the workflow, in which its name and places are noted as taken.
fn taken(store: &Store, workflow: &Workflow, tmp: &Path) -> anyhow::Result<Head> {
    let mut head = store.head(&workflow.name).unwrap_or_default();
    let owner = owner(workflow)?;
    if head.owner.as_ref() != Some(&owner) {
        head.owner = Some(owner);
        store.commit_head(&workflow.name, &head, tmp)?;
    }
    Ok(head)
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn outcome(result: &RunResult) -> Outcome {
    match result {
        RunResult {
            interrupted: true, ..
        } => Outcome::Interrupted,
        RunResult {
            failed: 0,
            ran: 0,
            skipped: 0,
            ..
        } => Outcome::Reused,
        RunResult {
            failed: 0,
            skipped: 0,
            ..
        } => Outcome::Ran,
        RunResult { failed: 0, .. } => Outcome::Interrupted,
        _ => Outcome::Failed,
    }
}

fn options(args: &RunArgs, workflow: &Workflow, needed: &[bool]) -> anyhow::Result<Options> {
    let mut force = BTreeSet::new();
    for name in &args.force {
        let mut found = find_steps(workflow, std::slice::from_ref(name))?;
        found.retain(|&index| needed[index]);
        if found.is_empty() {
            let message = format!("step `{name}` is not in this run");
            let hint = format!("name `{name}` among the steps to run too");
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
    })
}

/// Removes what dead runs have left and makes this run's directory. The lock is held, so nobody else is using `tmp/`.
fn prepare(store: &Store, run: &str) -> anyhow::Result<std::path::PathBuf> {
    let root = store.tmp_dir();
    if root.exists() {
        fs::remove_dir_all(&root).map_err(CacheError::io("remove", &root))?;
    }
    let tmp = root.join(run);
    fs::create_dir_all(&tmp).map_err(CacheError::io("create", &tmp))?;
    Ok(tmp)
}

fn sinks(log: &Path, json: bool) -> anyhow::Result<Vec<Box<dyn Sink>>> {
    let dir = log.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir).map_err(CacheError::io("create", dir))?;
    let log = LogSink::create(log).map_err(CacheError::io("create", log))?;
    let shown: Box<dyn Sink> = if json {
        Box::new(JsonSink)
    } else if std::io::stderr().is_terminal() && std::io::stdout().is_terminal() {
        Box::new(BarsSink::default())
    } else {
        Box::new(PlainSink::default())
    };
    Ok(vec![Box::new(log), shown])
}

fn started_event(run: &str, workflow: &Workflow, needed: &[bool], jobs: usize) -> Event {
    let steps = workflow
        .steps
        .iter()
        .enumerate()
        .filter(|(index, _)| needed[*index])
        .map(|(_, step)| StepInfo {
            name: step.name.clone(),
            kind: step.kind.name.to_owned(),
            reads: step
                .dependencies()
                .into_iter()
                .map(|index| workflow.steps[index].name.clone())
                .collect(),
        });
    Event::RunStarted {
        run: run.to_owned(),
        workflow: workflow.name.clone(),
        file: workflow.path.display().to_string(),
        params: workflow.published_params.clone(),
        jobs,
        steps: steps.collect(),
    }
}
