//! Checks that the inputs of a step are still those of its key: source files, and the copies that a
//! program was handed. Otherwise a result would be found for content that it was not made of.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;

use super::resolve::Resolved;
use crate::cache::{Digest, Seen, Stat, StatCache, hash_file};
use crate::step::Hint;

/// The files that a program was handed for one input.
#[derive(Debug, Clone)]
pub(crate) struct Handed {
    slot: String,
    label: String,
    files: Vec<HandedFile>,
}

#[derive(Debug, Clone)]
struct HandedFile {
    path: PathBuf,
    stat: Stat,
    digest: Digest,
}

impl Handed {
    pub(super) fn new(slot: &str, label: &str) -> Self {
        Self {
            slot: slot.to_owned(),
            label: label.to_owned(),
            files: Vec::new(),
        }
    }

    /// Notes a file that has been laid out; the digest of its bytes may be `known`.
    ///
    /// All files get the same time, so that an archive of them does not depend on the clock, and
    /// that no change goes unnoticed within the clock's tick.
    pub(super) fn add(&mut self, path: &Path, known: Option<Digest>) -> io::Result<()> {
        // 2000-01-01, which every archive format can hold: ZIP begins at 1980.
        let constant = SystemTime::UNIX_EPOCH + Duration::from_secs(946_684_800);
        fs::File::open(path)?.set_modified(constant)?;
        self.files.push(HandedFile {
            path: path.to_path_buf(),
            // After the time was set, which changes it.
            stat: Stat::of_path(path)?,
            digest: match known {
                Some(digest) => digest,
                None => hash_file(path)?.0,
            },
        });
        Ok(())
    }

    fn check(&self) -> anyhow::Result<()> {
        for file in &self.files {
            if file
                .is_unchanged()
                .with_context(|| format!("cannot read `{}` again", file.path.display()))?
            {
                continue;
            }
            let message = format!(
                "the program wrote to its input `{}`, which is `{}`",
                self.slot.trim_start_matches("inputs."),
                self.label
            );
            let hint = "copy the input and change the copy, or write to `{outputs.…}`";
            return Err(Hint::new(message, hint).into());
        }
        Ok(())
    }
}

impl HandedFile {
    fn is_unchanged(&self) -> io::Result<bool> {
        match Stat::of_path(&self.path) {
            Ok(stat) if stat == self.stat => Ok(true),
            // The bytes may still be the same, as after the file got another name.
            Ok(_) if !self.path.is_symlink() && self.path.is_file() => {
                Ok(hash_file(&self.path)?.0 == self.digest)
            }
            Ok(_) => Ok(false),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl Resolved {
    /// Waits until every later change of a source file shows in its times, and reads those again
    /// that had been written just before.
    pub(super) fn settle(&mut self, stat: &StatCache) -> anyhow::Result<()> {
        let unsettled = |seen: &&mut Seen| seen.unsettled().is_some();
        let sources = self.sources.values_mut().flatten();
        let unsettled: Vec<&mut Seen> = sources.filter(unsettled).collect();
        let Some(wait) = unsettled.iter().filter_map(|seen| seen.unsettled()).max() else {
            return Ok(());
        };
        // Once for all files, for the longest of their times.
        std::thread::sleep(wait);
        for seen in unsettled {
            let again = stat
                .see(&seen.path)
                .with_context(|| format!("cannot read `{}`", seen.path.display()))?;
            if again.digest != seen.digest {
                return Err(changed(seen, 1));
            }
            *seen = again;
        }
        Ok(())
    }

    /// Checks that the source files are those of the key, and that a program left alone what it was
    /// handed.
    ///
    /// # Errors
    ///
    /// If a file has changed; the error names it.
    pub(super) fn check_unchanged(&self) -> anyhow::Result<()> {
        let mut first = None;
        let mut n = 0;
        for seen in self.sources.values().flatten() {
            if seen
                .has_changed()
                .with_context(|| format!("cannot read `{}` again", seen.path.display()))?
            {
                n += 1;
                first.get_or_insert(seen);
            }
        }
        if let Some(seen) = first {
            return Err(changed(seen, n));
        }
        self.handed.iter().try_for_each(Handed::check)
    }
}

fn changed(seen: &Seen, n: usize) -> anyhow::Error {
    let what = if seen.place.exists() {
        "changed"
    } else {
        "vanished"
    };
    let others = match n {
        1 => String::new(),
        n => format!(", and {} more", n - 1),
    };
    Hint::new(
        format!("`{}` {what} while the step ran{others}", seen.path.display()),
        "run again once nothing writes to it; if the step's own program does, make it write to an output",
    )
    .into()
}
