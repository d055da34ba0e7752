//! Reads every file in the store and checks it against its digest.

use std::path::{Path, PathBuf};

use super::{CacheError, Digest, Inventory, PackReader, Store, hash_file};

impl Store {
    /// Returns the number of files checked, and the damaged ones with the damage.
    pub fn verify(&self) -> Result<(usize, Vec<(PathBuf, String)>), CacheError> {
        let inventory = Inventory::of(self)?;
        let mut checked = self.action_keys()?.len();
        let mut damaged = inventory.damaged;
        for (digest, stored) in inventory.blobs.iter().chain(&inventory.packs) {
            checked += 1;
            damaged.extend(check(&stored.path, *digest));
        }
        // A pack can have the right digest and still not be a pack, if it was written wrongly.
        for stored in inventory.packs.values() {
            if let Err(error) = PackReader::open(&stored.path)
                && !damaged.iter().any(|(path, _)| *path == stored.path)
            {
                damaged.push((stored.path.clone(), error.to_string()));
            }
        }
        for entry in &inventory.entries {
            for part in entry
                .action
                .outputs
                .values()
                .flatten()
                .filter(|part| !inventory.blobs.contains_key(&part.blob))
            {
                let path = self.action_path(entry.action.key);
                damaged.push((
                    path,
                    format!(
                        "`{}` names a file that is missing: `{}`",
                        entry.action.key.short(),
                        part.blob.short()
                    ),
                ));
            }
        }
        checked += self.head_paths()?.len();
        // One message a file is enough; those of one file follow each other.
        damaged.dedup_by(|a, b| a.0 == b.0);
        Ok((checked, damaged))
    }
}

/// Returns the damage of one file; `None` if it is intact.
fn check(path: &Path, digest: Digest) -> Option<(PathBuf, String)> {
    let what = match hash_file(path) {
        Ok((found, _)) if found == digest => return None,
        Ok(_) => "its content does not match its digest".to_owned(),
        Err(error) => error.to_string(),
    };
    Some((
        path.to_path_buf(),
        CacheError::damaged(path, what).to_string(),
    ))
}
