//! Why a step has to run: what differs from the last time.

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
    /// It was never run under this name.
    New,
    /// `--force` or `--no-cache`.
    Forced,
    /// Its result is no longer in the store, or damaged.
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
    /// The code of its kind differs.
    Code,
    /// It uses another kind now.
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
    /// A file has another content.
    FileChanged {
        /// The input.
        slot: String,
        /// The path.
        file: String,
    },
    /// Files have names of another order, where the order counts.
    FileOrder {
        /// The input.
        slot: String,
    },
    /// Columns that it reads differ.
    Columns {
        /// The input.
        slot: String,
        /// The name of the step that it reads.
        step: String,
        /// The names of the columns.
        columns: Vec<String>,
    },
    /// What it reads of another step differs.
    Upstream {
        /// The input.
        slot: String,
        /// The name of the step that it reads.
        step: String,
    },
    /// A step that it reads may give something else.
    Pending {
        /// The name of the step that it reads.
        step: String,
        /// The steps before it that run for reasons of their own, unless it is that step alone.
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

/// What differs between the last result and what is wanted now.
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
    if causes.is_empty() {
        causes.push(Cause::Lost);
    }
    causes
}

/// What differs in the step itself, whatever it reads.
pub(super) fn own_causes(step: &PlannedStep, old: &Action) -> Vec<Cause> {
    let mut causes = Vec::new();
    if old.material.kind != step.kind.name {
        causes.push(Cause::Kind {
            old: old.material.kind.clone(),
            new: step.kind.name.to_owned(),
        });
    } else if old.material.code != step.kind.code {
        causes.push(Cause::Code);
    }
    parameters("", &old.material.params, &step.params, &mut causes);
    causes
}

/// Differences between two results that are both in the store: code, parameters and source files.
pub fn recorded_causes(old: &Action, new: &Action) -> Vec<Cause> {
    let mut causes = Vec::new();
    if old.material.code != new.material.code {
        causes.push(Cause::Code);
    }
    parameters("", &old.material.params, &new.material.params, &mut causes);
    let slots: BTreeSet<&String> = old.labels.keys().chain(new.labels.keys()).collect();
    for slot in slots {
        let (before, now) = (old.labels.get(slot), new.labels.get(slot));
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

/// Differences between two parameters, at the deepest names at which they differ.
fn parameters(path: &str, old: &Value, new: &Value, causes: &mut Vec<Cause>) {
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

/// The variable that a parameter takes its value from.
fn secret_variable(param: &Value) -> Option<&str> {
    param.get(DIGEST)?;
    param.get("from_env")?.as_str()
}

/// A parameter as the workflow has it.
fn without_digest(param: &Value) -> Value {
    let mut param = param.clone();
    if secret_variable(&param).is_some()
        && let Some(fields) = param.as_object_mut()
    {
        fields.remove(DIGEST);
    }
    param
}

/// Files by their names and by their content: of tens of thousands each has to be found at once.
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
    if causes.len() == causes_before && order(old) != order(new) {
        causes.push(Cause::FileOrder { slot });
    }
}

fn upstream(slot: &str, step: &str, old: Option<&InputKey>, new: Option<&InputKey>) -> Cause {
    let (slot, step) = (slot.to_owned(), step.to_owned());
    if let (Some(InputKey::Columns(old)), Some(InputKey::Columns(new))) = (old, new)
        && let ([old], [new]) = (old.as_slice(), new.as_slice())
    {
        let names: BTreeSet<&String> = old
            .keys()
            .chain(new.keys())
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
