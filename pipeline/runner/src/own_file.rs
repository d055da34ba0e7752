//! Makes sure that a file which a program has written is a file of its own, and not a link to
//! somebody else's, which would be moved, protected or changed along with it.

use std::fs::{self, File, FileType, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::Path;

use thiserror::Error;

/// The reason for which there is no file to take.
#[derive(Debug, Error)]
pub enum NotAFile {
    /// Nothing is there.
    #[error("it is not there")]
    Missing,
    /// Something other than a file is there.
    #[error("it is {0} instead of a file")]
    Other(&'static str),
    /// An operation of the file system failed.
    #[error("it cannot be taken")]
    Io(#[from] io::Error),
}

/// Replaces a link to a file, symbolic or hard, by a copy of its target. A file with only this name
/// stays as it is.
///
/// # Errors
///
/// If there is no file at `path`, or the link does not lead to one.
pub fn own_file(path: &Path) -> Result<(), NotAFile> {
    let own = fs::symlink_metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => NotAFile::Missing,
        _ => NotAFile::Io(error),
    })?;
    // A second name means that somebody else can change the bytes.
    if own.is_file() && own.nlink() == 1 {
        return Ok(());
    }
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => NotAFile::Other("a link that leads nowhere"),
        _ => NotAFile::Io(error),
    })?;
    if !metadata.is_file() {
        let through = own.file_type().is_symlink();
        return Err(NotAFile::Other(kind(metadata.file_type(), through)));
    }
    let dir = path.parent().unwrap_or(Path::new("."));
    // In the same directory, so that it can be renamed into place.
    let copy = tempfile::Builder::new().prefix(".own-").tempfile_in(dir)?;
    // `io::copy` takes the bytes alone, and lets the file system share them if it can.
    io::copy(&mut File::open(path)?, &mut copy.as_file())?;
    copy.as_file()
        // A temporary file has 0600; an output is readable like any new file.
        .set_permissions(Permissions::from_mode(0o644))?;
    copy.persist(path)
        .map(drop)
        .map_err(|error| error.error.into())
}

fn kind(kind: FileType, through_link: bool) -> &'static str {
    match (kind.is_dir(), through_link) {
        (true, false) => "a directory",
        (true, true) => "a link to a directory",
        (false, true) => "a link to something that is not a file",
        (false, false) if kind.is_fifo() => "a pipe",
        (false, false) if kind.is_socket() => "a socket",
        (false, false) => "a device",
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_link_becomes_a_copy_and_what_it_led_to_stays_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let theirs = dir.path().join("theirs");
        fs::write(&theirs, "text").unwrap();
        let (soft, hard) = (dir.path().join("soft"), dir.path().join("hard"));
        symlink("theirs", &soft).unwrap();
        fs::hard_link(&theirs, &hard).unwrap();
        for path in [&soft, &hard] {
            own_file(path).unwrap();
            assert!(fs::symlink_metadata(path).unwrap().is_file());
            fs::write(path, "other").unwrap();
        }
        assert_eq!(fs::read_to_string(&theirs).unwrap(), "text");
        assert_eq!(fs::metadata(&theirs).unwrap().nlink(), 1);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
    }

    #[test]
    fn what_is_not_a_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("o");
        let says = || own_file(&path).unwrap_err().to_string();
        assert_eq!(says(), "it is not there");
        symlink("nowhere", &path).unwrap();
        assert_eq!(says(), "it is a link that leads nowhere instead of a file");
        fs::remove_file(&path).unwrap();
        symlink(dir.path(), &path).unwrap();
        assert_eq!(says(), "it is a link to a directory instead of a file");
        fs::remove_file(&path).unwrap();
        let socket = UnixListener::bind(&path).unwrap();
        assert_eq!(says(), "it is a socket instead of a file");
        drop(socket);
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(says(), "it is a directory instead of a file");
    }
}
