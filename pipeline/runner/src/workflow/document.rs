//! The outermost level of a workflow file.

use serde_saphyr::Location;

use super::diagnostic::{Diagnostic, nearest};
use super::numbers;
use crate::node::{Name, Node, NodeValue, Span, byte_span};

/// A workflow file whose steps have not been read yet.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) params: Vec<(Name, Node)>,
    /// The parameters that may be shown with results.
    pub(super) publish_params: Vec<Name>,
    pub(super) steps: Vec<(Name, Node)>,
}

const KEYS: [&str; 6] = [
    "version",
    "name",
    "description",
    "params",
    "publish_params",
    "steps",
];

/// Parses the text; the only mistakes found here are those of YAML itself.
pub(super) fn parse(text: &str) -> Result<Node, Diagnostic> {
    // YAML 1.2: a column named `Y` is a text; only `true` and `false` are booleans.
    let options = serde_saphyr::options! { strict_booleans: true };
    let mut root = serde_saphyr::from_str_with_options::<Node>(text, options)
        .map_err(|error| mistake(error.without_snippet(), text))?;
    numbers::note(&mut root, text);
    Ok(root)
}

/// Turns an error of the parser into a diagnostic.
fn mistake(error: &serde_saphyr::Error, text: &str) -> Diagnostic {
    let span = error
        .location()
        .filter(|location| *location != Location::UNKNOWN)
        .map(|location| byte_span(&location));
    // Tabs are reported for the block that they are in.
    let tab = error
        .to_string()
        .contains("tabs")
        .then(|| tab(text))
        .flatten();
    let (span, hint) = match tab {
        Some(tab) => (Some(tab), Some("indent with spaces".to_owned())),
        None => (span, None),
    };
    // The position is shown otherwise, and the parser's options are no help to the writer of a
    // file.
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
                format!("a workflow must be a map, found {}", root.describe()),
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
    let params = map(root, "params", false, problems);
    Document {
        name: name(root, problems),
        publish_params: publish_params(root, &params, problems),
        params,
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
                .hint("the supported version is 1"),
        ),
    }
}

fn name(root: &Node, problems: &mut Vec<Diagnostic>) -> String {
    match root.get("name").map(|node| (node, node.as_str())) {
        Some((_, Some(name))) if !name.is_empty() => return name.to_owned(),
        Some((node, _)) => problems.push(Diagnostic::at(
            &node.span,
            format!("`name` must be text, found {}", node.describe()),
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
                    "`{key}` must be a map with at least one entry, found {}",
                    node.describe()
                ),
            )),
        },
        None if required => problems.push(missing(root, key)),
        None => {}
    }
    Vec::new()
}

/// The names of parameters that may be shown with results; none unless the workflow names them.
fn publish_params(
    root: &Node,
    params: &[(Name, Node)],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Name> {
    let Some(node) = root.get("publish_params") else {
        return Vec::new();
    };
    let not_names = |node: &Node| {
        let found = node.describe();
        let message = format!("`publish_params` must be a list of parameter names, found {found}");
        Diagnostic::at(&node.span, message).hint("write it as `publish_params: [freq]`")
    };
    let NodeValue::Seq(nodes) = &node.value else {
        problems.push(not_names(node));
        return Vec::new();
    };
    let known = || params.iter().map(|(name, _)| name.text.as_str());
    let mut names = Vec::new();
    for node in nodes {
        match node.as_str() {
            Some(text) if known().any(|name| name == text) => names.push(Name {
                text: text.to_owned(),
                span: node.span.clone(),
            }),
            Some(text) => problems.push(
                Diagnostic::at(&node.span, format!("unknown parameter `{text}`"))
                    .maybe_hint(nearest(text, known())),
            ),
            None => problems.push(not_names(node)),
        }
    }
    names
}

fn missing(root: &Node, key: &str) -> Diagnostic {
    Diagnostic::at(&root.span, format!("missing field `{key}`"))
}
