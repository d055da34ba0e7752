//! A generation as it is laid out on disk: the files of a pack, and a manifest that adds what the
//! step does not know.
//!
//! Nothing in it depends on the time or place of its making, so that a reader can compare two
//! publications, and this program can tell whether one is unchanged.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::published::Fault;
use super::tree;
use crate::cache::{Digest, PackReader, Part, StatCache, Store, sync_dir};
use crate::workflow::Workflow;

pub(super) const MANIFEST: &str = "manifest.json";

/// The published form of a pack.
pub(super) struct Generation {
    pub(super) id: String,
    pub(super) pack: PackReader,
    /// The finished manifest; `None` if the step wrote none.
    manifest: Option<Vec<u8>>,
}

impl Generation {
    /// The generation of a step's output.
    ///
    /// # Errors
    ///
    /// If the output cannot be read, or its manifest is not JSON.
    pub(super) fn of(store: &Store, workflow: &Workflow, part: &Part) -> anyhow::Result<Self> {
        let stamp = json!({ "workflow": workflow.name, "params": workflow.published_params });
        let pack = PackReader::open(&store.blob_path(part.blob))?;
        // Named by its content, so that publishing the same result again changes nothing; 128 bits
        // are enough.
        let id = part.content.digest(None).to_string()[..32].to_owned();
        let manifest = pack
            .get(MANIFEST.as_bytes())?
            .map(|text| finished(&text, &id, &stamp))
            .transpose()?;
        Ok(Self { id, pack, manifest })
    }

    /// The target of the link `current`, relative so that the whole place can be moved.
    pub(super) fn link(&self) -> PathBuf {
        Path::new("generations").join(&self.id)
    }

    /// Writes the finished manifest over the one that the step wrote.
    pub(super) fn write_manifest(&self, dir: &Path) -> std::io::Result<()> {
        match &self.manifest {
            Some(manifest) => fs::write(dir.join(MANIFEST), manifest),
            None => Ok(()),
        }
    }

    /// Replaces the manifest of a generation in place.
    ///
    /// Parameters do not count in the name of a generation, and a published parameter that was
    /// withdrawn must not stay in it.
    pub(super) fn replace_manifest(&self, dir: &Path) -> std::io::Result<()> {
        let Some(manifest) = &self.manifest else {
            return Ok(());
        };
        // Readers may have this generation open: they see the old manifest or the new one.
        let staged = dir.join(".manifest.staged");
        let mut file = File::create(&staged)?;
        file.write_all(manifest)?;
        file.sync_all()?;
        fs::rename(&staged, dir.join(MANIFEST))?;
        sync_dir(dir)
    }

    /// Returns the files in `dir` that differ from the published ones.
    ///
    /// # Errors
    ///
    /// If the pack cannot be read.
    pub(super) fn faults(&self, dir: &Path, stat: &StatCache) -> anyhow::Result<Vec<Fault>> {
        let fault = |relative: &PathBuf| {
            let name = relative.to_str().unwrap_or_default();
            let published = match &self.manifest {
                Some(manifest) if name == MANIFEST => Some(Digest::of(manifest)),
                _ => self.pack.digest_of(name.as_bytes()),
            };
            published.and_then(|digest| Fault::of(&dir.join(relative), digest, stat))
        };
        // In parallel: each of thousands of files takes about a millisecond on some file systems.
        let paths = tree::relative_paths(&self.pack)?;
        Ok(paths.par_iter().filter_map(fault).collect())
    }
}

/// Returns the manifest of a step with the generation, the workflow and its parameters.
fn finished(text: &[u8], generation: &str, stamp: &Value) -> anyhow::Result<Vec<u8>> {
    let mut manifest: Value = serde_json::from_slice(text).context("manifest.json is not JSON")?;
    if let (Some(object), Some(stamp)) = (manifest.as_object_mut(), stamp.as_object()) {
        object.insert("generation".to_owned(), json!(generation));
        object.extend(stamp.clone());
    }
    // The bytes must not depend on the feature `preserve_order` of `serde_json`.
    manifest.sort_all_objects();
    let mut finished = serde_json::to_vec_pretty(&manifest)?;
    finished.push(b'\n');
    Ok(finished)
}
