use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::arguments::{Paths, listed, placeholders};
use super::disclosed::holds;
use super::params::{Command, CommandInput};
use super::process::run_to_end;
use super::variable::Variable;
use super::word::CommandLine;
use hotcast_runner::{
    Context, FromCaller, Hint, Input, Output, Problem, Publish, Step, WholeWork, Work,
};
use hotcast_runner::{NotAFile, own_file};

impl Step for Command {
    fn inputs(&self) -> Vec<Input> {
        let input = |(name, input): (&String, &CommandInput)| {
            let slot = format!("inputs.{name}");
            match input {
                CommandInput::Step(step) => Input::step(slot, step, "").for_program(),
                CommandInput::Files(files) => Input::files(slot, &files.files).for_program(),
            }
        };
        self.inputs.iter().map(input).collect()
    }

    fn outputs(&self) -> Vec<Output> {
        let output = |(name, to): (&String, &std::path::PathBuf)| {
            let output = match to.extension().and_then(|ending| ending.to_str()) {
                Some("parquet") => Output::parquet(name.clone()),
                Some("json") => Output::json(name.clone()),
                _ => Output::bytes(name.clone()),
            };
            output.by_program()
        };
        self.outputs.iter().map(output).collect()
    }

    fn publish(&self) -> Vec<Publish> {
        let publish = |(name, to): (&String, &std::path::PathBuf)| Publish::File {
            output: name.clone(),
            field: format!("outputs.{name}"),
            to: to.clone(),
        };
        self.outputs.iter().map(publish).collect()
    }

    fn check(&self) -> Vec<Problem> {
        let problem = |field: &str, message: String, hint: &str| Problem {
            field: field.to_owned(),
            message,
            hint: Some(hint.to_owned()),
        };
        let mut problems = Vec::new();
        if self.outputs.is_empty() {
            problems.push(problem(
                "outputs",
                "a command without outputs leaves nothing to keep".to_owned(),
                "declare at least one file that it writes",
            ));
        }
        let inputs = self.inputs.keys().map(|name| ("inputs", name));
        let outputs = self.outputs.keys().map(|name| ("outputs", name));
        for (field, name) in inputs.chain(outputs).filter(|(_, name)| !is_plain(name)) {
            problems.push(problem(
                field,
                format!("`{name}` is not a name for a file"),
                "use letters, digits, `-` and `_`",
            ));
        }
        let texts = self.run.texts();
        if texts.first().is_none_or(|text| text.is_empty()) {
            problems.push(problem(
                "run",
                "there is no command".to_owned(),
                "write a text for the shell, or a list",
            ));
        }
        if let (Some(strict), CommandLine::Arguments(_)) = (self.strict, &self.run) {
            problems.push(problem(
                "strict",
                format!("`strict: {strict}` says nothing here: a list runs without a shell"),
                "leave it out, or give `run` as a text",
            ));
        }
        for field in self.caller_variables() {
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
        for (group, name) in texts.iter().flat_map(|text| placeholders(text)) {
            let known = if group == "inputs" {
                self.inputs.contains_key(listed(name).unwrap_or(name))
            } else {
                self.outputs.contains_key(name)
            };
            if !known {
                problems.push(problem(
                    "run",
                    format!("`{{{group}.{name}}}` is not declared"),
                    "declare it under `inputs` or `outputs`",
                ));
            }
        }
        problems
    }

    fn caller_variables(&self) -> Vec<FromCaller> {
        let field = |(name, value): (&String, &Variable)| match value {
            Variable::Value(_) => None,
            Variable::Caller(caller) => Some(FromCaller {
                path: vec!["env".to_owned(), name.clone()],
                variable: caller.from_env.clone(),
            }),
        };
        self.env.iter().filter_map(field).collect()
    }

    fn work(&self) -> Work<'_> {
        Work::Whole(self)
    }

