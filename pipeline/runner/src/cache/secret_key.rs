//! The key under which secret values are digested. It is random and stays with the project, so that
//! nobody who sees a digest alone can try values until one fits.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::{CacheError, Digest, Store};

/// The key of a project.
pub(crate) struct SecretKey([u8; 32]);

impl SecretKey {
    /// Returns the keyed digest of a value.
    pub(crate) fn digest(&self, value: &[u8]) -> Digest {
        // A plain digest of a short password is found by trying passwords; a MAC is not.
        Digest::from(blake3::keyed_hash(&self.0, value))
    }
}

impl Store {
    /// Returns the project's key, which is created when it is first needed.
    pub(crate) fn secret_key(&self) -> Result<SecretKey, CacheError> {
        let path = self.root().join("secret.key");
        if !path.exists() {
            create(self.root(), &path).map_err(CacheError::io("create", &path))?;
        }
        let text = fs::read_to_string(&path).map_err(CacheError::io("read", &path))?;
        let key = text.trim_end().parse::<Digest>().map_err(|_| {
            let what = "it is not a key of 64 hexadecimal digits; remove it, and results that \
                        depend on secrets are computed again";
            CacheError::damaged(&path, what)
        })?;
        Ok(SecretKey(key.0))
    }
}

/// Writes a new key, complete from the start. If another process was first, its key stays.
fn create(root: &Path, path: &Path) -> io::Result<()> {
    fs::create_dir_all(root)?;
    let mut key = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut key)?;
    let staged = root.join(format!(".secret.key.{}", std::process::id()));
    // Left by a killed process that had the same id.
    match fs::remove_file(&staged) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        // Set on creation: there is no moment at which others could read the key.
        .mode(0o600)
        .open(&staged)?;
    writeln!(file, "{}", Digest(key))?;
    file.sync_all()?;
    // `link` fails if the name exists, while `rename` would replace the key that another process
    // already uses (POSIX). The content is complete and synced before the name appears.
    let linked = match fs::hard_link(&staged, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    };
    fs::remove_file(&staged)?;
    linked
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path().join("cache"));
        let first = store.secret_key().unwrap().digest(b"value");
        assert_eq!(first, store.secret_key().unwrap().digest(b"value"));
        assert_ne!(first, Digest::of(b"value"));
        let path = dir.path().join("cache/secret.key");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let other = Store::new(dir.path().join("other"));
        assert_ne!(first, other.secret_key().unwrap().digest(b"value"));
        fs::write(&path, "not a key").unwrap();
        assert!(store.secret_key().is_err());
    }

    #[test]
    fn all_who_make_the_first_key_at_a_time_get_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("key"));
        fs::create_dir(&a).unwrap();
        create(&a, &b).unwrap();
        let first = fs::read(&b).unwrap();
        create(&a, &b).unwrap();
        assert_eq!(fs::read(&b).unwrap(), first);
        assert_eq!(fs::read_dir(&a).unwrap().count(), 0);
    }
}
