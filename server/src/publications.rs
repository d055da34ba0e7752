//! Where published artifacts are found: one directory per workflow, one generation current in each.

use std::collections::HashMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::excerpt::excerpt;
use crate::generation::Generation;
use crate::publication_error::{MaybeAbsent, PublicationError};

/// How often a request looks again when its generation vanishes while it reads: each time, a newer one was published.
const MAX_ATTEMPTS: usize = 5;

/// The artifacts directory. Every request asks it anew for the current generation, so that a swap is noticed at once;
/// what a generation holds is read once and kept until the next one is published.
#[derive(Debug)]
pub(crate) struct Publications {
    root: PathBuf,
    loaded: Mutex<HashMap<String, Loaded>>,
}

/// What is kept of a workflow: its last readable generation, and the id of a later one that cannot be read.
#[derive(Debug, Default)]
struct Loaded {
    good: Option<Arc<Generation>>,
    bad: Option<(String, PublicationError)>,
}

impl Publications {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self {
            root,
            loaded: Mutex::default(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The names of the workflows that have published, in alphabetical order.
    pub(crate) fn workflows(&self) -> Result<Vec<String>, PublicationError> {
        let nothing = || PublicationError::NothingPublished {
            root: self.root.clone(),
        };
        if let Some(name) = self.single() {
            return Ok(vec![name]);
        }
        let entries = std::fs::read_dir(&self.root).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => nothing(),
            _ => PublicationError::unreadable(&self.root, error),
        })?;
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().join("current").symlink_metadata().is_ok())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        if names.is_empty() {
            Err(nothing())
        } else {
            Ok(names)
        }
    }

    /// The current generation of the workflow called `name`, or of the first workflow.
    ///
    /// When a new generation cannot be read, the last readable one keeps being served and the failure is logged once.
    pub(crate) fn current(&self, name: Option<&str>) -> Result<Arc<Generation>, PublicationError> {
        let workflow = self.choose(name)?;
        let dir = self.workflow_dir(&workflow);
        let id = current_id(&dir)?;
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = loaded.entry(workflow.clone()).or_default();
        if let Some(good) = kept.good.as_ref().filter(|good| good.id() == id) {
            return Ok(Arc::clone(good));
        }
        if let Some((_, error)) = kept.bad.as_ref().filter(|(bad, _)| *bad == id) {
            return kept.good.clone().ok_or_else(|| error.clone());
        }
        match Generation::open(&workflow, dir.join("generations").join(&id), &id) {
            Ok(generation) => {
                let generation = Arc::new(generation);
                *kept = Loaded {
                    good: Some(Arc::clone(&generation)),
                    bad: None,
                };
                Ok(generation)
            }
            // A generation that is still absent may appear: it is not remembered as bad.
            Err(error) if error.is_absent() => Err(error),
            Err(error) => {
                tracing::error!("generation `{id}` of `{workflow}` is not served: {error}");
                kept.bad = Some((id, error.clone()));
                kept.good.clone().ok_or(error)
            }
        }
    }

    /// Runs `read` on the current generation, again if that was replaced and removed meanwhile.
    pub(crate) fn read<T, E>(
        &self,
        name: Option<&str>,
        read: impl Fn(&Arc<Generation>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<PublicationError> + MaybeAbsent,
    {
        let attempt = || read(&self.current(name)?);
        let mut result = attempt();
        for _ in 1..MAX_ATTEMPTS {
            match &result {
                Err(error) if error.is_absent() => result = attempt(),
                _ => break,
            }
        }
        result
    }

    /// Why the newest generation of a workflow is not the one being served, if so.
    pub(crate) fn stale(&self, name: &str) -> Option<String> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let (id, _) = loaded.get(name)?.bad.as_ref()?;
        Some(format!(
            "generation `{id}` cannot be read; the one before it is served"
        ))
    }

    /// The directory of a workflow, which exists.
    pub(crate) fn workflow_dir(&self, name: &str) -> PathBuf {
        if self.single().as_deref() == Some(name) {
            self.root.clone()
        } else {
            self.root.join(name)
        }
    }

    /// The name of a workflow that exists: the one called `name`, or the first.
    pub(crate) fn choose(&self, name: Option<&str>) -> Result<String, PublicationError> {
        let mut names = self.workflows()?;
        let Some(name) = name else {
            return Ok(names.swap_remove(0));
        };
        if names.iter().any(|known| known == name) {
            return Ok(name.to_owned());
        }
        let available = names
            .iter()
            .map(|known| format!("`{known}`"))
            .collect::<Vec<_>>()
            .join(", ");
        Err(PublicationError::UnknownWorkflow {
            name: excerpt(name),
            available,
        })
    }

    /// The name under which the artifacts directory itself is served, when it is that of one workflow.
    fn single(&self) -> Option<String> {
        self.root.join("current").symlink_metadata().ok()?;
        let path = self.root.canonicalize().ok()?;
        Some(path.file_name()?.to_str()?.to_owned())
    }
}

/// The generation that `current` points to: the last name of `generations/<id>`.
fn current_id(dir: &Path) -> Result<String, PublicationError> {
    let link = dir.join("current");
    let target =
        std::fs::read_link(&link).map_err(|error| PublicationError::unreadable(&link, error))?;
    let names: Vec<_> = target.components().rev().take(2).collect();
    match names[..] {
        [Component::Normal(id), Component::Normal(parent)] if parent == "generations" => id
            .to_str()
            .map(str::to_owned)
            .ok_or_else(|| PublicationError::invalid(&link, "the generation's name is not UTF-8")),
        _ => Err(PublicationError::invalid(
            &link,
            format!(
                "it points to `{}`, not to `generations/<id>`",
                target.display()
            ),
        )),
    }
}
