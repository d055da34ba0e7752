//! `hotcast diff`: compares two runs.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::answer::answer;
use super::exit::Exit;
use super::human::duration;
use super::project::store;
use super::run_log::RunLog;
use hotcast_runner::cache::{Digest, Store};
use hotcast_runner::run::{Cause, StepFinished, recorded_causes};

/// Compare two runs: the parameters, inputs, outputs and times of each step.
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// Earlier run: its name, the beginning of its name, or `last`
    #[arg(value_name = "A")]
    old: String,

    /// Later run
    #[arg(value_name = "B")]
    new: String,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The differences of one step between two runs.
#[derive(Debug, Serialize)]
struct StepDiff {
    step: String,
    change: Change,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inputs: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outputs: Vec<String>,
    /// The values and files behind the names above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<Cause>,
    elapsed_ms: (Option<u64>, Option<u64>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Change {
    Same,
    Added,
    Removed,
    /// The keys differ: something that the step depends on has changed.
    Changed,
}

pub(crate) fn run(args: &DiffArgs) -> anyhow::Result<ExitCode> {
    let store = store()?;
    let (old, new) = (
        RunLog::find(&store, &args.old)?,
        RunLog::find(&store, &args.new)?,
    );
    let mut names: Vec<&str> = new.steps().iter().map(|step| step.name.as_str()).collect();
    names.extend(
        old.steps()
            .iter()
            .map(|step| step.name.as_str())
            .filter(|name| new.step(name).is_none()),
    );
    names.dedup();
    let diffs: Vec<StepDiff> = names
        .iter()
        .map(|name| diff(&store, name, old.step(name), new.step(name)))
        .collect();
    if args.json {
        answer!("{}", serde_json::to_string_pretty(&diffs)?);
    } else {
        diffs.iter().for_each(print);
    }
    Ok(Exit::Done.into())
}

fn diff(
    store: &Store,
    name: &str,
    old: Option<&StepFinished>,
    new: Option<&StepFinished>,
) -> StepDiff {
    let ((old_key, old_outputs, old_ms), (new_key, new_outputs, new_ms)) = (facts(old), facts(new));
    let change = match (old, new) {
        (None, _) => Change::Added,
        (_, None) => Change::Removed,
        _ if old_key == new_key => Change::Same,
        _ => Change::Changed,
    };
    let (mut parameters, mut inputs, mut causes) = (Vec::new(), Vec::new(), Vec::new());
    // Results that the cache no longer has leave only the fact that the keys differ.
    let action = |key: Option<Digest>| key.and_then(|key| store.action(key).ok().flatten());
    if let (Change::Changed, Some(old), Some(new)) = (change, action(old_key), action(new_key)) {
        parameters = changed_parameters(&old.material.params, &new.material.params);
        let slots = new
            .material
            .inputs
            .iter()
            .filter(|(slot, content)| old.material.inputs.get(*slot) != Some(content));
        inputs = slots.map(|(slot, _)| slot.clone()).collect();
        causes = recorded_causes(&old, &new);
        if old.material.code != new.material.code {
            parameters.push("code".to_owned());
        }
    }
    let outputs = new_outputs
        .iter()
        // All outputs of a new step are new, which need not be said.
        .filter(|output| change != Change::Added && !old_outputs.contains(output))
        .map(|(name, _)| name.clone())
        .collect();
    StepDiff {
        step: name.to_owned(),
        change,
        parameters,
        inputs,
        outputs,
        causes,
        elapsed_ms: (old_ms, new_ms),
    }
}

type Facts = (Option<Digest>, Vec<(String, Digest)>, Option<u64>);

fn facts(end: Option<&StepFinished>) -> Facts {
    let Some(end) = end else {
        return (None, Vec::new(), None);
    };
    let outputs = end.outputs.clone().into_iter().collect();
    (end.key, outputs, Some(end.elapsed_ms))
}

fn changed_parameters(old: &Value, new: &Value) -> Vec<String> {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else {
        return Vec::new();
    };
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name))
        .cloned()
        .collect()
}

fn print(diff: &StepDiff) {
    let list = |what: &str, names: &[String]| {
        if names.is_empty() {
            String::new()
        } else {
            format!("; {what} {}", names.join(", "))
        }
    };
    let change = match diff.change {
        Change::Same => "unchanged",
        Change::Added => "only in the later run",
        Change::Removed => "only in the earlier run",
        Change::Changed => "differs",
    };
    let times = match diff.elapsed_ms {
        (Some(old), Some(new)) => format!(" ({} → {})", duration(old), duration(new)),
        _ => String::new(),
    };
    answer!(
        "{}  {change}{}{}{}{times}",
        diff.step,
        list("parameters", &diff.parameters),
        list("inputs", &diff.inputs),
        list("outputs", &diff.outputs)
    );
    diff.causes.iter().for_each(|cause| answer!("  {cause}"));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn end(outputs: Value) -> StepFinished {
        let end = json!({ "step": "a", "outcome": "ran", "elapsed_ms": 3, "outputs": outputs });
        serde_json::from_value(end).unwrap()
    }

    #[test]
    fn a_parameter_that_appears_or_goes_has_changed() {
        let (old, new) = (
            json!({ "a": 1, "b": 2, "c": null }),
            json!({ "a": 1, "b": 3, "d": 4 }),
        );
        assert_eq!(changed_parameters(&old, &new), ["b", "c", "d"]);
        assert!(changed_parameters(&old, &Value::Null).is_empty());
    }

    #[test]
    fn a_step_of_one_run_only_has_no_changed_outputs() {
        let store = Store::new("/no/such/project/.hotcast");
        let digest = "0".repeat(64);
        let end = end(json!({ "o": digest }));
        let added = diff(&store, "a", None, Some(&end));
        assert_eq!(
            (added.change, added.elapsed_ms),
            (Change::Added, (None, Some(3)))
        );
        assert!(added.outputs.is_empty());
        let removed = diff(&store, "a", Some(&end), None);
        assert_eq!(removed.change, Change::Removed);
        assert!(removed.outputs.is_empty());
    }
}
