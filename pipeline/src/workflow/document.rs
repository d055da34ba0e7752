//! The outermost level of a workflow file.

use serde_saphyr::Location;

use super::diagnostic::{Diagnostic, nearest};
use super::node::{Name, Node, NodeValue, Span, byte_span};
use super::numbers;

/// A workflow file whose steps have not been looked at yet.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) params: Vec<(Name, Node)>,
    pub(super) steps: Vec<(Name, Node)>,
}

const KEYS: [&str; 5] = ["version", "name", "description", "params", "steps"];

/// Parses the text; the only mistakes found here are those of YAML itself.
pub(super) fn parse(text: &str) -> Result<Node, Diagnostic> {
    // YAML 1.2: a column named `Y` is a text, only `true` and `false` are not.
    let options = serde_saphyr::options! { strict_booleans: true };
    let mut root = serde_saphyr::from_str_with_options::<Node>(text, options)
        .map_err(|error| mistake(error.without_snippet(), text))?;
    numbers::note(&mut root, text);
    Ok(root)
}

fn mistake(error: &serde_saphyr::Error, text: &str) -> Diagnostic {
    let span = error
        .location()
        .filter(|location| *location != Location::UNKNOWN)
        .map(|location| byte_span(&location));
    // Tabs are reported for the block that they stand in.
    let tab = error
        .to_string()
        .contains("tabs")
        .then(|| tab(text))
        .flatten();
    let (span, hint) = match tab {
        Some(tab) => (Some(tab), Some("indent with spaces".to_owned())),
        None => (span, None),
    };
    // The place is shown otherwise, and what a programmer may set is no way out here.
    let message = error.to_string();
    let ends = [
        " at line ",
        ", set Dup",
        "; use from_str",
        " rejected by the",
    ];
    let end = ends.iter().filter_map(|end| message.find(end)).min();
    let message = message[..end.unwrap_or(message.len())].to_owned();
    Diagnostic {
        message,
        span,
        hint,
    }
}

/// The first tab that indents a line.
fn tab(text: &str) -> Option<Span> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(at) = line[..indent].find('\t') {
            return Some(start + at..start + at + 1);
        }
        start += line.len();
    }
    None
}

/// Reads the outermost level and reports everything wrong with it.
pub(super) fn read(root: &Node, problems: &mut Vec<Diagnostic>) -> Document {
    if !matches!(root.value, NodeValue::Map(_)) {
        problems.push(
            Diagnostic::at(
                &root.span,
                format!("a workflow is a map, found {}", root.describe()),
            )
            .hint("start with `version: 1`"),
        );
    }
    for (key, _) in root.entries() {
        if !KEYS.contains(&key.text.as_str()) {
            problems.push(
                Diagnostic::at(&key.span, format!("unknown field `{}`", key.text))
                    .maybe_hint(nearest(&key.text, KEYS)),
            );
        }
    }
    check_version(root, problems);
    Document {
        name: name(root, problems),
        params: map(root, "params", false, problems),
        steps: map(root, "steps", true, problems),
    }
}

fn check_version(root: &Node, problems: &mut Vec<Diagnostic>) {
    match root.get("version") {
        None => problems.push(missing(root, "version").hint("add `version: 1`")),
        Some(Node {
            value: NodeValue::Int(1),
            ..
        }) => {}
        Some(node) => problems.push(
            Diagnostic::at(&node.span, format!("unknown version {}", node.describe()))
                .hint("this program knows version 1"),
        ),
    }
}

fn name(root: &Node, problems: &mut Vec<Diagnostic>) -> String {
    match root.get("name").map(|node| (node, node.as_str())) {
        Some((_, Some(name))) if !name.is_empty() => return name.to_owned(),
        Some((node, _)) => problems.push(Diagnostic::at(
            &node.span,
            format!("a name is a text, found {}", node.describe()),
        )),
        None => problems
            .push(missing(root, "name").hint("add `name: …`, under which results are listed")),
    }
    String::new()
}

fn map(
    root: &Node,
    key: &str,
    required: bool,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(Name, Node)> {
    match root.get(key) {
        Some(node) => match &node.value {
            NodeValue::Map(entries) if !entries.is_empty() || !required => return entries.clone(),
            NodeValue::Null if !required => {}
            _ => problems.push(Diagnostic::at(
                &node.span,
                format!(
                    "`{key}` is a map with at least one entry, found {}",
                    node.describe()
                ),
            )),
        },
        None if required => problems.push(missing(root, key)),
        None => {}
    }
    Vec::new()
}

fn missing(root: &Node, key: &str) -> Diagnostic {
    Diagnostic::at(&root.span, format!("missing field `{key}`"))
}
