//! The details behind a cause: which series of a step differ, and from which date on.

use std::collections::BTreeMap;

use serde::Serialize;

use super::table_change::{RowChange, first_change};
use crate::cache::{Action, Content, Digest, Part, Store};
use crate::workflow::{Edge, PlannedInput, PlannedStep};

/// How two results of a step differ in their records.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct RecordChanges {
    pub(crate) added: Vec<String>,
    pub(crate) removed: Vec<String>,
    pub(crate) changed: Vec<String>,
    pub(crate) unchanged: usize,
}

/// Compares the records of two results.
pub(crate) fn record_changes(old: &Action, new: &Action) -> RecordChanges {
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

/// The first row that differs in a table that the step reads, for each such input. `upstream` are the results that it reads now.
pub(crate) fn input_changes(
    store: &Store,
    step: &PlannedStep,
    old: &Action,
    upstream: &dyn Fn(usize) -> Option<Action>,
    only: Option<&str>,
) -> Vec<(String, RowChange)> {
    let change = |input: &PlannedInput| {
        let Edge::Step { index, output } = &input.edge else {
            return None;
        };
        let now = upstream(*index)?;
        let [now] = now.outputs.get(output)?.as_slice() else {
            return None;
        };
        let [before] = old.labels.get(&input.slot)?.as_slice() else {
            return None;
        };
        let before = before.blob?;
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
        Some((input.slot.clone(), change))
    };
    step.inputs.iter().filter_map(change).collect()
}

fn is_table(part: &Part) -> bool {
    matches!(part.content, Content::Table { .. })
}
