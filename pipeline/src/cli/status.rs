use std::process::ExitCode;

use clap::Args;

use super::exit::Exit;
use super::human::plural;
use super::project::{WorkflowArgs, store};
use crate::cache::Store;
use crate::run::{Options, Plan, PlanState, plan};
use crate::workflow::Workflow;

/// Say which steps are up to date, which would run, and why.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    workflow: WorkflowArgs,

    /// Read every input and every result again instead of trusting times and sizes
    #[arg(long)]
    verify: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,

    /// End with code 3 when something would run
    #[arg(long)]
    detailed_exitcode: bool,
}

pub(crate) fn run(args: &StatusArgs) -> anyhow::Result<ExitCode> {
    let workflow = args.workflow.load()?;
    let options = Options {
        jobs: 1,
        verify: args.verify,
        ..Options::default()
    };
    show(
        &workflow,
        &workflow.needed(&[]),
        &store()?,
        &options,
        args.json,
        args.detailed_exitcode,
    )
}

/// Prints what a run would do; shared with `run --dry-run`.
pub(crate) fn show(
    workflow: &Workflow,
    needed: &[bool],
    store: &Store,
    options: &Options,
    json: bool,
    detailed: bool,
) -> anyhow::Result<ExitCode> {
    let head = store.head(&workflow.name).unwrap_or_default();
    let stat = store.stat_cache().thorough(options.verify);
    let plans = plan(workflow, needed, store, &stat, &head, options);
    if json {
        println!("{}", serde_json::to_string_pretty(&plans)?);
    } else {
        print(&plans);
    }
    let impossible = plans.iter().any(|plan| plan.state == PlanState::Impossible);
    let pending = plans.iter().any(|plan| plan.state != PlanState::UpToDate);
    Ok(match (impossible, pending && detailed) {
        (true, _) => Exit::Failed.into(),
        (false, true) => Exit::Pending.into(),
        (false, false) => Exit::Done.into(),
    })
}

fn print(plans: &[Plan]) {
    let width = plans
        .iter()
        .map(|plan| plan.step.chars().count())
        .max()
        .unwrap_or(0);
    for plan in plans {
        println!("{:<width$}  {}", plan.step, state(plan.state));
        for cause in &plan.causes {
            println!("{:<width$}    {cause}", "");
        }
        if let Some(error) = &plan.error {
            println!("{:<width$}    {error}", "");
        }
        if let Some(hint) = &plan.hint {
            println!("{:<width$}    hint: {hint}", "");
        }
    }
    let of = |state| plans.iter().filter(|plan| plan.state == state).count();
    println!(
        "{} up to date, {} to run, {} to run if their inputs change",
        plural(of(PlanState::UpToDate), "step"),
        of(PlanState::WillRun),
        of(PlanState::MayRun)
    );
}

pub(crate) fn state(state: PlanState) -> &'static str {
    match state {
        PlanState::UpToDate => "up to date",
        PlanState::WillRun => "will run",
        PlanState::MayRun => "may run",
        PlanState::Impossible => "cannot run",
    }
}
