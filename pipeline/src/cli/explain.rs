//! `hotcast explain`: the reasons for which a step would run or last ran, down to the first row.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::answer::answer;
use super::exit::Exit;
use super::project::{WorkflowArgs, find_steps, store};
use super::status;
use hotcast_runner::cache::{Action, Head, Store};
use hotcast_runner::run::{
    Cause, Fault, InputChange, Options, Plan, PlanState, RecordChanges, causes, input_changes,
    plan, record_changes, take_secrets,
};
use hotcast_runner::workflow::{PlannedStep, Workflow};

/// The most names of records in a line.
const SHOWN_RECORDS: usize = 5;

/// Explain why a step would run, or why it last ran.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    workflow: WorkflowArgs,

    /// Step to explain
    #[arg(value_name = "STEP")]
    step: String,

    /// Explain this series only, by the id of its hotspot
    #[arg(long, value_name = "ID")]
    series: Option<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The reasons for which one step runs or ran.
#[derive(Debug, Serialize)]
struct Explanation {
    step: String,
    state: PlanState,
    /// Published files that are missing or changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    published: Vec<Fault>,
    /// Differences from the last result; for a step that is up to date, those between its result
    /// and the one before.
    causes: Vec<Cause>,
    first_changes: Vec<InputChange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<RecordChanges>,
    /// `true` if the step is up to date, and neither its result nor the one before has the series
    /// that was asked for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unknown_series: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<ExitCode> {
    let mut workflow = args.workflow.load()?;
    let targets = find_steps(&workflow, std::slice::from_ref(&args.step))?;
    let store = store()?;
    take_secrets(&mut workflow, &store, &|name| std::env::var_os(name))?;
    let head = store.head(&workflow.name).unwrap_or_default();
    let stat = store.stat_cache(&workflow.root);
    let plans = plan(
        &workflow,
        &workflow.needed(&targets),
        &store,
        &stat,
        &head,
        &Options::default(),
    );
    let explain = |&index: &usize| {
        explain(
            &workflow,
            index,
            &store,
            &head,
            &plans,
            args.series.as_deref(),
        )
    };
    let explanations: Vec<Explanation> = targets.iter().filter_map(explain).collect();
    if args.json {
        answer!("{}", serde_json::to_string_pretty(&explanations)?);
    } else {
        explanations
            .iter()
            .for_each(|explanation| print(explanation, args.series.as_deref()));
    }
    Ok(Exit::Done.into())
}

fn explain(
    workflow: &Workflow,
    index: usize,
    store: &Store,
    head: &Head,
    plans: &[Plan],
    only: Option<&str>,
) -> Option<Explanation> {
    let step = &workflow.steps[index];
    let plan = plans.iter().find(|plan| plan.step == step.name)?;
    let before = last_different(store, head, plan);
    let results: Vec<&Action> = before.iter().chain(plan.action.as_deref()).collect();
    let first_changes = before
        .as_ref()
        .map(|before| input_changes(store, workflow, plans, step, before, only))
        .unwrap_or_default();
    let records = match (&before, &plan.action) {
        (Some(before), Some(now)) if !now.records.is_empty() => Some(record_changes(before, now)),
        _ => None,
    };
    Some(Explanation {
        step: step.name.clone(),
        state: plan.state,
        published: plan.published.clone(),
        // A plan of a step that is up to date has no causes: those of its last run are found anew.
        causes: if plan.action.is_some() {
            past_causes(step, workflow, before.as_ref(), plan)
        } else {
            plan.causes.clone()
        },
        first_changes,
        records,
        unknown_series: plan.action.is_some() && only.is_some_and(|id| is_unknown(id, &results)),
        error: plan.error.clone(),
    })
}

/// `true` if there are results with records, and none of them has this one.
fn is_unknown(id: &str, results: &[&Action]) -> bool {
    let mut ids = results
        .iter()
        .flat_map(|action| &action.records)
        .map(|(known, _)| known)
        .peekable();
    // Without any record nothing can be said about the series, such as for a step without records.
    ids.peek().is_some() && ids.all(|known| known != id)
}

/// The last result that differs from the one that the step has or would have now.
fn last_different(store: &Store, head: &Head, plan: &Plan) -> Option<Action> {
    let entry = head.steps.get(&plan.step)?;
    // The head names two results, so that after a run there is one to compare with.
    let key = if plan.key == Some(entry.key) {
        entry.previous?
    } else {
        entry.key
    };
    // A record that is damaged or was collected leaves nothing to compare with; that is no error.
    store.action(key).ok().flatten()
}

fn past_causes(
    step: &PlannedStep,
    workflow: &Workflow,
    before: Option<&Action>,
    plan: &Plan,
) -> Vec<Cause> {
    plan.action
        .as_ref()
        .map(|now| causes(step, &workflow.steps, before, &now.material, &now.labels))
        .unwrap_or_default()
}

fn print(explanation: &Explanation, only: Option<&str>) {
    let Explanation {
        step,
        state,
        published,
        causes,
        first_changes,
        records,
        unknown_series,
        error,
    } = explanation;
    answer!("{step}: {}", status::state(*state));
    published.iter().for_each(|fault| answer!("  {fault}"));
    let is_known = matches!(state, PlanState::UpToDate | PlanState::WillRestore);
    if is_known && !causes.is_empty() {
        answer!("  causes of the last run:");
    }
    causes.iter().for_each(|cause| answer!("  {cause}"));
    first_changes
        .iter()
        .for_each(|change| answer!("  {change}"));
    match (only, records) {
        (Some(id), _) if *unknown_series => answer!("  unknown series `{id}`"),
        (_, Some(records)) => print_records(records, only),
        _ => {}
    }
    if let Some(error) = error {
        answer!("  {error}");
    }
}

fn print_records(records: &RecordChanges, only: Option<&str>) {
    if let Some(id) = only {
        let has = |list: &[String]| list.iter().any(|known| known == id);
        let what = match records {
            records if has(&records.changed) => "was computed again",
            records if has(&records.added) => "is new",
            records if has(&records.removed) => "is gone",
            _ => "is unchanged",
        };
        answer!("  `{id}` {what}");
        return;
    }
    for (what, list) in [
        ("computed again", &records.changed),
        ("new", &records.added),
        ("gone", &records.removed),
    ] {
        if !list.is_empty() {
            let more = if list.len() > SHOWN_RECORDS {
                ", …"
            } else {
                ""
            };
            answer!(
                "  {} {what}: {}{more}",
                list.len(),
                list.iter()
                    .take(SHOWN_RECORDS)
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(", ")
            );
        }
    }
    answer!("  {} reused", records.unchanged);
}
