//! The small records of steps that work series by series, each found by key in the pack that holds
//! it.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::store::file_names;
use super::{CacheError, Digest, PackReader, PackWriter, Store};

/// The most packs that a step refers to; more are rewritten as one.
///
/// Each run with a change adds a pack, and opening packs costs time, so they must not pile up;
/// rewriting at every run would cost more than it saves.
const MAX_PACKS: usize = 8;

/// All packs of the store, open for reading.
#[derive(Debug, Default)]
pub(crate) struct RecordStore {
    packs: Vec<(Digest, PackReader)>,
    /// The pack that holds each record.
    places: HashMap<Digest, usize>,
    /// Packs that cannot be read, to be quarantined and reported.
    damaged: Vec<(PathBuf, String)>,
    /// Damaged packs that have been moved away.
    lost: BTreeSet<Digest>,
    /// Packs that this run has added and that nothing else refers to yet.
    added: BTreeSet<Digest>,
}

impl RecordStore {
    pub(crate) fn open(store: &Store) -> Result<Self, CacheError> {
        let mut records = Self::default();
        let _gate = store.enter(&[])?;
        let packs: Vec<Digest> = file_names(&store.packs_dir())?
            .iter()
            .filter_map(|name| name.strip_suffix(".pack")?.parse().ok())
            .collect();
        // Any of them may turn out to hold a record of this step. Listed and pinned inside one
        // gate, so none goes in between.
        store.pin(&packs)?;
        packs
            .into_iter()
            .for_each(|pack| records.add_pack(pack, &store.pack_path(pack)));
        Ok(records)
    }

    fn add_pack(&mut self, pack: Digest, path: &Path) {
        match PackReader::open(path) {
            Ok(reader) => {
                let index = self.packs.len();
                let keys = reader
                    .names()
                    .filter_map(|name| name.try_into().ok())
                    .map(Digest);
                // A later pack takes the place of an earlier one, so that merged records are found
                // in the merged pack alone.
                self.places.extend(keys.map(|key| (key, index)));
                self.packs.push((pack, reader));
            }
            Err(error) => self.damaged.push((path.to_path_buf(), error.to_string())),
        }
    }

    /// Returns a record by its key; `None` if it is missing or damaged. Damage is noted for
    /// [`Self::take_damaged`].
    pub(crate) fn get(&mut self, key: Digest) -> Option<Vec<u8>> {
        let index = *self.places.get(&key)?;
        let (_, reader) = &self.packs[index];
        match reader.get(&key.0) {
            Ok(value) => value,
            Err(error) => {
                self.places.remove(&key);
                let path = reader.path().to_path_buf();
                if !self.damaged.iter().any(|(known, _)| *known == path) {
                    self.damaged.push((path, error.to_string()));
                }
                None
            }
        }
    }

    /// Writes a batch of new records as a pack; does nothing for an empty batch.
    pub(crate) fn add_batch(
        &mut self,
        store: &Store,
        tmp: &Path,
        batch: &[(Digest, Vec<u8>)],
    ) -> Result<(), CacheError> {
        if batch.is_empty() {
            return Ok(());
        }
        let staged = tmp.join("batch.pack");
        let written = PackWriter::create(&staged).and_then(|mut pack| {
            batch
                .iter()
                .try_for_each(|(key, value)| pack.add(&key.0, value))?;
            pack.finish()
        });
        written.map_err(CacheError::io("write", &staged))?;
        let pack = store.commit_pack(&staged)?;
        // The same records give the same pack, which may be there from an earlier run; only a new
        // one may be removed again.
        if !self.packs.iter().any(|(known, _)| *known == pack) {
            self.added.insert(pack);
        }
        self.add_pack(pack, &store.pack_path(pack));
        Ok(())
    }

    /// Returns the damage found since the last call.
    ///
    /// The caller moves these packs away. Their intact records can still be read, since the files
    /// are open.
    pub(crate) fn take_damaged(&mut self) -> Vec<(PathBuf, String)> {
        let damaged = std::mem::take(&mut self.damaged);
        let is_damaged =
            |reader: &PackReader| damaged.iter().any(|(path, _)| path == reader.path());
        let lost = self
            .packs
            .iter()
            .filter(|(_, reader)| is_damaged(reader))
            .map(|(pack, _)| *pack);
        self.lost.extend(lost);
        damaged
    }

    /// Returns the packs that hold the given records. If they are many, or one of them is damaged,
    /// they are rewritten as one.
    pub(crate) fn settle(
        &mut self,
        store: &Store,
        tmp: &Path,
        keys: &[Digest],
    ) -> Result<BTreeSet<Digest>, CacheError> {
        let used = self.packs_of(keys);
        if used.len() <= MAX_PACKS && used.is_disjoint(&self.lost) {
            return Ok(used);
        }
        let values = |&key: &Digest| Some((key, self.get(key)?));
        let merged: Vec<(Digest, Vec<u8>)> = keys.iter().filter_map(values).collect();
        self.add_batch(store, tmp, &merged)?;
        let used = self.packs_of(keys);
        // Batches of this run that the merged pack replaces. Packs of earlier runs stay: other
        // records may name them.
        for pack in self.added.difference(&used) {
            let path = store.pack_path(*pack);
            fs::remove_file(&path).map_err(CacheError::io("remove", &path))?;
        }
        Ok(used)
    }

    fn packs_of(&self, keys: &[Digest]) -> BTreeSet<Digest> {
        keys.iter()
            .filter_map(|key| self.places.get(key))
            .map(|&index| self.packs[index].0)
            .collect()
    }
}
