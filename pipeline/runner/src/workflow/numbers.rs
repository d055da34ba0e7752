//! Numbers as they are written: YAML's conversion must not lose a digit unnoticed.

use crate::node::{Node, NodeValue};

/// Notes how the numbers below a node are written in its text. A whole number that no type can hold
/// becomes a text.
pub(super) fn note(node: &mut Node, text: &str) {
    let shortest = match &mut node.value {
        NodeValue::Seq(nodes) => return nodes.iter_mut().for_each(|node| note(node, text)),
        NodeValue::Map(entries) => {
            return entries.iter_mut().for_each(|(_, node)| note(node, text));
        }
        NodeValue::Int(n) => n.to_string(),
        NodeValue::UInt(n) => n.to_string(),
        NodeValue::Float(x) => x.to_string(),
        NodeValue::Null | NodeValue::Bool(_) | NodeValue::String(_) => return,
    };
    let written = text.get(node.defined.clone()).unwrap_or_default().trim();
    // A text that does not begin like a number is not the number's own.
    if !written.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return;
    }
    let digits = written.trim_start_matches(['+', '-']);
    // Only digits, but read as a float: it was too long for an integer and has lost some.
    if matches!(node.value, NodeValue::Float(_)) && digits.chars().all(|c| c.is_ascii_digit()) {
        node.value = NodeValue::String(written.to_owned());
    } else if written != shortest {
        node.written = Some(written.to_owned());
    }
}
