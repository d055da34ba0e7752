//! The small records of steps that work series by series, found by key in whichever pack holds them.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::store::file_names;
use super::{CacheError, Digest, PackReader, PackWriter, Store};

/// A step refers to at most this many packs; more are rewritten as one.
const MAX_PACKS: usize = 8;

/// All packs of the store, open for reading.
#[derive(Debug, Default)]
pub(crate) struct RecordStore {
    packs: Vec<(Digest, PackReader)>,
    /// For each record, the pack that holds it.
    places: HashMap<Digest, usize>,
    /// Packs that could not be read, to be quarantined and reported.
    damaged: Vec<(PathBuf, String)>,
    /// Damaged packs that have been moved away.
    lost: BTreeSet<Digest>,
    /// Packs that this run has added, which nothing else refers to yet.
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
        // Any of them may turn out to hold what this step needs.
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
                self.places.extend(keys.map(|key| (key, index)));
                self.packs.push((pack, reader));
            }
            Err(error) => self.damaged.push((path.to_path_buf(), error.to_string())),
        }
    }

    /// A record by its key. A record that is damaged counts as missing and its pack as damaged.
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

    /// Writes a batch of new records as a pack, if there are any.
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
        if !self.packs.iter().any(|(known, _)| *known == pack) {
            self.added.insert(pack);
        }
        self.add_pack(pack, &store.pack_path(pack));
        Ok(())
    }

    /// The damage found since the last call. The packs concerned are about to be moved away; what could be read of them is still read.
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

    /// The packs that hold the given records. If they are many, or one of them is damaged, they are rewritten as one.
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
