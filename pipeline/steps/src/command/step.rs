//! The step as the runner sees it: inputs, outputs and the run.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::arguments::{Paths, listed, placeholders};
use super::check::check;
use super::disclosed::holds;
use super::params::{Command, CommandInput};
use super::process::run_to_end;
use super::variable::Variable;
use hotcast_runner::{
    Context, FromCaller, Hint, Input, NotAFile, Output, Problem, Publish, Step, WholeWork, Work,
    own_file,
};

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
        let output = |(name, to): (&String, &PathBuf)| {
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
        let publish = |(name, to): (&String, &PathBuf)| Publish::File {
            output: name.clone(),
            field: format!("outputs.{name}"),
            to: to.clone(),
        };
        self.outputs.iter().map(publish).collect()
    }

    fn check(&self) -> Vec<Problem> {
        check(self)
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

    /// The workflow names the outputs, so that a step with one output stands for that output.
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
    /// Fails if an output holds a secret value, since outputs are kept and published.
    fn refuse_secrets(&self, output: &str, path: &Path, ctx: &Context) -> anyhow::Result<()> {
        for field in self.caller_variables() {
            let found = holds(path, ctx.secret(&field.field())?);
            if found.with_context(|| format!("cannot read output `{output}`"))? {
                let (field, variable) = (field.field(), &field.variable);
                return Err(Hint::new(
                    format!(
                        "the command has written the value of `{field}`, which is the secret \
                         `{variable}`, to its output `{output}`"
                    ),
                    "leave it out of the file; a value that is not secret can be a parameter, set \
                     with `--set`",
                )
                .into());
            }
        }
        Ok(())
    }

    /// Writes a file with the paths, one a line, for each input whose list the command line uses.
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
                    "`{{inputs.{name}.list}}` lists one path a line, and `{}` has several lines",
                    String::from_utf8_lossy(path)
                );
                text.extend_from_slice(path);
                text.push(b'\n');
            }
            // Names of outputs have no dot, so that none has this name.
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
