//! Placing results outside the cache, so that a reader sees the old or the new and nothing between.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context as _;
use chrono::{DateTime, SecondsFormat, Utc};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::{Event, Session, tree};
use crate::cache::{Action, PackReader, Part, create_dir_synced, fault_point, sync_dir};
use crate::step::{Hint, Publish};
use crate::workflow::{PlannedStep, refuse_as_directory, refuse_to_replace};

const MANIFEST: &str = "manifest.json";
/// How many generations stay, the current one included.
const KEPT_GENERATIONS: usize = 3;

impl Session<'_> {
    /// Publishes what the step asks for, unless it is there already. When the step has just run, `written` is the directory that it wrote to.
    pub(super) fn publish(
        &self,
        step: &PlannedStep,
        action: &Action,
        written: Option<&Path>,
    ) -> anyhow::Result<()> {
        for publish in &step.publish {
            let (Publish::Generation { output, to, .. } | Publish::File { output, to, .. }) =
                publish;
            let part = action
                .outputs
                .get(output)
                .and_then(|parts| parts.first())
                .with_context(|| format!("there is no output `{output}` to publish"))?;
            let in_the_way = match publish {
                Publish::Generation { .. } => refuse_as_directory(to),
                Publish::File { .. } => refuse_to_replace(to),
            };
            // It may have come there since the workflow was checked.
            in_the_way.map_err(|(message, hint)| Hint::new(message, hint))?;
            let changed = match publish {
                Publish::Generation { .. } => {
                    let tree = written.map(|dir| dir.join(output));
                    self.publish_generation(part, to, tree.as_deref())
                }
                Publish::File { .. } => self.publish_file(part, to),
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

    fn publish_generation(
        &self,
        part: &Part,
        to: &Path,
        written: Option<&Path>,
    ) -> anyhow::Result<bool> {
        let id = part.content.digest(None).to_string()[..32].to_owned();
        let pack = PackReader::open(&self.store.blob_path(part.blob))?;
        let generations = to.join("generations");
        let target = generations.join(&id);
        let link = Path::new("generations").join(&id);
        let complete = self
            .pool
            .install(|| is_complete(&pack, &target, self.options.verify))?;
        if complete && fs::read_link(to.join("current")).is_ok_and(|current| current == link) {
            return self.update_params(&target);
        }
        if complete {
            self.update_params(&target)?;
        }
        if !complete {
            create_dir_synced(&generations)?;
            let staged = generations.join(".staged");
            remove_dir(&staged)?;
            // The files that the step wrote need not be written again, unless they lie on another disk.
            if written.is_none_or(|tree| fs::rename(tree, &staged).is_err()) {
                tree::unpack(&pack, &staged)?;
            }
            self.stamp_manifest(&staged.join(MANIFEST), &id)?;
            tree::sync(&staged)?;
            fault_point("publish.staged");
            remove_dir(&target)?;
            fs::rename(&staged, &target)?;
            sync_dir(&generations)?;
        }
        fault_point("publish.renamed");
        let staged = to.join(".current.staged");
        remove_file(&staged)?;
        symlink(&link, &staged)?;
        fs::rename(&staged, to.join("current"))?;
        sync_dir(to)?;
        fault_point("publish.swapped");
        prune(&generations, &id)?;
        Ok(true)
    }

    /// Adds to the manifest what the step does not know.
    fn stamp_manifest(&self, path: &Path, generation: &str) -> anyhow::Result<()> {
        let Ok(text) = fs::read(path) else {
            return Ok(());
        };
        let mut manifest: Value =
            serde_json::from_slice(&text).context("manifest.json is not JSON")?;
        if let Some(object) = manifest.as_object_mut() {
            let created =
                DateTime::<Utc>::from(SystemTime::now()).to_rfc3339_opts(SecondsFormat::Secs, true);
            object.insert("generation".to_owned(), json!(generation));
            object.insert("created".to_owned(), json!(created));
            object.insert("workflow".to_owned(), json!(self.workflow.name));
            object.insert("params".to_owned(), self.workflow.published_params.clone());
        }
        let mut file = File::create(path)?;
        serde_json::to_writer_pretty(&mut file, &manifest)?;
        file.write_all(b"\n")?;
        Ok(())
    }

    /// Brings the parameters in a manifest up to date, which do not count in the name of a generation:
    /// one that is not to be published any more must not stay. Says whether something changed.
    fn update_params(&self, generation: &Path) -> anyhow::Result<bool> {
        let path = generation.join(MANIFEST);
        let Ok(text) = fs::read(&path) else {
            return Ok(false);
        };
        let mut manifest: Value =
            serde_json::from_slice(&text).context("manifest.json is not JSON")?;
        let params = &self.workflow.published_params;
        let Some(object) = manifest.as_object_mut() else {
            return Ok(false);
        };
        if object.get("params") == Some(params) {
            return Ok(false);
        }
        object.insert("params".to_owned(), params.clone());
        let staged = generation.join(".manifest.staged");
        let mut file = File::create(&staged)?;
        serde_json::to_writer_pretty(&mut file, &manifest)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&staged, &path)?;
        sync_dir(generation)?;
        Ok(true)
    }

    fn publish_file(&self, part: &Part, to: &Path) -> anyhow::Result<bool> {
        let dir = to
            .parent()
            .filter(|dir| !dir.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let name = to
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("output");
        // A fixed name, so that what a killed run has left here does not stay.
        let staged = dir.join(format!(".{name}.staged"));
        remove_file(&staged)?;
        if self
            .stat
            .digest(to)
            .is_ok_and(|(digest, _)| digest == part.blob)
        {
            return Ok(false);
        }
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

/// Removes generations that are neither the current one nor among the newest, which a reader may still be using.
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

/// Whether a generation has every file of its pack in the right length, or with the right content when `thorough`. The manifest has been added to.
fn is_complete(pack: &PackReader, target: &Path, thorough: bool) -> anyhow::Result<bool> {
    let is_same = |relative: &PathBuf| -> anyhow::Result<bool> {
        let path = target.join(relative);
        if relative == Path::new(MANIFEST) {
            return Ok(path.is_file());
        }
        let name = relative.to_str().unwrap_or_default().as_bytes();
        Ok(if thorough {
            fs::read(&path).ok() == pack.get(name)?
        } else {
            fs::metadata(&path).ok().map(|metadata| metadata.len()) == pack.len_of(name)
        })
    };
    // Thousands of files are a thousandth of a second each on some file systems.
    tree::relative_paths(pack)?
        .par_iter()
        .map(is_same)
        .try_reduce(|| true, |a, b| Ok(a && b))
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
