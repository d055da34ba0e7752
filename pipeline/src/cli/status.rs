//! `hotcast status`: lists the steps, and the reasons for which they would run.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::answer::answer;
use super::exit::Exit;
use super::human::plural;
use super::project::{WorkflowArgs, store};
use hotcast_runner::cache::{Head, Store};
use hotcast_runner::run::{
    Cause, InputChange, Options, Plan, PlanState, input_changes, plan, take_secrets,
};
use hotcast_runner::workflow::Workflow;

/// Show which steps are up to date, which would run, and why.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    workflow: WorkflowArgs,

    /// Read every source file again instead of trusting sizes and times
    #[arg(long)]
    verify: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,

    /// Exit with 3 if anything would run
    #[arg(long)]
    detailed_exitcode: bool,
}

/// The most published files with a fault that are named for a step.
const SHOWN_FAULTS: usize = 5;

/// The plan of a step, with the first rows that differ.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    plan: &'a Plan,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    first_changes: Vec<InputChange>,
}

pub(crate) fn run(args: &StatusArgs) -> anyhow::Result<ExitCode> {
    let mut workflow = args.workflow.load()?;
    let store = store()?;
    take_secrets(&mut workflow, &store, &|name| std::env::var_os(name))?;
    let options = Options {
        jobs: 1,
        verify: args.verify,
        ..Options::default()
    };
    show(
        &workflow,
        &workflow.needed(&[]),
        &store,
        &options,
        args.json,
        args.detailed_exitcode,
    )
}

/// Prints the plan of a run; shared with `run --dry-run`.
pub(crate) fn show(
    workflow: &Workflow,
    needed: &[bool],
    store: &Store,
    options: &Options,
    json: bool,
    detailed: bool,
) -> anyhow::Result<ExitCode> {
    // A damaged head is as none: the next run replaces it.
    let head = store.head(&workflow.name).unwrap_or_default();
    let stat = store.stat_cache(&workflow.root).thorough(options.verify);
    let plans = plan(workflow, needed, store, &stat, &head, options);
    let shown: Vec<Shown> = plans
        .iter()
        .map(|plan| Shown {
            plan,
            first_changes: first_changes(workflow, store, &head, &plans, plan),
        })
        .collect();
    if json {
        answer!("{}", serde_json::to_string_pretty(&shown)?);
    } else {
        print(&shown);
    }
    let impossible = plans.iter().any(|plan| plan.state == PlanState::Impossible);
    let pending = plans.iter().any(|plan| plan.state != PlanState::UpToDate);
    // A step that cannot run is a failure whether or not the exit code is to be detailed.
    Ok(match (impossible, pending && detailed) {
        (true, _) => Exit::Failed.into(),
        (false, true) => Exit::Pending.into(),
        (false, false) => Exit::Done.into(),
    })
}

/// The first series and date that differ, for a step with records that has to run.
///
/// The tables that other steps read can be large; only `explain` compares them.
fn first_changes(
    workflow: &Workflow,
    store: &Store,
    head: &Head,
    plans: &[Plan],
    plan: &Plan,
) -> Vec<InputChange> {
    let by_input = |cause: &Cause| matches!(cause, Cause::Columns { .. } | Cause::Upstream { .. });
    if plan.state != PlanState::WillRun || !plan.causes.iter().any(by_input) {
        return Vec::new();
    }
    let step = workflow.steps.iter().find(|step| step.name == plan.step);
    let before = head
        .steps
        .get(&plan.step)
        .and_then(|entry| store.action(entry.key).ok().flatten())
        .filter(|before| !before.records.is_empty());
    match (step, before) {
        (Some(step), Some(before)) => input_changes(store, workflow, plans, step, &before, None),
        _ => Vec::new(),
    }
}

fn print(shown: &[Shown]) {
    let width = shown
        .iter()
        .map(|shown| shown.plan.step.chars().count())
        .max()
        .unwrap_or(0);
    for Shown {
        plan,
        first_changes,
    } in shown
    {
        answer!("{:<width$}  {}", plan.step, state(plan.state));
        for cause in &plan.causes {
            answer!("{:<width$}    {cause}", "");
        }
        for change in first_changes {
            answer!("{:<width$}    {change}", "");
        }
        for fault in plan.published.iter().take(SHOWN_FAULTS) {
            answer!("{:<width$}    {fault}", "");
        }
        if let Some(more @ 1..) = plan.published.len().checked_sub(SHOWN_FAULTS) {
            answer!("{:<width$}    and {more} more", "");
        }
        if let Some(error) = &plan.error {
            answer!("{:<width$}    {error}", "");
        }
        if let Some(hint) = &plan.hint {
            answer!("{:<width$}    hint: {hint}", "");
        }
    }
    let of = |state| {
        shown
            .iter()
            .filter(|shown| shown.plan.state == state)
            .count()
    };
    let restored = match of(PlanState::WillRestore) {
        0 => String::new(),
        n => format!(", {n} to be published again"),
    };
    answer!(
        "{} up to date, {} to run, {} to run if their inputs change{restored}",
        plural(of(PlanState::UpToDate), "step"),
        of(PlanState::WillRun),
        of(PlanState::MayRun)
    );
}

pub(crate) fn state(state: PlanState) -> &'static str {
    match state {
        PlanState::UpToDate => "up to date",
        PlanState::WillRestore => "will be published again",
        PlanState::WillRun => "will run",
        PlanState::MayRun => "may run",
        PlanState::Impossible => "cannot run",
    }
}
