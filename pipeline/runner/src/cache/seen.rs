//! What the file system says of a file, and whether the file can have changed since that was asked.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::{Digest, hash_file};

/// A file may still be written to, unnoticed, within the file system's clock tick after its last
/// change.
const TICK: Duration = Duration::from_millis(100);
/// The tick of file systems that keep whole seconds, or every other second.
const COARSE_TICK: Duration = Duration::from_millis(2100);

/// Size, inode and times of a file. The change time cannot be set by ordinary programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stat {
    pub(super) len: u64,
    inode: u64,
    mtime_ns: i128,
    ctime_ns: i128,
}

impl Stat {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let ns = |seconds: i64, nanos: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
        Self {
            len: metadata.len(),
            inode: metadata.ino(),
            mtime_ns: ns(metadata.mtime(), metadata.mtime_nsec()),
            ctime_ns: ns(metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// What the file system says of a path itself, also where it is a link.
    pub(crate) fn of_path(path: &Path) -> io::Result<Self> {
        fs::symlink_metadata(path).map(|metadata| Self::of(&metadata))
    }

    /// How long after its last change the file was at `now`. `None` when that lies ahead: somebody
    /// has set the time of the file, or the clock.
    fn age(&self, now: SystemTime) -> Option<Duration> {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let now = i128::try_from(now.as_nanos()).ok()?;
        let age = now - self.ctime_ns.max(self.mtime_ns);
        u64::try_from(age).ok().map(Duration::from_nanos)
    }

    /// How long a change may stay unnoticed here.
    fn tick(&self) -> Duration {
        if self.ctime_ns % 1_000_000_000 == 0 {
            COARSE_TICK
        } else {
            TICK
        }
    }
}

/// A file as it was when its digest was taken.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// The path as the workflow names it.
    pub(crate) path: PathBuf,
    /// Where to open it.
    pub(crate) place: PathBuf,
    pub(crate) digest: Digest,
    /// From before its bytes were read, so that a change meanwhile shows.
    pub(super) stat: Stat,
    /// How long to wait until every later change shows in the times; none when it does already.
    pub(super) unsettled: Option<Duration>,
}

impl Seen {
    /// Looks at a file that is about to be read.
    pub(super) fn before_reading(path: &Path) -> io::Result<(Stat, Option<Duration>)> {
        // The clock first, or a change between the two looks would be taken for an old one.
        let now = SystemTime::now();
        let stat = Stat::of(&fs::metadata(path)?);
        let unsettled = match stat.age(now) {
            Some(age) => stat.tick().checked_sub(age).filter(|wait| !wait.is_zero()),
            None => Some(stat.tick()),
        };
        Ok((stat, unsettled))
    }

    /// How long to wait until every later change of the file shows in its times.
    pub(crate) fn unsettled(&self) -> Option<Duration> {
        self.unsettled
    }

    /// Whether the file is not surely the same as when its digest was taken, or gone.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub(crate) fn has_changed(&self) -> io::Result<bool> {
        let now = match fs::metadata(&self.place) {
            Ok(metadata) => Stat::of(&metadata),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
            Err(error) => return Err(error),
        };
        if now != self.stat || self.unsettled.is_none() {
            return Ok(now != self.stat);
        }
        Ok(hash_file(&self.place)?.0 != self.digest)
    }
}

#[cfg(test)]
mod tests {
    use super::super::StatCache;
    use super::*;

    fn file(dir: &tempfile::TempDir, text: &str) -> PathBuf {
        let path = dir.path().join("file");
        fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn a_change_and_its_reversal_show_once_the_file_has_settled() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(&dir, "one");
        let stat = StatCache::load(&dir.path().join("stat.json"), dir.path());
        let wait = stat.see(&path).unwrap().unsettled().unwrap();
        std::thread::sleep(wait);
        let seen = stat.see(&path).unwrap();
        assert_eq!(seen.unsettled(), None);
        assert!(!seen.has_changed().unwrap());
        fs::write(&path, "two").unwrap();
        fs::write(&path, "one").unwrap();
        assert!(seen.has_changed().unwrap());
        fs::remove_file(&path).unwrap();
        assert!(seen.has_changed().unwrap());
    }

    #[test]
    fn a_file_from_the_future_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(&dir, "one");
        let later = SystemTime::now() + Duration::from_secs(1_000_000);
        let set = |path: &Path| {
            let file = fs::File::options().append(true).open(path).unwrap();
            file.set_modified(later).unwrap();
        };
        set(&path);
        let stat = StatCache::load(&dir.path().join("stat.json"), dir.path());
        let mut seen = stat.see(&path).unwrap();
        assert!(seen.unsettled().is_some() && !seen.has_changed().unwrap());
        fs::write(&path, "two").unwrap();
        set(&path);
        // As if the change time had stayed within one tick.
        seen.stat = Stat::of_path(&path).unwrap();
        assert!(seen.has_changed().unwrap());
    }

    #[test]
    fn whole_seconds_take_longer_to_settle() {
        let dir = tempfile::tempdir().unwrap();
        let mut stat = Stat::of_path(&file(&dir, "one")).unwrap();
        stat.ctime_ns = 1_600_000_000_000_000_000;
        assert_eq!(stat.tick(), COARSE_TICK);
        stat.ctime_ns += 1;
        assert_eq!(stat.tick(), TICK);
    }
}
