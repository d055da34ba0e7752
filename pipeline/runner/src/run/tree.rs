//! Directories as packs: storing a step's tree, and laying it out again.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc;

use anyhow::Context as _;

use crate::cache::{PackReader, PackWriter};

/// The number of files that may have been read but not packed yet. It bounds the memory that they
/// take.
const READ_AHEAD: usize = 64;

/// Packs a directory, its files in order of their names, so that equal trees give equal packs. The
/// next files are read while one is packed.
pub(super) fn pack(dir: &Path, target: &Path) -> anyhow::Result<()> {
    let files = files(dir)?;
    let mut writer = PackWriter::create(target)?;
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let (sender, receiver) = mpsc::sync_channel(READ_AHEAD);
        let names = &files;
        scope.spawn(move || {
            // A receiver that is gone has failed and reports that itself.
            let _ = names
                .iter()
                .try_for_each(|name| sender.send((name, fs::read(dir.join(name)))));
        });
        for (name, value) in receiver {
            let value =
                value.with_context(|| format!("cannot read `{}`", dir.join(name).display()))?;
            writer.add(name.as_bytes(), &value)?;
        }
        Ok(())
    })?;
    writer.finish()?;
    Ok(())
}

/// Returns the files below a directory by their relative names, sorted: `read_dir` has no order.
///
/// # Errors
///
/// If something below is neither a file nor a directory: a link leads outside, and its target may
/// change.
pub(super) fn files(dir: &Path) -> anyhow::Result<Vec<String>> {
    let mut files = Vec::new();
    collect(dir, dir, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(root: &Path, dir: &Path, files: &mut Vec<String>) -> anyhow::Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("cannot read `{}`", dir.display()))? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            collect(root, &path, files)?;
        } else {
            anyhow::ensure!(
                kind.is_file(),
                "`{}` is neither a file nor a directory",
                path.display()
            );
            let relative = path
                .strip_prefix(root)?
                .to_str()
                .with_context(|| format!("`{}` is not UTF-8", path.display()))?;
            files.push(relative.to_owned());
        }
    }
    Ok(())
}

/// Lays a pack out below a directory.
pub(super) fn unpack(pack: &PackReader, dir: &Path) -> anyhow::Result<()> {
    for relative in relative_paths(pack)? {
        let path = dir.join(&relative);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let name = relative.to_str().unwrap_or_default();
        let value = pack
            .get(name.as_bytes())?
            .with_context(|| format!("`{name}` is not in the pack"))?;
        let written = File::create(&path).and_then(|mut file| file.write_all(&value));
        written.with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

/// Returns the names of a pack as paths that stay below the directory they are laid out in.
pub(super) fn relative_paths(pack: &PackReader) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for name in pack.names() {
        let path =
            PathBuf::from(std::str::from_utf8(name).context("a name in the pack is not UTF-8")?);
        anyhow::ensure!(
            // A name such as `../x` would write outside ("zip slip"); a pack may come from a
            // damaged or foreign cache.
            path.components()
                .all(|part| matches!(part, Component::Normal(_))),
            "a name in the pack leads outside: `{}`",
            path.display()
        );
        paths.push(path);
    }
    Ok(paths)
}

/// The number of files synced at the same time: a journaling file system commits those that wait
/// together.
const SYNC_THREADS: usize = 16;

/// Makes everything below a directory durable.
pub(super) fn sync(dir: &Path) -> anyhow::Result<()> {
    let files = files(dir)?;
    let share = files.len().div_ceil(SYNC_THREADS).max(1);
    std::thread::scope(|scope| {
        let sync_share = |share: &[String]| {
            share
                .iter()
                .try_for_each(|name| File::open(dir.join(name))?.sync_all())
        };
        let threads: Vec<_> = files
            .chunks(share)
            .map(|share| scope.spawn(move || sync_share(share)))
            .collect();
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err(std::io::Error::other("a thread panicked")))
        })
    })
    .with_context(|| format!("cannot sync `{}`", dir.display()))?;
    // The files first, then the directories that hold their names.
    let mut dirs: BTreeSet<PathBuf> = files
        .iter()
        .filter_map(|name| dir.join(name).parent().map(Path::to_path_buf))
        .collect();
    dirs.insert(dir.to_path_buf());
    dirs.iter()
        .try_for_each(|dir| crate::cache::sync_dir(dir))
        .with_context(|| format!("cannot sync `{}`", dir.display()))
}
