//! The details behind a cause: the series of a step that differ, and the first date that does.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::plan::Plan;
use super::table_change::{RowChange, first_change};
use crate::cache::{Action, Content, Digest, Part, Store};
use crate::workflow::{Edge, PlannedInput, PlannedStep, Workflow};

/// The differences between the records of two results.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RecordChanges {
    /// New ids.
    pub added: Vec<String>,
    /// Ids that are gone.
    pub removed: Vec<String>,
    /// Ids whose material differs.
    pub changed: Vec<String>,
    /// The number of equal records.
    pub unchanged: usize,
}

/// Compares the records of two results.
pub fn record_changes(old: &Action, new: &Action) -> RecordChanges {
    let before: BTreeMap<&str, Digest> = old
        .records
        .iter()
        .map(|(id, key)| (id.as_str(), *key))
        .collect();
    let now: BTreeMap<&str, Digest> = new
        .records
        .iter()
        .map(|(id, key)| (id.as_str(), *key))
        .collect();
    let mut changes = RecordChanges::default();
    for (id, key) in &new.records {
        match before.get(id.as_str()) {
            None => changes.added.push(id.clone()),
            Some(before) if before != key => changes.changed.push(id.clone()),
            Some(_) => changes.unchanged += 1,
        }
    }
    changes.removed = old
        .records
        .iter()
        .filter(|(id, _)| !now.contains_key(id.as_str()))
        .map(|(id, _)| id.clone())
        .collect();
    changes
}

/// The first row that differs in a table that a step reads.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InputChange {
    input: String,
    #[serde(flatten)]
    change: RowChange,
}

impl fmt::Display for InputChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "first change in `{}`: {}",
            self.input,
            self.change.describe()
        )
    }
}

/// Compares the tables that a step read for the result `old` with its current ones in `plans`; only
/// the rows of one series if `only` names it.
pub fn input_changes(
    store: &Store,
    workflow: &Workflow,
    plans: &[Plan],
    step: &PlannedStep,
    old: &Action,
    only: Option<&str>,
) -> Vec<InputChange> {
    let change = |input: &PlannedInput| {
        let Edge::Step { index, output } = &input.edge else {
            return None;
        };
        let upstream = &workflow.steps[*index].name;
        let now = plans.iter().find(|plan| plan.step == *upstream)?;
        let [now] = now.action.as_ref()?.outputs.get(output)?.as_slice() else {
            return None;
        };
        let [before] = old.labels.get(&input.slot)?.as_slice() else {
            return None;
        };
        let before = before.blob?;
        // The old table may have been collected: only the record is kept for explanations.
        if before == now.blob || !is_table(now) || !store.blob_path(before).is_file() {
            return None;
        }
        // Without the old table there is nothing to compare with, which leaves the cause itself.
        let change = first_change(
            &store.blob_path(before),
            &store.blob_path(now.blob),
            input.columns.as_deref(),
            only,
        )
        .ok()??;
        Some(InputChange {
            input: input.slot.clone(),
            change,
        })
    };
    step.inputs.iter().filter_map(change).collect()
}

fn is_table(part: &Part) -> bool {
    matches!(part.content, Content::Table { .. })
}
