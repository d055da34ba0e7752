//! The reasons for which a step has to run: the differences from the last time.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::secrets::DIGEST;
use crate::cache::{Action, Digest, InputKey, KeyMaterial, Label};
use crate::workflow::{Edge, PlannedStep};

/// One reason for which a step has to run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// The step was never run under this name.
    New,
    /// The caller asked for it, with `--force` or `--no-cache`.
    Forced,
    /// The step's result is no longer in the store, or damaged.
    Lost,
    /// A parameter differs.
    Parameter {
        /// The name of the parameter.
        name: String,
        /// The value of the last result.
        old: Value,
        /// The value now.
        new: Value,
    },
    /// A value from the caller's environment differs. It is not shown.
    Secret {
        /// The name of the parameter.
        name: String,
        /// The caller's variable.
        variable: String,
    },
    /// The code of the step's kind differs.
    Code,
    /// The step has another kind now.
    Kind {
        /// The value of the last result.
        old: String,
        /// The value now.
        new: String,
    },
    /// A file is new.
    FileAdded {
        /// The input.
        slot: String,
        /// The path.
        file: String,
    },
    /// A file is gone.
    FileRemoved {
        /// The input.
        slot: String,
        /// The path.
        file: String,
    },
    /// A file has other content.
    FileChanged {
        /// The input.
        slot: String,
        /// The path.
        file: String,
    },
    /// Files were renamed, which changes their order, and their order is significant.
    FileOrder {
        /// The input.
        slot: String,
    },
    /// Columns that the step reads differ.
    Columns {
        /// The input.
        slot: String,
        /// The name of the step that it reads.
        step: String,
        /// The names of the columns.
        columns: Vec<String>,
    },
    /// The content that the step reads of another step differs.
    Upstream {
        /// The input.
        slot: String,
        /// The name of the step that it reads.
        step: String,
    },
    /// A step that this one reads has to run and may give another result.
    Pending {
        /// The name of the step that it reads.
        step: String,
        /// The steps before it that run for their own reasons; empty if it is that step itself.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        because_of: Vec<String>,
    },
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("it has not been run before"),
            Self::Forced => f.write_str("it is forced to run"),
            Self::Lost => f.write_str("its result is no longer in the cache"),
            Self::Parameter { name, old, new } => {
                write!(f, "parameter `{name}`: {} → {}", shown(old), shown(new))
            }
            Self::Secret { name, variable } => {
                write!(
                    f,
                    "parameter `{name}`: the environment variable `{variable}` has another value"
                )
            }
            Self::Code => f.write_str("the program's code for it changed"),
            Self::Kind { old, new } => write!(f, "it uses `{new}` instead of `{old}`"),
            Self::FileAdded { slot, file } => write!(f, "`{slot}`: new file `{file}`"),
            Self::FileRemoved { slot, file } => write!(f, "`{slot}`: file `{file}` is gone"),
            Self::FileChanged { slot, file } => write!(f, "`{slot}`: file `{file}` changed"),
            Self::FileOrder { slot } => {
                write!(f, "`{slot}`: files were renamed, which changes their order")
            }
            Self::Columns {
                slot,
                step,
                columns,
            } => {
                let columns = columns
                    .iter()
                    .map(|column| format!("`{column}`"))
                    .collect::<Vec<_>>()
                    .join(", ");
                write!(f, "`{slot}`: {columns} of step `{step}` changed")
            }
            Self::Upstream { slot, step } => {
                write!(f, "`{slot}`: the result of step `{step}` changed")
            }
            Self::Pending { step, because_of } => {
                let origin = if because_of.is_empty() {
                    String::new()
                } else {
                    format!(", because of `{}`", because_of.join("`, `"))
                };
                write!(
                    f,
                    "step `{step}` has to run first{origin}; if its result does not change, this step does not run"
                )
            }
        }
    }
}

fn shown(value: &Value) -> String {
    if value.is_null() {
        "(not set)".to_owned()
    } else {
        value.to_string()
    }
}

/// Returns the differences between the last result and the one wanted now.
pub fn causes(
    step: &PlannedStep,
    steps: &[PlannedStep],
    old: Option<&Action>,
    new: &KeyMaterial,
    labels: &BTreeMap<String, Vec<Label>>,
) -> Vec<Cause> {
    let Some(old) = old else {
        return vec![Cause::New];
    };
    let mut causes = own_causes(step, old);
    for input in &step.inputs {
        let (before, now) = (
            old.material.inputs.get(&input.slot),
            new.inputs.get(&input.slot),
        );
        // Compared by their keys first: labels differ after every renaming, which is not a cause.
        if before == now {
            continue;
        }
        match &input.edge {
            Edge::Files(_) => files(
                &input.slot,
                old.labels.get(&input.slot),
                labels.get(&input.slot),
                &mut causes,
            ),
            Edge::Step { index, .. } => {
                causes.push(upstream(&input.slot, &steps[*index].name, before, now))
            }
        }
    }
    // Inputs that the step no longer has.
    for slot in old
        .material
        .inputs
        .keys()
        .filter(|slot| !new.inputs.contains_key(*slot))
    {
        causes.push(Cause::Parameter {
            name: slot.clone(),
            old: Value::String("(given)".to_owned()),
            new: Value::Null,
        });
    }
    // Nothing differs, so the result was found before: its record or a file is missing.
    if causes.is_empty() {
        causes.push(Cause::Lost);
    }
    causes
}

