//! Checks the parameters of a command.

use super::arguments::{listed, placeholders};
use super::command_line::CommandLine;
use super::params::Command;
use hotcast_runner::{Problem, Step};

/// Every parameter that is not usable, with a hint.
pub(super) fn check(step: &Command) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(names(step));
    problems.extend(line(step));
    problems.extend(variables(step));
    problems.extend(undeclared(step));
    problems
}

fn problem(field: &str, message: String, hint: &str) -> Problem {
    Problem {
        field: field.to_owned(),
        message,
        hint: Some(hint.to_owned()),
    }
}

/// Outputs that are missing, and names that cannot be names of files.
fn names(step: &Command) -> Vec<Problem> {
    let mut problems = Vec::new();
    if step.outputs.is_empty() {
        problems.push(problem(
            "outputs",
            "a command without outputs leaves nothing to keep".to_owned(),
            "declare at least one file that it writes",
        ));
    }
    let inputs = step.inputs.keys().map(|name| ("inputs", name));
    let outputs = step.outputs.keys().map(|name| ("outputs", name));
    for (field, name) in inputs.chain(outputs).filter(|(_, name)| !is_plain(name)) {
        problems.push(problem(
            field,
            format!("`{name}` is not a name for a file"),
            "use letters, digits, `-` and `_`",
        ));
    }
    problems
}

/// A command line that is empty, or that `strict` does not apply to.
fn line(step: &Command) -> Vec<Problem> {
    let mut problems = Vec::new();
    let texts = step.run.texts();
    if texts.first().is_none_or(|text| text.is_empty()) {
        problems.push(problem(
            "run",
            "there is no command".to_owned(),
            "write a text for the shell, or a list",
        ));
    }
    if let (Some(strict), CommandLine::Arguments(_)) = (step.strict, &step.run) {
        problems.push(problem(
            "strict",
            format!("`strict: {strict}` has no effect here: a list runs without a shell"),
            "leave it out, or give `run` as a text",
        ));
    }
    problems
}

/// Variables that no environment can hold.
fn variables(step: &Command) -> Vec<Problem> {
    let mut problems = Vec::new();
    for field in step.caller_variables() {
        let variable = &field.variable;
        if variable.is_empty() || variable.contains(['=', '\0']) {
            problems.push(problem(
                "env",
                format!(
                    "`{}`: `{variable}` is not a name of a variable",
                    field.field()
                ),
                "write it as `{ from_env: NAME }`",
            ));
        }
    }
    problems
}

/// Placeholders of inputs and outputs that are not declared.
fn undeclared(step: &Command) -> Vec<Problem> {
    let texts = step.run.texts();
    let used = texts.iter().flat_map(|text| placeholders(text));
    used.filter(|&(group, name)| match group {
        "inputs" => !step.inputs.contains_key(listed(name).unwrap_or(name)),
        _ => !step.outputs.contains_key(name),
    })
    .map(|(group, name)| {
        problem(
            "run",
            format!("`{{{group}.{name}}}` is not declared"),
            "declare it under `inputs` or `outputs`",
        )
    })
    .collect()
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}
