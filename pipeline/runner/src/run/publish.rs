//! Publishing results outside the cache, so that a reader sees the old or the new one and nothing
//! between.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::symlink;
use std::path::Path;

use anyhow::Context as _;

use super::generation::Generation;
use super::published::{Fault, published_part};
use super::{Event, Session, tree};
use crate::cache::{Action, Part, create_dir_synced, fault_point, sync_dir};
use crate::step::{Hint, Publish};
use crate::workflow::{PlannedStep, refuse_as_directory, refuse_to_replace};

/// The number of generations that stay, including the current one. A reader that has followed
/// `current` can finish while two more are published.
const KEPT_GENERATIONS: usize = 3;

impl Session<'_> {
    /// Publishes the outputs that the step asks for, unless they are there already. If the step has
    /// just run, `written` is the directory that it wrote to.
    pub(super) fn publish(
        &self,
        step: &PlannedStep,
        action: &Action,
        written: Option<&Path>,
    ) -> anyhow::Result<()> {
        for publish in &step.publish {
            let (Publish::Generation { output, to, .. } | Publish::File { output, to, .. }) =
                publish;
            let part = published_part(action, publish)?;
            let in_the_way = match publish {
                Publish::Generation { .. } => refuse_as_directory(&self.workflow.root, to),
                Publish::File { .. } => refuse_to_replace(&self.workflow.root, to),
            };
            // Something may have come there since the workflow was checked.
            in_the_way.map_err(|(message, hint)| Hint::new(message, hint))?;
            let place = self.workflow.root.join(to);
            let changed = match publish {
                Publish::Generation { .. } => {
                    let tree = written.map(|dir| dir.join(output));
                    self.publish_generation(part, &place, tree.as_deref())
                }
                Publish::File { .. } => self.publish_file(part, &place),
            };
            let changed =
                changed.with_context(|| format!("cannot publish to `{}`", to.display()))?;
            self.reporter.emit(Event::Published {
                step: step.name.clone(),
                to: to.display().to_string(),
                changed,
            });
        }
        Ok(())
    }

    /// Publishes a directory: lays it out beside the others, then makes `current` lead to it.
    /// Returns `false` if all of it was there.
    fn publish_generation(
        &self,
        part: &Part,
        to: &Path,
        written: Option<&Path>,
    ) -> anyhow::Result<bool> {
        let generation = Generation::of(self.store, self.workflow, part)?;
        let generations = to.join("generations");
        let target = generations.join(&generation.id);
        let faults = self
            .pool
            .install(|| generation.faults(&target, self.stat))?;
        if faults.is_empty() && Fault::of_current(&generation, to).is_none() {
            return Ok(false);
        }
        // Only parameters differ: one file is replaced instead of thousands.
        if !faults.is_empty() && faults.iter().all(Fault::is_of_manifest) && target.is_dir() {
            generation.replace_manifest(&target)?;
        } else if !faults.is_empty() {
            create_dir_synced(&generations)?;
            // Beside its final place, since a rename does not cross file systems.
            let staged = generations.join(".staged");
            remove_dir(&staged)?;
            // The files that the step wrote need not be written again, unless they lie on another
            // disk.
            if written.is_none_or(|tree| fs::rename(tree, &staged).is_err()) {
                tree::unpack(&generation.pack, &staged)?;
            }
            generation.write_manifest(&staged)?;
            // Durable before it has a name that readers follow.
            tree::sync(&staged)?;
            fault_point("publish.staged");
            // `rename` does not replace a directory with files in it (POSIX: `ENOTEMPTY`). The one
            // that goes is damaged anyway.
            remove_dir(&target)?;
            fs::rename(&staged, &target)?;
            sync_dir(&generations)?;
        }
        fault_point("publish.renamed");
        // A link cannot be changed in place. Renaming a new one over it is atomic: a reader follows
        // the old or the new.
        let staged = to.join(".current.staged");
        remove_file(&staged)?;
        symlink(generation.link(), &staged)?;
        fs::rename(&staged, to.join("current"))?;
        sync_dir(to)?;
        fault_point("publish.swapped");
        // After the swap: until then an old generation may be the current one.
        prune(&generations, &generation.id)?;
        Ok(true)
    }

    /// Publishes a file. Returns `false` if it was there.
    fn publish_file(&self, part: &Part, to: &Path) -> anyhow::Result<bool> {
        let dir = to
            .parent()
            .filter(|dir| !dir.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let name = to
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("output");
        // A fixed name, so that the leftover of a killed run does not stay.
        let staged = dir.join(format!(".{name}.staged"));
        // Before the check: such a leftover is removed even if nothing is published.
        remove_file(&staged)?;
        if Fault::of(to, part.blob, self.stat).is_none() {
            return Ok(false);
        }
        // A copy: the store's own file stays out of reach of whoever edits the published one.
        fs::create_dir_all(dir)?;
        let mut blob = File::open(self.store.blob_path(part.blob))?;
        let mut file = File::create(&staged)?;
        std::io::copy(&mut blob, &mut file)?;
        file.sync_all()?;
        fault_point("publish.staged");
        fs::rename(&staged, to)?;
        sync_dir(dir)?;
        fault_point("publish.swapped");
        Ok(true)
    }
}

/// Removes generations that are neither the current one nor among the newest, which a reader may
/// still be using.
fn prune(generations: &Path, current: &str) -> std::io::Result<()> {
    let mut others = Vec::new();
    for entry in fs::read_dir(generations)? {
        let entry = entry?;
        if entry.file_name() != current {
            others.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    others.sort();
    let old = others.len().saturating_sub(KEPT_GENERATIONS - 1);
    others
        .iter()
        .take(old)
        .try_for_each(|(_, path)| fs::remove_dir_all(path))
}

fn remove_dir(dir: &Path) -> std::io::Result<()> {
    fs::remove_dir_all(dir).or_else(|error| {
        if error.kind() == ErrorKind::NotFound {
            Ok(())
        } else {
            Err(error)
        }
    })
}

fn remove_file(path: &Path) -> std::io::Result<()> {
    fs::remove_file(path).or_else(|error| {
        if error.kind() == ErrorKind::NotFound {
            Ok(())
        } else {
            Err(error)
        }
    })
}
