//! Finds the workflow file with its parameters, the project and the cache, for all subcommands that
//! need them.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;

use super::exit::UsageError;
use crate::registry::REGISTRY;
use hotcast_runner::cache::{Locked, Owner, Store, StoreLock};
use hotcast_runner::workflow::{self, CACHE, Claim, Project, Workflow, nearest};
use hotcast_runner::{Hint, resolved};

/// The time for which a lock may outlive its run.
///
/// A child that has forked but not yet exec'd still holds the lock when its parent is killed; exec
/// releases it.
const LINGER: Duration = Duration::from_millis(500);

/// The workflow file and its parameters.
#[derive(Debug, Args)]
pub(crate) struct WorkflowArgs {
    /// Workflow file
    #[arg(value_name = "WORKFLOW")]
    pub(crate) file: PathBuf,

    /// Replace a parameter of the workflow; a list, map, number, truth value, `null` or quoted
    /// text is read as YAML, anything else as text
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_setting)]
    pub(crate) set: Vec<(String, String)>,
}

fn parse_setting(text: &str) -> Result<(String, String), String> {
    // At the first `=`, so that a value may contain others.
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl WorkflowArgs {
    /// Reads and checks the workflow.
    pub(crate) fn load(&self) -> anyhow::Result<Workflow> {
        let text = fs::read_to_string(&self.file).map_err(|error| {
            UsageError(format!(
                "cannot read workflow `{}`: {error}",
                self.file.display()
            ))
        })?;
        Ok(workflow::load(&project()?, &self.file, &text, &self.set)?)
    }
}

/// The project in the current directory, with the names and places that its workflows have taken.
pub(crate) fn project() -> anyhow::Result<Project> {
    let here = directory()?;
    // Places are compared by their real paths.
    let real = resolved(&here)?;
    let claim = |owner: Owner| Claim {
        name: owner.name,
        file: owner.file.into(),
        places: owner.places.iter().map(|place| real.join(place)).collect(),
    };
    let owners = Store::new(here.join(CACHE)).owners()?;
    Ok(Project {
        claims: owners.into_iter().map(claim).collect(),
        ..Project::new(here, REGISTRY)
    })
}

/// The cache of this project.
pub(crate) fn store() -> anyhow::Result<Store> {
    Ok(Store::new(directory()?.join(CACHE)))
}

pub(crate) fn directory() -> anyhow::Result<PathBuf> {
    std::env::current_dir().context("the project directory no longer exists")
}

/// Locks the store; `None`, after a message, if another run holds it and `wait` is not set.
pub(crate) fn lock(store: &Store, holder: &str, wait: bool) -> anyhow::Result<Option<StoreLock>> {
    let mut told = false;
    let asked = Instant::now();
    loop {
        let other = match StoreLock::try_acquire(store, holder)? {
            Locked::Ours(lock) => return Ok(Some(lock)),
            Locked::ByOther(other) => other,
        };
        // Polled, since waiting in the kernel has no time limit.
        if !wait && asked.elapsed() > LINGER {
            eprintln!("error: another run holds the cache (`{other}`)");
            eprintln!("hint: use --wait to wait for it");
            return Ok(None);
        }
        if wait && !std::mem::replace(&mut told, true) {
            eprintln!("waiting for run `{other}`");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The positions of steps by name; the name of a step with `each` stands for all its repetitions.
pub(crate) fn find_steps(workflow: &Workflow, names: &[String]) -> anyhow::Result<Vec<usize>> {
    let mut found = Vec::new();
    for name in names {
        let before = found.len();
        let matching = workflow.steps.iter().enumerate().filter(|(_, step)| {
            step.name == *name
                // `name` of `name/value`, but not of `name2`.
                || step
                    .name
                    .strip_prefix(name.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
        });
        found.extend(matching.map(|(index, _)| index));
        if found.len() == before {
            let message = format!("workflow `{}` has no step `{name}`", workflow.name);
            let hint = nearest(name, workflow.steps.iter().map(|step| step.name.as_str()));
            let error = match hint {
                Some(hint) => anyhow::Error::new(Hint::new(message, hint)),
                None => anyhow::Error::msg(message),
            };
            return Err(error.context(UsageError("unknown step".to_owned())));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_setting_is_split_at_its_first_equals_sign() {
        let pair = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(parse_setting("a=b=c"), pair("a", "b=c"));
        assert_eq!(parse_setting("a="), pair("a", ""));
        assert!(parse_setting("a").is_err());
    }

    #[test]
    fn a_name_means_all_repetitions_of_its_step_and_no_other() {
        let text = "version: 1\nname: w\nsteps:\n  s: { each: { x: [a, b] }, uses: command, run: 'echo ${each.x} > {outputs.o}', outputs: { o: '${each.x}.txt' } }\n  s2: { uses: command, run: 'echo > {outputs.o}', outputs: { o: o.txt } }\n";
        let project = Project::new("/no/such/project", REGISTRY);
        let workflow = workflow::load(&project, Path::new("w.yaml"), text, &[])
            .unwrap_or_else(|errors| panic!("{}", errors.render(false)));
        let find = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            find_steps(&workflow, &names)
        };
        assert_eq!(find(&["s"]).unwrap(), [0, 1]);
        assert_eq!(find(&["s2", "s/b"]).unwrap(), [2, 1]);
        let error = find(&["s/c"]).unwrap_err();
        assert!(error.is::<UsageError>());
        assert!(
            format!("{error:#}").contains("workflow `w` has no step `s/c`"),
            "{error:#}"
        );
    }
}
