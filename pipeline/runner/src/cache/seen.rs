//! The state of a file in the file system, and whether the file can have changed since it was read.
//!
//! Times have a tick, so a file that is changed twice within one can look unchanged. Git calls this
//! the "racily clean" problem (its `racy-git` documentation).

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::{Digest, hash_file};

/// The longest that a change may stay invisible after the last one, on file systems with fine
/// times.
///
/// Linux stamps files with the time of the last timer interrupt, up to 10 ms old; this leaves room.
const TICK: Duration = Duration::from_millis(100);
/// The same on file systems that keep whole seconds, or even seconds only, as FAT does.
const COARSE_TICK: Duration = Duration::from_millis(2100);

/// Size, inode and times of a file. Ordinary programs cannot set the change time.
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
        // The inode shows that a file was replaced, the change time that an older modification time
        // was set.
        Self {
            len: metadata.len(),
            inode: metadata.ino(),
            mtime_ns: ns(metadata.mtime(), metadata.mtime_nsec()),
            ctime_ns: ns(metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Returns the state of a path itself, even if it is a symbolic link.
    pub(crate) fn of_path(path: &Path) -> io::Result<Self> {
        fs::symlink_metadata(path).map(|metadata| Self::of(&metadata))
    }

    /// Returns the time from the file's last change to `now`; `None` if the change is in the future
    /// because somebody has set the file's time or the clock.
    fn age(&self, now: SystemTime) -> Option<Duration> {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let now = i128::try_from(now.as_nanos()).ok()?;
        let age = now - self.ctime_ns.max(self.mtime_ns);
        u64::try_from(age).ok().map(Duration::from_nanos)
    }

    /// Returns the longest time that a change of this file may stay invisible.
    fn tick(&self) -> Duration {
        // A file system with fine times gives such a time now and then too; that file only waits
        // longer than it had to.
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
    /// The path to open.
    pub(crate) place: PathBuf,
    pub(crate) digest: Digest,
    /// The state before the bytes were read, so that a change meanwhile shows.
    pub(super) stat: Stat,
    /// The time to wait until every later change shows in the file's times; `None` if it shows
    /// already.
    pub(super) unsettled: Option<Duration>,
}

impl Seen {
    /// Looks at a file that is about to be read.
    pub(super) fn before_reading(path: &Path) -> io::Result<(Stat, Option<Duration>)> {
        // The clock first: read after, it would make a change between the two look older than it
        // is.
        let now = SystemTime::now();
        let stat = Stat::of(&fs::metadata(path)?);
        let unsettled = match stat.age(now) {
            Some(age) => stat.tick().checked_sub(age).filter(|wait| !wait.is_zero()),
            // A time in the future never gets old; wait the whole tick.
            None => Some(stat.tick()),
        };
        Ok((stat, unsettled))
    }

    /// The time to wait until every later change of the file shows in its times.
    pub(crate) fn unsettled(&self) -> Option<Duration> {
        self.unsettled
    }

    /// Returns `true` if the file is gone, or is not certain to be the same as when its digest was
    /// taken.
    ///
    /// # Errors
    ///
    /// If it cannot be read any more.
    pub(crate) fn has_changed(&self) -> io::Result<bool> {
        let now = match fs::metadata(&self.place) {
            Ok(metadata) => Stat::of(&metadata),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
            Err(error) => return Err(error),
        };
        if now != self.stat || self.unsettled.is_none() {
            return Ok(now != self.stat);
        }
        // The same times do not prove that an unsettled file is the same; its bytes do.
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
