//! Templates: `${params.name}` and `${each.name}` in texts.
//!
//! A text that is a single template takes the value with its type; `$${` is a literal `${`.

use super::diagnostic::{Diagnostic, nearest};
use crate::node::{Name, Node, NodeValue, Span};

/// The values that templates can name.
pub(super) struct Scope<'a> {
    pub(super) params: &'a [(Name, Node)],
    pub(super) each: &'a [(Name, Node)],
}

impl Scope<'_> {
    /// Returns a copy of `node` with all templates replaced. A template that cannot be replaced is
    /// reported and left unchanged.
    pub(super) fn resolve(&self, node: &Node, problems: &mut Vec<Diagnostic>) -> Node {
        let value = match &node.value {
            NodeValue::String(text) => match sole_template(text) {
                // The value itself and not its text, so that `${params.n}` stays a number.
                Some(path) => {
                    let found = self.lookup(path, &node.span, problems);
                    return found.map_or_else(|| node.clone(), |found| moved(found, &node.span));
                }
                None => self.resolve_text(text, &node.span, problems),
            },
            NodeValue::Seq(nodes) => NodeValue::Seq(
                nodes
                    .iter()
                    .map(|node| self.resolve(node, problems))
                    .collect(),
            ),
            NodeValue::Map(entries) => NodeValue::Map(
                entries
                    .iter()
                    .map(|(name, node)| (name.clone(), self.resolve(node, problems)))
                    .collect(),
            ),
            _ => return node.clone(),
        };
        Node::new(value, node.span.clone())
    }

    fn resolve_text(&self, text: &str, span: &Span, problems: &mut Vec<Diagnostic>) -> NodeValue {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            // In `$${` one `$` is kept, the other dropped, and `{` is plain text.
            if rest[..at].ends_with('$') {
                out.push_str(&rest[..at]);
                out.push('{');
                rest = &rest[at + 2..];
                continue;
            }
            out.push_str(&rest[..at]);
            let Some(end) = rest[at..].find('}') else {
                problems.push(
                    Diagnostic::at(span, "`${` without `}`").hint("write `$${` for a literal `${`"),
                );
                break;
            };
            if let Some(node) = self.lookup(&rest[at + 2..at + end], span, problems) {
                match scalar(node) {
                    Some(text) => out.push_str(&text),
                    None => problems.push(Diagnostic::at(
                        span,
                        format!("{} cannot be inserted into text", node.describe()),
                    )),
                }
            }
            rest = &rest[at + end + 1..];
        }
        out.push_str(rest);
        NodeValue::String(out)
    }

    fn lookup(&self, path: &str, span: &Span, problems: &mut Vec<Diagnostic>) -> Option<&Node> {
        let (group, name) = path.trim().split_once('.').unwrap_or((path.trim(), ""));
        let entries = match group {
            "params" => self.params,
            "each" => self.each,
            _ => {
                problems.push(
                    Diagnostic::at(span, format!("unknown template `${{{path}}}`"))
                        .hint("templates are `${params.name}` and `${each.name}`"),
                );
                return None;
            }
        };
        let found = entries
            .iter()
            .find(|(known, _)| known.text == name)
            .map(|(_, node)| node);
        if found.is_none() {
            let hint = nearest(name, entries.iter().map(|(known, _)| known.text.as_str()));
            problems
                .push(Diagnostic::at(span, format!("`{group}` has no `{name}`")).maybe_hint(hint));
        }
        found
    }
}

/// The path of a text that is a single template; `None` for any other text.
fn sole_template(text: &str) -> Option<&str> {
    text.strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .filter(|path| !path.contains('}'))
}

/// Returns `true` if a value contains a template anywhere.
pub(super) fn has_template(node: &Node) -> bool {
    any_text(node, &|text| text.replace("$${", "").contains("${"))
}

/// Returns `true` if a template in a value names the parameter.
pub(super) fn names_param(node: &Node, name: &str) -> bool {
    any_text(node, &|text| {
        let mut starts = text.split("${").skip(1);
        starts.any(|rest| {
            let path = rest.split('}').next().unwrap_or_default();
            path.trim().split_once('.') == Some(("params", name))
        })
    })
}

fn any_text(node: &Node, fits: &impl Fn(&str) -> bool) -> bool {
    match &node.value {
        NodeValue::String(text) => fits(text),
        NodeValue::Seq(nodes) => nodes.iter().any(|node| any_text(node, fits)),
        NodeValue::Map(entries) => entries.iter().any(|(_, node)| any_text(node, fits)),
        _ => false,
    }
}

/// Returns a value with the position of its use, so that messages point there.
fn moved(node: &Node, span: &Span) -> Node {
    let value = match &node.value {
        NodeValue::Seq(nodes) => {
            NodeValue::Seq(nodes.iter().map(|node| moved(node, span)).collect())
        }
        NodeValue::Map(entries) => {
            let entry = |(name, value): &(Name, Node)| {
                let name = Name {
                    text: name.text.clone(),
                    span: span.clone(),
                };
                (name, moved(value, span))
            };
            NodeValue::Map(entries.iter().map(entry).collect())
        }
        other => other.clone(),
    };
    Node {
        value,
        span: span.clone(),
        ..node.clone()
    }
}

/// Returns a scalar as text, a number as it is written; `None` for null, lists and maps.
pub(super) fn scalar(node: &Node) -> Option<String> {
    if let Some(written) = &node.written {
        return Some(written.clone());
    }
    match &node.value {
        NodeValue::Bool(value) => Some(value.to_string()),
        NodeValue::Int(value) => Some(value.to_string()),
        NodeValue::UInt(value) => Some(value.to_string()),
        NodeValue::Float(value) => Some(value.to_string()),
        NodeValue::String(value) => Some(value.clone()),
        NodeValue::Null | NodeValue::Seq(_) | NodeValue::Map(_) => None,
    }
}
