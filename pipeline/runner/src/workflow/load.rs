//! Loads a workflow: reads its text, checks it and plans its steps.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::claim::Claim;
use super::destinations::{self, Refusals};
use super::diagnostic::{Diagnostic, WorkflowErrors, nearest};
use super::document::Document;
use super::expand::expand;
use super::graph::Workflow;
use super::project::Project;
use super::read_step::ReadStep;
use super::template::names_param;
use super::{check, document, read_step, setting, sources};
use crate::node::{Name, Node};

/// Reads a workflow of a project from its text. `set` replaces parameters: the name and a value.
///
/// # Errors
///
/// All mistakes, of the file and of `set`.
pub fn load(
    project: &Project,
    path: &Path,
    text: &str,
    set: &[(String, String)],
) -> Result<Workflow, WorkflowErrors> {
    let mut problems = Vec::new();
    let workflow = read(project, path, text, set, &mut problems);
    match workflow {
        Some(workflow) if problems.is_empty() => Ok(workflow),
        _ => {
            // In the order of the text; the passes find them in another. The repetitions of a step
            // report the same mistake more than once.
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
    project: &Project,
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
        publish_params,
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
        .filter_map(|step| read_step::read(step, project.registry, problems))
        .collect();
    let claims: Vec<&Claim> = project
        .claims
        .iter()
        .filter(|claim| claim.stands_beside(&project.root, path))
        .collect();
    check_name(&root, &name, &claims, problems);
    let places = check_places(project, &steps, path, &claims, problems);
    let steps = check::resolve(steps, &names, problems);
    let params = params
        .iter()
        .map(|(name, node)| Ok((name.text.clone(), node.deserialize()?)))
        .collect::<Result<serde_json::Map<_, _>, crate::node::NodeError>>();
    let mut params = params
        .map_err(|error| {
            problems.push(Diagnostic {
                message: error.message,
                span: error.span,
                hint: None,
            })
        })
        .ok()?;
    params.retain(|name, _| publish_params.iter().any(|known| known.text == *name));
    Some(Workflow {
        name,
        path: path.to_path_buf(),
        root: project.root.clone(),
        published_params: Value::Object(params),
        places,
        steps,
    })
}

/// Checks that no other workflow of the project has this name, under which results are kept.
fn check_name(root: &Node, name: &str, claims: &[&Claim], problems: &mut Vec<Diagnostic>) {
    if let Some(claim) = claims.iter().find(|claim| claim.name == name)
        && let Some(node) = root.get("name")
    {
        let file = claim.file.display();
        problems.push(
            Diagnostic::at(
                &node.span,
                format!("another workflow of this project is called `{name}`: `{file}`"),
            )
            .hint(format!("choose another name, or remove `{file}`")),
        );
    }
}

/// Checks the destinations of the steps, and returns their places.
fn check_places(
    project: &Project,
    steps: &[ReadStep],
    path: &Path,
    claims: &[&Claim],
    problems: &mut Vec<Diagnostic>,
) -> Vec<PathBuf> {
    let mut refusals = Refusals {
        problems,
        refused: BTreeSet::new(),
    };
    let destinations = destinations::destinations(project, steps, path, &mut refusals);
    destinations::check_apart(&destinations, &mut refusals);
    destinations::check_claims(&destinations, claims, &mut refusals);
    sources::check(project, steps, &destinations, &mut refusals);
    destinations.into_iter().map(|own| own.place).collect()
}

fn replace_params(
    document: &mut Document,
    set: &[(String, String)],
    problems: &mut Vec<Diagnostic>,
) {
    for (at, (name, value)) in set.iter().enumerate() {
        if set[..at].iter().any(|(other, _)| other == name) {
            problems.push(unplaced(name, "the parameter is set twice", None));
            continue;
        }
        let hint = nearest(
            name,
            document.params.iter().map(|(name, _)| name.text.as_str()),
        );
        let hint = hint.or_else(|| Some("the workflow has no `params`".to_owned()));
        let steps = &document.steps;
        let Some((_, node)) = document
            .params
            .iter_mut()
            .find(|(known, _)| known.text == *name)
        else {
            problems.push(unplaced(name, "the workflow has no such parameter", hint));
            continue;
        };
        if !steps.iter().any(|(_, step)| names_param(step, name)) {
            let hint = format!("`${{params.{name}}}` does not appear in the workflow");
            problems.push(unplaced(name, "no step uses the parameter", Some(hint)));
        }
        match setting::read(value) {
            Ok(value) => {
                *node = Node {
                    // Later messages point at the parameter in the file: a value from the command
                    // line has no position there.
                    span: node.span.clone(),
                    ..value
                }
            }
            Err(problem) => problems.push(unplaced(name, &problem.message, problem.hint)),
        }
    }
}

/// A mistake on the command line.
fn unplaced(name: &str, message: &str, hint: Option<String>) -> Diagnostic {
    Diagnostic {
        message: format!("`--set {name}`: {message}"),
        span: None,
        hint,
    }
}

/// Checks that names do not contain characters that references and repetitions use.
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
                    format!("`{}` is not a valid name for a step", name.text),
                )
                .hint("use letters, digits, `-` and `_`"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "version: 1\nname: w\nparams: { word: a, list: [1, 2.5, null] }\npublish_params: [word]\nsteps:\n  a:\n    each: { n: \"${params.list}\" }\n    uses: toy\n    run: 'echo ${each.n}$${x}'\n    outputs: { o: 'o-${each.n}.txt' }\n  b: { uses: toy, run: [cat, '{inputs.x}'], inputs: { x: a/1 }, outputs: { o: b.json } }\n";

    fn project() -> Project {
        Project::new("/no/such/project", crate::toy::REGISTRY)
    }

    fn problems(text: &str) -> Vec<String> {
        match load(&project(), Path::new("w.yaml"), text, &[]) {
            Ok(_) => Vec::new(),
            Err(errors) => {
                assert!(!errors.render(false).is_empty());
                errors
                    .diagnostics
                    .iter()
                    .map(|problem| problem.message.clone())
                    .collect()
            }
        }
    }

    #[test]
    fn only_true_and_false_are_booleans() {
        let param = |word: &str| {
            let text = TEXT.replace("word: a", &format!("word: {word}"));
            let text = text.replace("[1, 2.5, null]", "[1, 2]");
            load(&project(), Path::new("w.yaml"), &text, &[])
                .unwrap()
                .published_params["word"]
                .clone()
        };
        for word in ["Y", "no", "on"] {
            assert_eq!(param(word), word);
        }
        assert_eq!(param("true"), true);
        assert_eq!(param("false"), false);
    }

    #[test]
    fn templates_keep_types_and_escapes() {
        let text = TEXT.replace("[1, 2.5, null]", "[1, 2]");
        let workflow = load(&project(), Path::new("w.yaml"), &text, &[]).unwrap();
        let names: Vec<&str> = workflow
            .steps
            .iter()
            .map(|step| step.name.as_str())
            .collect();
        assert_eq!(names.len(), 3);
        let first = workflow
            .steps
            .iter()
            .find(|step| step.name == "a/1")
            .unwrap();
        assert_eq!(first.params["run"], "echo 1${x}");
        let last = workflow.steps.last().unwrap();
        assert_eq!((last.name.as_str(), last.dependencies().len()), ("b", 1));
        assert!(
            problems(TEXT)
                .contains(&"a value of `each` must be text or a number, found nothing".to_owned())
        );
    }

    proptest! {
        #[test]
        fn an_edited_workflow_is_read_or_refused_but_never_panics(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[a-c0-9:{}\\[\\]'\"$. \n&*!|>#é-]{0,4}"), 1..5)) {
            let mut text = TEXT.to_owned();
            for (from, to, with) in edits {
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                let (a, b) = (places[from.index(places.len())], places[to.index(places.len())]);
                let (start, end) = (a.min(b), a.max(b));
                text.replace_range(start..end.min(ceil(&text, start + 12)), &with);
            }
            problems(&text);
        }

        #[test]
        fn arbitrary_text_is_refused_without_a_panic(text in "\\PC{0,80}") {
            problems(&text);
        }
    }

    /// The next boundary between characters at or after a position.
    fn ceil(text: &str, at: usize) -> usize {
        (at..text.len())
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(text.len())
    }
}
