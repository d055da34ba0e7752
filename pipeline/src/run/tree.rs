//! Directories as packs: how a step's tree is stored, and how it is laid out again.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;

use crate::cache::{PackReader, PackWriter};

/// Packs a directory, its files in order of their names.
pub(super) fn pack(dir: &Path, target: &Path) -> anyhow::Result<()> {
    let mut files = Vec::new();
    collect(dir, dir, &mut files)?;
    files.sort();
    let mut writer = PackWriter::create(target)?;
    for relative in files {
        let path = dir.join(&relative);
        let value = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        writer.add(relative.as_bytes(), &value)?;
    }
    writer.finish()?;
    Ok(())
}

fn collect(root: &Path, dir: &Path, files: &mut Vec<String>) -> anyhow::Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("cannot read `{}`", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else {
            let relative = path
                .strip_prefix(root)?
                .to_str()
                .with_context(|| format!("`{}` is not UTF-8", path.display()))?;
            files.push(relative.to_owned());
        }
    }
    Ok(())
}

/// Lays a pack out below a directory and makes each file durable.
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

/// The names of a pack as paths that stay below the directory they are laid out in.
pub(super) fn relative_paths(pack: &PackReader) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for name in pack.names() {
        let path =
            PathBuf::from(std::str::from_utf8(name).context("a name in the pack is not UTF-8")?);
        anyhow::ensure!(
            path.components()
                .all(|part| matches!(part, Component::Normal(_))),
            "a name in the pack leads outside: `{}`",
            path.display()
        );
        paths.push(path);
    }
    Ok(paths)
}

/// Makes everything below a directory durable, deepest first.
pub(super) fn sync(dir: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            sync(&path)?;
        } else {
            File::open(&path)?.sync_all()?;
        }
    }
    crate::cache::sync_dir(dir).with_context(|| format!("cannot sync `{}`", dir.display()))
}
