//! The state of published files: in place, gone or changed.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;

use super::generation::{Generation, MANIFEST};
use crate::cache::{Action, Digest, Part, StatCache, Store};
use crate::step::Publish;
use crate::workflow::{PlannedStep, Workflow};

/// A published file that is gone or has changed. The next run restores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    path: String,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Gone,
    Changed,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self.what {
            What::Gone => "is gone",
            What::Changed => "differs from what was published",
        };
        write!(f, "`{}` {what}; the next run restores it", self.path)
    }
}

impl Fault {
    /// Returns the fault of a file that was published with these bytes; `None` if it is intact.
    pub(super) fn of(path: &Path, published: Digest, stat: &StatCache) -> Option<Self> {
        // A link may lead to equal bytes today and to others tomorrow.
        let regular = fs::symlink_metadata(path).map(|metadata| metadata.is_file());
        match regular {
            Ok(true) if stat.digest(path).is_ok_and(|(found, _)| found == published) => None,
            found => Some(Self::new(path, found.map(|_| ()))),
        }
    }

    fn new(path: &Path, found: std::io::Result<()>) -> Self {
        // `NotADirectory`: a file took the place of a directory above.
        let gone = |kind| matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory);
        Self {
            path: path.display().to_string(),
            what: match found {
                Err(error) if gone(error.kind()) => What::Gone,
                _ => What::Changed,
            },
        }
    }

    /// Names the file as the workflow does, relative to the project's directory.
    fn show_below(&mut self, root: &Path) {
        if let Ok(path) = Path::new(&self.path).strip_prefix(root) {
            self.path = path.display().to_string();
        }
    }

    /// Returns `true` if the file is the manifest of a generation.
    pub(super) fn is_of_manifest(&self) -> bool {
        Path::new(&self.path)
            .file_name()
            .is_some_and(|name| name == MANIFEST)
    }

    /// Returns the fault of the link that readers follow; `None` if it is intact.
    pub(super) fn of_current(generation: &Generation, to: &Path) -> Option<Self> {
        let current = to.join("current");
        match fs::read_link(&current) {
            Ok(target) if target == generation.link() => None,
            found => Some(Self::new(&current, found.map(|_| ()))),
        }
    }
}

/// The part of a result that is published.
pub(super) fn published_part<'a>(
    action: &'a Action,
    publish: &Publish,
) -> anyhow::Result<&'a Part> {
    let (Publish::Generation { output, .. } | Publish::File { output, .. }) = publish;
    action
        .outputs
        .get(output)
        .and_then(|parts| parts.first())
        .with_context(|| format!("the step has no output `{output}` to publish"))
}

/// Returns the faults of everything that a step has published.
///
/// # Errors
///
/// If its result cannot be read.
pub(super) fn faults(
    workflow: &Workflow,
    store: &Store,
    stat: &StatCache,
    step: &PlannedStep,
    action: &Action,
) -> anyhow::Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for publish in &step.publish {
        let part = published_part(action, publish)?;
        match publish {
            Publish::File { to, .. } => {
                faults.extend(Fault::of(&workflow.root.join(to), part.blob, stat));
            }
            Publish::Generation { to, .. } => {
                let generation = Generation::of(store, workflow, part)?;
                let to = workflow.root.join(to);
                let link = Fault::of_current(&generation, &to);
                let dir = to.join(generation.link());
                // One fault is enough for a generation that is gone as a whole.
                if dir.is_dir() {
                    faults.extend(link);
                    faults.extend(generation.faults(&dir, stat)?);
                } else {
                    faults.push(Fault::new(&dir, Err(ErrorKind::NotFound.into())));
                }
            }
        }
    }
    faults
        .iter_mut()
        .for_each(|fault| fault.show_below(&workflow.root));
    Ok(faults)
}
