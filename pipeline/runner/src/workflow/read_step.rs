//! Reads a step's map into typed parameters, and reports every mistake in it.

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::diagnostic::{Diagnostic, nearest};
use super::expand::RawStep;
use crate::node::{Name, Node, NodeError, NodeValue};
use crate::step::{AnyStep, Limits, NoEffect, Registry, StepKind};

/// Fields that every step may have and that are not parameters.
const COMMON: [&str; 3] = ["uses", "description", "each"];

/// Returns `true` if a field belongs to every step, whatever its kind.
fn is_common(key: &Name) -> bool {
    COMMON
        .iter()
        .chain(&Limits::FIELDS)
        .any(|name| *name == key.text)
}

/// A step whose own fields are valid; its references are not resolved yet.
pub(super) struct ReadStep {
    pub(super) name: Name,
    pub(super) kind: &'static StepKind,
    pub(super) step: Box<dyn AnyStep>,
    /// The parameters as written, for the positions of later messages.
    pub(super) params: Node,
    pub(super) limits: Limits,
}

/// Reads a step; `None` if it has a mistake, which is reported.
pub(super) fn read(
    raw: RawStep,
    registry: Registry,
    problems: &mut Vec<Diagnostic>,
) -> Option<ReadStep> {
    let RawStep {
        name,
        node,
        templated,
        broken,
    } = raw;
    if !matches!(node.value, NodeValue::Map(_)) {
        problems.push(
            Diagnostic::at(
                &node.span,
                format!("a step must be a map, found {}", node.describe()),
            )
            .hint("for example `{ uses: convert, … }`"),
        );
        return None;
    }
    let kind = kind(&name, &node, registry, problems)?;
    // After its kind was checked, which needs no template; the rest would report the unreplaced
    // ones again.
    if broken {
        return None;
    }
    let entries = node
        .entries()
        .iter()
        .filter(|(key, _)| !is_common(key))
        .cloned()
        .collect();
    let params = Node::new(NodeValue::Map(entries), node.span.clone());
    let before = problems.len();
    let limits = limits(&node, problems);
    let step = typed(&name, kind, &params, problems);
    let step = step.filter(|_| problems.len() == before)?;
    if limits.resources.memory.is_some() && !step.is_process() {
        problems.push(memory_without_process(&node, kind));
    }
    for problem in step.check() {
        let span = params
            .get(&problem.field)
            .map_or(&name.span, |node| &node.span);
        problems.push(Diagnostic {
            message: problem.message,
            span: Some(span.clone()),
            hint: problem.hint,
        });
    }
    for nothing in step.without_effect() {
        let is_open = |field: &&str| templated.contains(*field);
        // A template may have a value under which the parameter has an effect.
        if !nothing.decided_by.iter().any(is_open) {
            problems.extend(no_effect(&params, &nothing));
        }
    }
    Some(ReadStep {
        name,
        kind,
        step,
        params,
        limits,
    })
}

/// Reads the step's limits, one field at a time, so that a mistake in one does not hide another.
fn limits(node: &Node, problems: &mut Vec<Diagnostic>) -> Limits {
    let mut limits = Limits::default();
    for field in Limits::FIELDS {
        let entries = node.entries().iter();
        let entries = entries.filter(|(key, _)| key.text == field).cloned();
        let node = Node::new(NodeValue::Map(entries.collect()), node.span.clone());
        match node.deserialize::<Limits>() {
            Ok(read) => limits.take(read),
            Err(error) => problems.push(field_error(&error)),
        }
    }
    limits
}

fn memory_without_process(node: &Node, kind: &StepKind) -> Diagnostic {
    let span = node.get("resources").map_or(&node.span, |node| &node.span);
    let message = format!("a `{}` step does not support `resources.memory`", kind.name);
    Diagnostic::at(span, message)
        .hint("only a step that runs as a separate process, such as a `command`, can be limited")
}

/// Reports a parameter that is stated and has no effect.
fn no_effect(params: &Node, nothing: &NoEffect) -> Option<Diagnostic> {
    let field = nothing.field;
    let (key, _) = params.entries().iter().find(|(key, _)| key.text == field)?;
    let stated = nothing.decided_by.iter().filter_map(|&decisive| {
        let value = params.get(decisive)?;
        // A list or map would fill the message.
        let is_short = !matches!(value.value, NodeValue::Seq(_) | NodeValue::Map(_));
        is_short.then(|| format!("`{decisive}: {}`", value.describe().trim_matches('`')))
    });
    let stated: Vec<String> = stated.collect();
    let here = if stated.is_empty() {
        String::new()
    } else {
        format!(" with {}", stated.join(" and "))
    };
    Some(
        Diagnostic::at(&key.span, format!("`{field}` has no effect here{here}"))
            .hint(format!("leave it out: it applies only {}", nothing.only)),
    )
}