/// Returns the differences in the step itself, apart from its inputs.
pub(super) fn own_causes(step: &PlannedStep, old: &Action) -> Vec<Cause> {
    let mut causes = Vec::new();
    if old.material.kind != step.kind.name {
        causes.push(Cause::Kind {
            old: old.material.kind.clone(),
            new: step.kind.name.to_owned(),
        });
    // Another kind has other code in any case; that is not a second cause.
    } else if old.material.code != step.kind.code {
        causes.push(Cause::Code);
    }
    parameters("", &old.material.params, &step.params, &mut causes);
    causes
}

/// Returns the differences between two results in the store: code, parameters and source files.
pub fn recorded_causes(old: &Action, new: &Action) -> Vec<Cause> {
    let mut causes = Vec::new();
    if old.material.code != new.material.code {
        causes.push(Cause::Code);
    }
    parameters("", &old.material.params, &new.material.params, &mut causes);
    let slots: BTreeSet<&String> = old.labels.keys().chain(new.labels.keys()).collect();
    for slot in slots {
        let (before, now) = (old.labels.get(slot), new.labels.get(slot));
        // Labels from other steps name outputs, not source files.
        let of_steps = [before, now]
            .into_iter()
            .flatten()
            .flatten()
            .any(|label| label.blob.is_some());
        if !of_steps {
            files(slot, before, now, &mut causes);
        }
    }
    causes
}

/// Collects the differences between two parameters, at the deepest names at which they differ.
fn parameters(path: &str, old: &Value, new: &Value, causes: &mut Vec<Cause>) {
    // Neither digest is shown: it says nothing to people, and the value must stay unknown.
    if let (Some(before), Some(now)) = (secret_variable(old), secret_variable(new))
        && before == now
    {
        if old != new {
            causes.push(Cause::Secret {
                name: path.to_owned(),
                variable: now.to_owned(),
            });
        }
    } else if let (Value::Object(before), Value::Object(now)) = (old, new) {
        let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
        for name in names {
            let path = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}.{name}")
            };
            parameters(
                &path,
                before.get(name).unwrap_or(&Value::Null),
                now.get(name).unwrap_or(&Value::Null),
                causes,
            );
        }
    } else if old != new {
        causes.push(Cause::Parameter {
            name: path.to_owned(),
            old: without_digest(old),
            new: without_digest(new),
        });
    }
}

/// The variable that a parameter takes its value from; `None` if it takes none.
fn secret_variable(param: &Value) -> Option<&str> {
    param.get(DIGEST)?;
    param.get("from_env")?.as_str()
}

/// Returns a parameter as the workflow has it.
fn without_digest(param: &Value) -> Value {
    let mut param = param.clone();
    if secret_variable(&param).is_some()
        && let Some(fields) = param.as_object_mut()
    {
        fields.remove(DIGEST);
    }
    param
}

/// Files by name and by content, so that each of tens of thousands is found at once.
struct Known<'a> {
    names: BTreeMap<&'a str, Digest>,
    digests: BTreeSet<Digest>,
}

impl<'a> Known<'a> {
    fn of(labels: &'a [Label]) -> Self {
        let named = |label: &'a Label| (label.name.as_str(), label.digest);
        Self {
            names: labels.iter().map(named).collect(),
            digests: labels.iter().map(|label| label.digest).collect(),
        }
    }
}

fn files(slot: &str, old: Option<&Vec<Label>>, new: Option<&Vec<Label>>, causes: &mut Vec<Cause>) {
    let (old, new) = (
        old.map_or(&[][..], Vec::as_slice),
        new.map_or(&[][..], Vec::as_slice),
    );
    let slot = slot.to_owned();
    let causes_before = causes.len();
    let (before, now) = (Known::of(old), Known::of(new));
    for label in new {
        match before.names.get(label.name.as_str()) {
            Some(digest) if *digest != label.digest => causes.push(Cause::FileChanged {
                slot: slot.clone(),
                file: label.name.clone(),
            }),
            // The same content under another name is a renamed file, not a new one.
            None if !before.digests.contains(&label.digest) => causes.push(Cause::FileAdded {
                slot: slot.clone(),
                file: label.name.clone(),
            }),
            _ => {}
        }
    }
    for label in old {
        let stays = now.names.contains_key(label.name.as_str());
        if !stays && !now.digests.contains(&label.digest) {
            causes.push(Cause::FileRemoved {
                slot: slot.clone(),
                file: label.name.clone(),
            });
        }
    }
    let order = |labels: &[Label]| labels.iter().map(|l| l.digest).collect::<Vec<_>>();
    // No file was added, removed or changed, so only their order can differ.
    if causes.len() == causes_before && order(old) != order(new) {
        causes.push(Cause::FileOrder { slot });
    }
}

fn upstream(slot: &str, step: &str, old: Option<&InputKey>, new: Option<&InputKey>) -> Cause {
    let (slot, step) = (slot.to_owned(), step.to_owned());
    if let (Some(InputKey::Columns(old)), Some(InputKey::Columns(new))) = (old, new)
        // With several parts it is unknown which of them now corresponds to which before.
        && let ([old], [new]) = (old.as_slice(), new.as_slice())
    {
        let names: BTreeSet<&String> = old
            .keys()
            .chain(new.keys())
            // The nameless column stands for content that is not a table.
            .filter(|name| !name.is_empty())
            .collect();
        let columns: Vec<String> = names
            .into_iter()
            .filter(|name| old.get(*name) != new.get(*name))
            .cloned()
            .collect();
        if !columns.is_empty() {
            return Cause::Columns {
                slot,
                step,
                columns,
            };
        }
    }
    Cause::Upstream { slot, step }
}
