//! `Publications`: the artifacts directory, with one current generation per workflow.

use std::collections::HashMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::excerpt::excerpt;
use crate::generation::Generation;
use crate::publication_error::{MaybeAbsent, PublicationError};

/// The most attempts of one read. A further one is needed only if, during the last, a newer
/// generation was published and the one being read was removed.
const MAX_ATTEMPTS: usize = 5;

/// The artifacts directory.
///
/// Each request reads the links `current` again, so that a publication takes effect at once.
/// The content of a generation is read once and kept until the next one is published.
#[derive(Debug)]
pub(crate) struct Publications {
    root: PathBuf,
    loaded: Mutex<HashMap<String, Loaded>>,
}

/// The last readable generation of a workflow, and the id of a later one that cannot be read.
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

    /// The current generation of the workflow `name`, by default of the first workflow.
    ///
    /// If it cannot be read, the answer is the last readable one; the error is logged once.
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
            // An absent generation may still appear, so it is not remembered as bad.
            Err(error) if error.is_absent() => Err(error),
            Err(error) => {
                tracing::error!("generation `{id}` of `{workflow}` is not served: {error}");
                kept.bad = Some((id, error.clone()));
                kept.good.clone().ok_or(error)
            }
        }
    }

    /// Runs `read` on the current generation, and again on the next if that was removed meanwhile.
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

    /// The reason, if the newest generation of a workflow is not the one being served.
    pub(crate) fn stale(&self, name: &str) -> Option<String> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let (id, _) = loaded.get(name)?.bad.as_ref()?;
        Some(format!(
            "generation `{id}` cannot be read; the one before it is served"
        ))
    }

    /// The directory of a published workflow.
    pub(crate) fn workflow_dir(&self, name: &str) -> PathBuf {
        if self.single().as_deref() == Some(name) {
            self.root.clone()
        } else {
            self.root.join(name)
        }
    }

    /// `name` if that workflow is published; by default the first workflow.
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

    /// The name of the only workflow, if the artifacts directory is itself that of a workflow.
    fn single(&self) -> Option<String> {
        self.root.join("current").symlink_metadata().ok()?;
        let path = self.root.canonicalize().ok()?;
        Some(path.file_name()?.to_str()?.to_owned())
    }
}

/// The generation that `current` points to: the id of `generations/<id>`.
///
/// Only the last two names of the link count, so it cannot lead out of the directory.
fn current_id(dir: &Path) -> Result<String, PublicationError> {
    let link = dir.join("current");
    let target =
        std::fs::read_link(&link).map_err(|error| PublicationError::unreadable(&link, error))?;
    let names: Vec<_> = target.components().rev().take(2).collect();
    match names[..] {
        [Component::Normal(id), Component::Normal(parent)] if parent == "generations" => {
            id.to_str().map(str::to_owned).ok_or_else(|| {
                PublicationError::invalid(&link, "the name of the generation is not UTF-8")
            })
        }
        _ => Err(PublicationError::invalid(
            &link,
            format!(
                "it points to `{}`, not to `generations/<id>`",
                target.display()
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::cell::Cell;
    use std::os::unix::fs::symlink;

    /// An artifacts directory with a link `current` in each workflow.
    fn published(links: &[(&str, &str)]) -> (tempfile::TempDir, Publications) {
        let root = tempfile::tempdir().unwrap();
        for (workflow, target) in links {
            std::fs::create_dir_all(root.path().join(workflow)).unwrap();
            symlink(target, root.path().join(workflow).join("current")).unwrap();
        }
        let publications = Publications::new(root.path().to_owned());
        (root, publications)
    }

    #[test]
    fn the_first_workflow_is_the_default_and_unknown_ones_are_refused() {
        let (_root, publications) =
            published(&[("b", "generations/1"), ("a", "generations/1"), (".c", "x")]);
        assert_eq!(publications.workflows().unwrap(), ["a", "b"]);
        assert_eq!(publications.choose(None).unwrap(), "a");
        assert_eq!(publications.choose(Some("b")).unwrap(), "b");
        assert_eq!(
            publications.choose(Some("c")).unwrap_err().to_string(),
            "no published workflow is named `c`; published: `a`, `b`"
        );
    }

    #[test]
    fn a_link_names_a_generation_and_nothing_else() {
        for (target, id) in [
            ("generations/1", Some("1")),
            ("generations", None),
            ("generations/..", None),
            ("elsewhere/1", None),
            ("/", None),
        ] {
            let (root, _) = published(&[("a", target)]);
            let found = current_id(&root.path().join("a")).ok();
            assert_eq!(found.as_deref(), id, "{target}");
        }
    }

    #[test]
    fn a_read_is_repeated_only_while_files_are_absent() {
        let (root, publications) = published(&[("a", "generations/1")]);
        let dir = root.path().join("a/generations/1");
        std::fs::create_dir_all(&dir).unwrap();
        let manifest = r#"{"schema_version":1,"workflow":"a","freq":"day","files":[],
            "first_period":"2024-01-01","last_period":"2024-01-08"}"#;
        std::fs::write(dir.join("manifest.json"), manifest).unwrap();
        let attempts = Cell::new(0);
        let read = |error: &dyn Fn() -> PublicationError| {
            attempts.set(0);
            let result: Result<(), PublicationError> = publications.read(None, |_| {
                attempts.set(attempts.get() + 1);
                Err(error())
            });
            assert!(result.is_err());
            attempts.get()
        };
        let absent = || PublicationError::unreadable(&dir, io::ErrorKind::NotFound.into());
        assert_eq!(read(&absent), MAX_ATTEMPTS);
        assert_eq!(read(&|| PublicationError::invalid(&dir, "cut")), 1);
    }
}
