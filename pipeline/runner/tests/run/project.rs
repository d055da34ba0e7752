//! A project in a directory of its own, and what its runs say.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use hotcast_runner::Registry;
use hotcast_runner::cache::{Locked, Store, StoreLock};
use hotcast_runner::run::{
    Event, Options, Outcome, Reporter, Run, Sink, Stamped, StepFinished, run_id,
};
use hotcast_runner::workflow::{CACHE, Project, Workflow, load};

use crate::kinds::REGISTRY;

pub(crate) struct Dir {
    _dir: tempfile::TempDir,
    root: PathBuf,
}

/// The events of a run, and its outcome.
pub(crate) struct Ran {
    pub(crate) outcome: Outcome,
    pub(crate) events: Vec<Event>,
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<Event>>>);

impl Sink for Kept {
    fn event(&mut self, event: &Stamped) {
        self.0.lock().unwrap().push(event.event.clone());
    }
}

impl Dir {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        Self { _dir: dir, root }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn workflow(&self, registry: Registry, steps: &str) -> Workflow {
        let text = format!("version: 1\nname: w\nsteps:\n{steps}");
        self.write("w.yaml", &text);
        let project = Project::new(&self.root, registry);
        match load(&project, Path::new("w.yaml"), &text, &[]) {
            Ok(workflow) => workflow,
            Err(errors) => panic!("{}", errors.render(false)),
        }
    }

    /// Runs a workflow of these steps.
    pub(crate) fn run(&self, steps: &str) -> Ran {
        self.run_with(REGISTRY, steps, &Options::default(), &Arc::default())
    }

    pub(crate) fn run_with(
        &self,
        registry: Registry,
        steps: &str,
        options: &Options,
        cancel: &Arc<AtomicBool>,
    ) -> Ran {
        let workflow = self.workflow(registry, steps);
        let store = Store::new(self.path(CACHE));
        let id = run_id();
        let Locked::Ours(lock) = StoreLock::try_acquire(&store, &id).unwrap() else {
            panic!("the cache is locked");
        };
        let kept = Kept::default();
        let reporter = Reporter::new(vec![Box::new(kept.clone())], false);
        let needed = workflow.needed(&[]);
        let outcome = Run::begin(&id, store, lock)
            .unwrap()
            .execute(&workflow, &needed, options, &reporter, cancel.clone())
            .unwrap();
        let events = kept.0.lock().unwrap().clone();
        Ran { outcome, events }
    }
}

impl Ran {
    pub(crate) fn ends(&self) -> impl Iterator<Item = &StepFinished> {
        self.events.iter().filter_map(|event| match event {
            Event::StepFinished(end) => Some(end.as_ref()),
            _ => None,
        })
    }

    pub(crate) fn end(&self, step: &str) -> &StepFinished {
        self.ends().find(|end| end.step == step).unwrap()
    }

    /// How each step ended.
    pub(crate) fn outcomes(&self) -> BTreeMap<&str, Outcome> {
        self.ends()
            .map(|end| (end.step.as_str(), end.outcome))
            .collect()
    }
}
