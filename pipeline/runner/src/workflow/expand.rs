//! `each`: one step for each combination of listed values.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::Diagnostic;
use super::template::{Scope, has_template, scalar};
use crate::node::{Name, Node, NodeValue};

/// A step's map with its templates replaced, under its final name.
#[derive(Debug)]
pub(super) struct RawStep {
    pub(super) name: Name,
    pub(super) node: Node,
    /// The fields that contain templates, and so may have other values the next time.
    pub(super) templated: BTreeSet<String>,
    /// `true` if a template in it could not be replaced; more messages about the step would only
    /// confuse.
    pub(super) broken: bool,
}

/// Repeats the step for each combination of its `each` lists, or takes it once; replaces templates.
pub(super) fn expand(
    name: &Name,
    node: &Node,
    params: &[(Name, Node)],
    problems: &mut Vec<Diagnostic>,
) -> Vec<RawStep> {
    let Some(each) = node.get("each") else {
        return vec![raw(name.clone(), node, params, &[], problems)];
    };
    let each = Scope { params, each: &[] }.resolve(each, problems);
    let mut combinations: Vec<Vec<(Name, Node)>> = vec![Vec::new()];
    if each.entries().is_empty() {
        problems.push(
            Diagnostic::at(
                &each.span,
                format!("`each` must be a map of lists, found {}", each.describe()),
            )
            .hint("for example `each: { freq: [week, month] }`"),
        );
    }
    for (key, values) in each.entries() {
        let NodeValue::Seq(values) = &values.value else {
            problems.push(Diagnostic::at(
                &values.span,
                format!("`each` needs a list here, found {}", values.describe()),
            ));
            continue;
        };
        // The Cartesian product, list by list; the last list varies fastest.
        combinations = combinations
            .iter()
            .flat_map(|chosen| {
                values.iter().map(|value| {
                    chosen
                        .iter()
                        .cloned()
                        .chain([(key.clone(), value.clone())])
                        .collect()
                })
            })
            .collect();
    }
    let mut told = refuse_equal_values(&each, problems);
    let mut steps = Vec::new();
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for chosen in combinations {
        let mut full = name.clone();
        for (_, value) in &chosen {
            match scalar(value) {
                Some(text) => full.text = format!("{}/{text}", full.text),
                None => problems.push(Diagnostic::at(
                    &value.span,
                    format!(
                        "a value of `each` must be text or a number, found {}",
                        value.describe()
                    ),
                )),
            }
        }
        if let Some(other) = taken.get(&full.text) {
            // Equal values have been reported already; of equal names one report is enough.
            if !told {
                problems.push(equal_names(&each, &full.text, other, &described(&chosen)));
            }
            told = true;
            continue;
        }
        taken.insert(full.text.clone(), described(&chosen));
        steps.push(raw(full, node, params, &chosen, problems));
    }
    steps
}

fn equal_names(each: &Node, name: &str, one: &str, other: &str) -> Diagnostic {
    let message = format!("two steps would have the name `{name}`: with {one}, and with {other}");
    Diagnostic::at(&each.span, message).hint("use distinct values without `/`")
}

/// Refuses equal values, which would make one step twice. Returns `true` if there are any.
fn refuse_equal_values(each: &Node, problems: &mut Vec<Diagnostic>) -> bool {
    let before = problems.len();
    for (key, values) in each.entries() {
        let NodeValue::Seq(values) = &values.value else {
            continue;
        };
        for (at, value) in values.iter().enumerate() {
            let same = values[..at].iter().find(|&other| equal(value, other));
            if let Some(text) = same.and_then(scalar) {
                let own = scalar(value).unwrap_or_default();
                let message = if own == text {
                    format!("`{}` has the value `{own}` twice", key.text)
                } else {
                    format!(
                        "the values `{text}` and `{own}` of `{}` are equal",
                        key.text
                    )
                };
                problems.push(
                    Diagnostic::at(&value.span, message).hint("each value makes a separate step"),
                );
            }
        }
    }
    problems.len() > before
}

/// Returns `true` if two values are the same: numbers by their values, all others by their texts.
fn equal(a: &Node, b: &Node) -> bool {
    let number = |node: &Node| match node.value {
        NodeValue::Int(n) => Some(n as f64),
        NodeValue::UInt(n) => Some(n as f64),
        NodeValue::Float(x) => Some(x),
        _ => None,
    };
    let is_whole = |node: &Node| matches!(node.value, NodeValue::Int(_) | NodeValue::UInt(_));
    match (number(a), number(b)) {
        // Beyond 2^53, different whole numbers can be the same `f64`.
        (Some(_), Some(_)) if is_whole(a) && is_whole(b) => a.value == b.value,
        (Some(x), Some(y)) => x == y,
        _ => scalar(a).is_some() && scalar(a) == scalar(b),
    }
}

/// Describes the chosen values for messages.
fn described(chosen: &[(Name, Node)]) -> String {
    let one = |(name, value): &(Name, Node)| format!("{} = {}", name.text, value.describe());
    let all: Vec<String> = chosen.iter().map(one).collect();
    all.join(", ")
}

fn raw(
    name: Name,
    node: &Node,
    params: &[(Name, Node)],
    each: &[(Name, Node)],
    problems: &mut Vec<Diagnostic>,
) -> RawStep {
    let entries: Vec<(Name, Node)> = node
        .entries()
        .iter()
        .filter(|(key, _)| key.text != "each")
        .cloned()
        .collect();
    // Before the templates are replaced.
    let templated = entries.iter().filter(|(_, node)| has_template(node));
    let templated = templated.map(|(key, _)| key.text.clone()).collect();
    let value = if matches!(node.value, NodeValue::Map(_)) {
        NodeValue::Map(entries)
    } else {
        node.value.clone()
    };
    let before = problems.len();
    let node = Scope { params, each }.resolve(&Node::new(value, node.span.clone()), problems);
    RawStep {
        name,
        node,
        templated,
        broken: problems.len() > before,
    }
}
