//! The plan of a run: its effects, without having them.

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::published::{Fault, faults};
use super::resolve::resolve;
use super::{Cause, Options, causes, hint_of};
use crate::cache::{Action, Digest, Head, Part, StatCache, Store};
use crate::workflow::Workflow;

/// The effect of a run on one step.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// The step's name.
    pub step: String,
    pub(crate) kind: String,
    /// The state of the step.
    pub state: PlanState,
    /// The key of its result; `None` if it is not known yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<Digest>,
    /// The reasons for which it would run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
    /// The published files that are gone or have changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<Fault>,
    /// The reason for which it cannot run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The way out of the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The cached result; `None` if the step is not cached.
    #[serde(skip)]
    pub action: Option<Arc<Action>>,
}

impl Plan {
    fn fail(&mut self, error: &anyhow::Error) {
        self.state = PlanState::Impossible;
        self.error = Some(format!("{error:#}"));
        self.hint = hint_of(error);
    }
}

/// The state of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// The result is cached.
    UpToDate,
    /// The result is cached, but what was published of it is gone or has changed.
    WillRestore,
    /// The step has to run.
    WillRun,
    /// The step has to run if a step before it gives another result than the last time.
    MayRun,
    /// The step cannot run at present, for instance because a file is missing.
    Impossible,
}

/// Looks at the needed steps in order. Nothing is changed or locked.
pub fn plan(
    workflow: &Workflow,
    needed: &[bool],
    store: &Store,
    stat: &StatCache,
    head: &Head,
    options: &Options,
) -> Vec<Plan> {
    let mut done: Vec<Option<Arc<Action>>> = Vec::new();
    let mut states: Vec<PlanState> = Vec::new();
    let mut plans = Vec::new();
    for (index, step) in workflow.steps.iter().enumerate() {
        if !needed[index] {
            done.push(None);
            states.push(PlanState::UpToDate);
            continue;
        }
        let mut plan = Plan {
            step: step.name.clone(),
            kind: step.kind.name.to_owned(),
            state: PlanState::WillRun,
            key: None,
            causes: Vec::new(),
            published: Vec::new(),
            error: None,
            hint: None,
            action: None,
        };
        let last = head
            .steps
            .get(&step.name)
            .and_then(|head| store.action(head.key).ok().flatten());
        // Without the results of these, the step's key is not known.
        let waiting: Vec<usize> = step
            .dependencies()
            .into_iter()
            .filter(|&index| done[index].is_none())
            .collect();
        let forced = options.no_cache || options.force.contains(&step.name);
        if !waiting.is_empty() {
            plan.state = if waiting
                .iter()
                .any(|&index| states[index] == PlanState::Impossible)
            {
                PlanState::Impossible
            } else {
                PlanState::MayRun
            };
            plan.causes = waiting
                .iter()
                .map(|&index| pending(workflow, &plans, index))
                .collect();
            if let Some(last) = &last {
                // A step with causes of its own runs whatever those before it give.
                let own = super::cause::own_causes(step, last);
                if !own.is_empty() && plan.state == PlanState::MayRun {
                    plan.state = PlanState::WillRun;
                    plan.causes = own;
                }
            }
        } else {
            let resolved = resolve(store, stat, workflow, step, &done).and_then(|resolved| {
                let material = resolved.material(step)?;
                Ok((resolved, material))
            });
            match resolved {
                Ok((resolved, material)) => {
                    let key = material.key();
                    plan.key = Some(key);
                    let known = intact(store, key).filter(|_| !forced);
                    plan.action = known.map(|mut action| {
                        // As a run does it, so that the steps after it get the same keys.
                        action.rename(resolved.source_labels(step));
                        Arc::new(action)
                    });
                    if let Some(action) = &plan.action {
                        plan.state = PlanState::UpToDate;
                        match faults(workflow, store, stat, step, action) {
                            Ok(faults) if faults.is_empty() => {}
                            Ok(faults) => {
                                plan.state = PlanState::WillRestore;
                                plan.published = faults;
                            }
                            Err(error) => plan.fail(&error),
                        }
                    } else if forced {
                        plan.causes = vec![Cause::Forced];
                    } else {
                        plan.causes = causes(
                            step,
                            &workflow.steps,
                            last.as_ref(),
                            &material,
                            &resolved.labels,
                        );
                    }
                }
                Err(error) => plan.fail(&error),
            }
        }
        done.push(plan.action.clone());
        states.push(plan.state);
        plans.push(plan);
    }
    plans
}

/// The cause of a step that has to wait for another, with the steps that the reason starts from.
fn pending(workflow: &Workflow, plans: &[Plan], index: usize) -> Cause {
    let step = workflow.steps[index].name.clone();
    let causes = plans
        .iter()
        .find(|plan| plan.step == step)
        .map_or(&[][..], |plan| plan.causes.as_slice());
    let mut because_of: Vec<String> = Vec::new();
    for cause in causes {
        if let Cause::Pending {
            step,
            because_of: origins,
        } = cause
        {
            let origins = if origins.is_empty() {
                std::slice::from_ref(step)
            } else {
                origins
            };
            let new = origins.iter().filter(|name| !because_of.contains(name));
            let new: Vec<String> = new.cloned().collect();
            because_of.extend(new);
        }
    }
    Cause::Pending { step, because_of }
}

/// Returns a result with all its files in place; `None` if one is damaged, which a run deals with.
fn intact(store: &Store, key: Digest) -> Option<Action> {
    let action = store.action(key).ok().flatten()?;
    let parts: Vec<&Part> = action.outputs.values().flatten().collect();
    parts
        .into_par_iter()
        .all(|part| {
            store
                .check(&store.blob_path(part.blob), part.blob, Some(part.bytes))
                .is_ok()
        })
        .then_some(action)
}
