//! Looks for secret values in the files that a program has written.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use memchr::memmem::Finder;

use hotcast_runner::Secret;

/// The shortest value that is looked for: shorter ones occur in files by chance.
const MIN_BYTES: usize = 8;

/// Returns `true` if a file holds a value.
pub(super) fn holds(path: &Path, secret: &Secret) -> std::io::Result<bool> {
    let value = secret.reveal().as_encoded_bytes();
    if value.len() < MIN_BYTES {
        return Ok(false);
    }
    let finder = Finder::new(value);
    let (mut file, mut chunk, mut filled) =
        (File::open(path)?, vec![0; (1 << 20) + value.len()], 0);
    loop {
        match file.read(&mut chunk[filled..]) {
            Ok(0) => return Ok(false),
            Ok(n) => filled += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if finder.find(&chunk[..filled]).is_some() {
            return Ok(true);
        }
        // The value may lie across two reads.
        let kept = filled.min(value.len() - 1);
        chunk.copy_within(filled - kept..filled, 0);
        filled = kept;
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_value_is_found_wherever_it_stands() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let secret = Secret::new("correct horse".into());
        for before in [0, 1, (1 << 20) - 5, 1 << 20, (1 << 20) + 13, 3 << 20] {
            let mut bytes = vec![b'c'; before];
            bytes.extend_from_slice(b"correct horse");
            bytes.extend_from_slice(&[b'c'; 100]);
            fs::write(&path, &bytes).unwrap();
            assert!(holds(&path, &secret).unwrap(), "{before}");
            bytes[before + 12] = b'f';
            fs::write(&path, &bytes).unwrap();
            assert!(!holds(&path, &secret).unwrap(), "{before}");
        }
        fs::write(&path, "short").unwrap();
        assert!(!holds(&path, &Secret::new("short".into())).unwrap());
    }
}
