//! `each`: one step for each combination of listed values.

use super::diagnostic::Diagnostic;
use super::node::{Name, Node, NodeValue};
use super::template::{Scope, scalar};

/// A step's map with its templates replaced, under its final name.
#[derive(Debug)]
pub(super) struct RawStep {
    pub(super) name: Name,
    pub(super) node: Node,
    /// Whether a template in it could not be replaced, so that more messages about it would only confuse.
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
                format!("`each` is a map of lists, found {}", each.describe()),
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
    let mut steps = Vec::new();
    for chosen in combinations {
        let mut full = name.clone();
        for (_, value) in &chosen {
            match scalar(value) {
                Some(text) => full.text = format!("{}/{text}", full.text),
                None => problems.push(Diagnostic::at(
                    &value.span,
                    format!(
                        "a value of `each` is a text or a number, found {}",
                        value.describe()
                    ),
                )),
            }
        }
        steps.push(raw(full, node, params, &chosen, problems));
    }
    steps
}

fn raw(
    name: Name,
    node: &Node,
    params: &[(Name, Node)],
    each: &[(Name, Node)],
    problems: &mut Vec<Diagnostic>,
) -> RawStep {
    let entries = node
        .entries()
        .iter()
        .filter(|(key, _)| key.text != "each")
        .cloned()
        .collect();
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
        broken: problems.len() > before,
    }
}