fn kind(
    name: &Name,
    node: &Node,
    registry: Registry,
    problems: &mut Vec<Diagnostic>,
) -> Option<&'static StepKind> {
    let known = registry.kinds().iter().map(|kind| kind.name);
    let Some(uses) = node.get("uses") else {
        let message = format!("step `{}` has no `uses`", name.text);
        problems.push(
            Diagnostic::at(&name.span, message).maybe_hint(
                nearest(&name.text, known).map(|hint| format!("add `uses: …`; {hint}")),
            ),
        );
        return None;
    };
    let found = uses.as_str().and_then(|name| registry.find(name));
    if found.is_none() {
        let hint = uses.as_str().and_then(|name| nearest(name, known));
        problems.push(
            Diagnostic::at(
                &uses.span,
                format!("unknown kind of step {}", uses.describe()),
            )
            .maybe_hint(hint),
        );
    }
    found
}

/// Reads the parameters; after a mistake in one field the others are still read, without it.
fn typed(
    name: &Name,
    kind: &StepKind,
    params: &Node,
    problems: &mut Vec<Diagnostic>,
) -> Option<Box<dyn AnyStep>> {
    let fields = FieldNames::of(kind);
    let mut removed = BTreeSet::new();
    if let Some(fields) = &fields {
        for (key, _) in params.entries() {
            if !fields.known.contains(&key.text) {
                problems.push(unknown_field(name, key, fields));
                removed.insert(key.text.clone());
            }
        }
        for field in fields
            .required
            .iter()
            .filter(|field| params.get(field).is_none())
        {
            problems.push(
                Diagnostic::at(&name.span, format!("step `{}` has no `{field}`", name.text))
                    .hint(format!("a `{}` step needs `{field}: …`", kind.name)),
            );
            removed.insert(field.clone());
        }
    }
    // serde stops at the first mistake. Each round leaves out the field at fault and tries again;
    // `removed` grows, so it ends.
    loop {
        let kept = params
            .entries()
            .iter()
            .filter(|(key, _)| !removed.contains(&key.text))
            .cloned()
            .collect();
        match kind.parse(&Node::new(NodeValue::Map(kept), params.span.clone())) {
            Ok(step) => return Some(step),
            Err(error) => match error.path.first().cloned() {
                Some(field) if removed.insert(field.clone()) => problems.push(field_error(&error)),
                _ => {
                    // A required field that was left out above is missing only for that reason.
                    let consequence = removed
                        .iter()
                        .any(|field| error.message == format!("missing field `{field}`"));
                    if !consequence {
                        problems.push(field_error(&error));
                    }
                    return None;
                }
            },
        }
    }
}

fn unknown_field(name: &Name, key: &Name, fields: &FieldNames) -> Diagnostic {
    let common = COMMON.into_iter().chain(Limits::FIELDS);
    let known = fields.known.iter().map(String::as_str).chain(common);
    Diagnostic::at(
        &key.span,
        format!("unknown field `{}` in step `{}`", key.text, name.text),
    )
    .maybe_hint(nearest(&key.text, known))
}

fn field_error(error: &NodeError) -> Diagnostic {
    let place = if error.path.is_empty() {
        String::new()
    } else {
        format!("`{}`: ", error.path.join("."))
    };
    let hint = error
        .unknown
        .as_ref()
        .and_then(|(name, known)| nearest(name, known.iter().copied()));
    Diagnostic {
        message: format!("{place}{}", error.message),
        span: error.span.clone(),
        hint,
    }
}

/// The fields of a kind's parameters, if the schema lists them plainly.
struct FieldNames {
    known: BTreeSet<String>,
    required: Vec<String>,
}

impl FieldNames {
    fn of(kind: &StepKind) -> Option<Self> {
        let schema = kind.schema(&mut SchemaSettings::draft07().into_generator());
        // Fields of alternatives are not all allowed together; then serde reports mistakes alone.
        if ["oneOf", "anyOf", "allOf"]
            .iter()
            .any(|key| schema.get(key).is_some())
        {
            return None;
        }
        let known = schema
            .get("properties")
            .and_then(Value::as_object)
            .map(|properties| properties.keys().cloned().collect())
            .unwrap_or_default();
        let required = schema
            .get("required")
            .and_then(Value::as_array)
            .map(|names| {
                names
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect()
            });
        Some(Self {
            known,
            required: required.unwrap_or_default(),
        })
    }
}
