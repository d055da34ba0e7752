use std::path::Path;

use serde_json::Value;

use super::diagnostic::{Diagnostic, WorkflowErrors, nearest};
use super::document::Document;
use super::expand::expand;
use super::graph::Workflow;
use super::node::{Name, Node};
use super::{check, document, read_step};

/// Reads a workflow from its text. `set` replaces parameters: the name and a YAML value.
///
/// # Errors
/// All mistakes, of the file and of `set`.
pub(crate) fn load(
    path: &Path,
    text: &str,
    set: &[(String, String)],
) -> Result<Workflow, WorkflowErrors> {
    let mut problems = Vec::new();
    let workflow = read(path, text, set, &mut problems);
    match workflow {
        Some(workflow) if problems.is_empty() => Ok(workflow),
        _ => {
            problems.sort_by_key(|problem| problem.span.as_ref().map(|span| span.start));
            problems.dedup();
            Err(WorkflowErrors {
                path: path.to_path_buf(),
                text: text.to_owned(),
                diagnostics: problems,
            })
        }
    }
}

fn read(
    path: &Path,
    text: &str,
    set: &[(String, String)],
    problems: &mut Vec<Diagnostic>,
) -> Option<Workflow> {
    let root = document::parse(text)
        .map_err(|problem| problems.push(problem))
        .ok()?;
    let mut document = document::read(&root, problems);
    replace_params(&mut document, set, problems);
    let Document {
        name,
        params,
        steps,
    } = document;
    check_names(&steps, problems);
    let raw: Vec<_> = steps
        .iter()
        .flat_map(|(name, node)| expand(name, node, &params, problems))
        .collect();
    let names: Vec<String> = raw.iter().map(|step| step.name.text.clone()).collect();
    let steps: Vec<_> = raw
        .into_iter()
        .filter_map(|step| read_step::read(step, problems))
        .collect();
    let steps = check::resolve(steps, &names, problems);
    let params = params
        .iter()
        .map(|(name, node)| Ok((name.text.clone(), node.deserialize()?)))
        .collect::<Result<_, super::NodeError>>();
    let params = params
        .map_err(|error| {
            problems.push(Diagnostic {
                message: error.message,
                span: error.span,
                hint: None,
            })
        })
        .ok()?;
    Some(Workflow {
        name,
        path: path.to_path_buf(),
        params: Value::Object(params),
        steps,
    })
}

fn replace_params(
    document: &mut Document,
    set: &[(String, String)],
    problems: &mut Vec<Diagnostic>,
) {
    for (name, value) in set {
        let hint = nearest(
            name,
            document.params.iter().map(|(name, _)| name.text.as_str()),
        );
        let Some((_, node)) = document
            .params
            .iter_mut()
            .find(|(known, _)| known.text == *name)
        else {
            problems.push(Diagnostic {
                message: format!("`--set {name}`: the workflow has no such parameter"),
                span: None,
                hint,
            });
            continue;
        };
        match document::parse(value) {
            Ok(parsed) => *node = Node::new(parsed.value, node.span.clone()),
            Err(problem) => problems.push(Diagnostic {
                message: format!("`--set {name}`: {}", problem.message),
                span: None,
                hint: None,
            }),
        }
    }
}

/// A name must not contain what references and repetitions use.
fn check_names(steps: &[(Name, Node)], problems: &mut Vec<Diagnostic>) {
    for (name, _) in steps {
        let plain = name
            .text
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        if !plain || name.text.is_empty() {
            problems.push(
                Diagnostic::at(
                    &name.span,
                    format!("`{}` is not a name for a step", name.text),
                )
                .hint("use letters, digits, `-` and `_`"),
            );
        }
    }
}