    /// The workflow names the outputs, so that a single one fits wherever it is referred to.
    fn bare_output<'a>(&self, wanted: &'a str) -> Cow<'a, str> {
        match self.outputs.keys().next() {
            Some(only) if self.outputs.len() == 1 => Cow::Owned(only.clone()),
            _ => Cow::Borrowed(wanted),
        }
    }

    fn passes_rows(&self) -> bool {
        true
    }

    fn is_process(&self) -> bool {
        true
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

impl WholeWork for Command {
    fn run(&self, ctx: &Context) -> anyhow::Result<()> {
        let scratch = ctx.scratch()?;
        let mut paths = Paths::default();
        for name in self.inputs.keys() {
            paths.inputs.insert(
                name.clone(),
                ctx.paths_for_program(&format!("inputs.{name}")),
            );
        }
        for (name, to) in &self.outputs {
            paths
                .outputs
                .insert(name.clone(), scratch.join(name).with_extension(ending(to)));
        }
        paths.lists = self.lists(&paths, &scratch)?;
        let mut command = paths.command(&self.run, self.strict.unwrap_or(true), ctx.host())?;
        for (name, value) in &self.env {
            match value {
                Variable::Value(word) => command.env(name, &word.0),
                Variable::Caller(_) => {
                    command.env(name, ctx.secret(&format!("env.{name}"))?.reveal())
                }
            };
        }
        run_to_end(&command, ctx)?;
        for (name, path) in &paths.outputs {
            own_file(path).map_err(|why| not_written(name, &why))?;
            self.refuse_secrets(name, path, ctx)?;
            fs::rename(path, ctx.output(name))
                .with_context(|| format!("cannot keep output `{name}`"))?;
        }
        Ok(())
    }
}

fn not_written(name: &str, why: &NotAFile) -> Hint {
    Hint::new(
        format!("the command ended well but did not write its output `{name}`: {why}"),
        format!("it must write a file to `{{outputs.{name}}}`"),
    )
}

impl Command {
    /// Fails for an output that holds a secret value: what is kept and published is not secret.
    fn refuse_secrets(&self, output: &str, path: &Path, ctx: &Context) -> anyhow::Result<()> {
        for field in self.caller_variables() {
            let found = holds(path, ctx.secret(&field.field())?);
            if found.with_context(|| format!("cannot read output `{output}`"))? {
                let (field, variable) = (field.field(), &field.variable);
                return Err(Hint::new(
                    format!(
                        "the command has written the value of `{field}`, which is the secret `{variable}`, to its output `{output}`"
                    ),
                    "leave it out of the file; what is not secret can be a parameter, set with `--set`",
                )
                .into());
            }
        }
        Ok(())
    }

    /// Writes a file with the paths, one a line, for each input whose list the command line asks for.
    fn lists(&self, paths: &Paths, scratch: &Path) -> anyhow::Result<BTreeMap<String, PathBuf>> {
        let mut lists = BTreeMap::new();
        let texts = self.run.texts();
        let names = texts.iter().flat_map(|text| placeholders(text));
        for name in names.filter_map(|(group, name)| listed(name).filter(|_| group == "inputs")) {
            let mut text = Vec::new();
            for path in paths.inputs.get(name).into_iter().flatten() {
                let path = path.as_os_str().as_bytes();
                anyhow::ensure!(
                    !path.contains(&b'\n'),
                    "`{{inputs.{name}.list}}` lists one path a line, and `{}` is more than one line",
                    String::from_utf8_lossy(path)
                );
                text.extend_from_slice(path);
                text.push(b'\n');
            }
            // No output can have this name.
            let list = scratch.join(format!(".{name}.list"));
            fs::write(&list, text).with_context(|| format!("cannot write `{}`", list.display()))?;
            lists.insert(name.to_owned(), list);
        }
        Ok(lists)
    }
}

fn ending(path: &Path) -> &str {
    path.extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or("")
}
