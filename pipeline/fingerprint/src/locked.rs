//! The dependencies as `Cargo.lock` has them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// One package of the lock file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Whether its sources lie in this repository.
    pub is_own: bool,
    /// Its dependencies, as a name, or a name and a version where there are several.
    needs: Vec<String>,
}

/// Reads the packages of a lock file.
pub fn packages(lock: &str) -> Vec<Package> {
    let package = |text: &str| {
        let field = |key: &str| {
            text.lines().find_map(|line| {
                let value = line.strip_prefix(key)?.strip_prefix(" = \"")?;
                Some(value.strip_suffix('"')?.to_owned())
            })
        };
        let needs = text.lines().filter_map(|line| {
            let line = line.strip_prefix(" \"")?.strip_suffix("\",")?;
            Some(line.to_owned())
        });
        Some(Package {
            name: field("name")?,
            version: field("version")?,
            is_own: field("source").is_none(),
            needs: needs.collect(),
        })
    };
    lock.split("[[package]]").filter_map(package).collect()
}

/// The packages behind the names that code uses, and all that these need.
pub fn needed<'a>(packages: &'a [Package], used: &BTreeSet<String>) -> Vec<&'a Package> {
    let mut taken = BTreeSet::new();
    let is_used = |package: &&Package| used.contains(&package.name.replace('-', "_"));
    let mut queue: Vec<&Package> = packages.iter().filter(is_used).collect();
    let mut needed = Vec::new();
    while let Some(package) = queue.pop() {
        if !taken.insert((&package.name, &package.version)) {
            continue;
        }
        needed.push(package);
        for need in &package.needs {
            let (name, version) = need.split_once(' ').unwrap_or((need, ""));
            let is_needed = |other: &&Package| {
                other.name == name && (version.is_empty() || other.version == version)
            };
            queue.extend(packages.iter().filter(is_needed));
        }
    }
    needed.sort_by_key(|package| (&package.name, &package.version));
    needed
}

/// The directories of the packages of a repository, by name. They lie at most two levels deep.
pub fn own_packages(root: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    for dir in subdirs(root)? {
        let below = subdirs(&dir)?;
        for dir in below.into_iter().chain([dir]) {
            let manifest = dir.join("Cargo.toml");
            if !manifest.is_file() {
                continue;
            }
            let text = fs::read_to_string(&manifest)?;
            let name = text.lines().find_map(|line| line.strip_prefix("name = \""));
            if let Some(name) = name.and_then(|name| name.strip_suffix('"')) {
                found.insert(name.to_owned(), dir);
            }
        }
    }
    Ok(found)
}

fn subdirs(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut dirs = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let skipped = ["target", "node_modules", "src", "tests"]
            .iter()
            .any(|&skip| name == skip)
            || name.as_encoded_bytes().starts_with(b".");
        if entry.file_type()?.is_dir() && !skipped {
            dirs.push(entry.path());
        }
    }
    dirs.sort();
    Ok(dirs)
}

/// The lines of a manifest that choose features of the packages used.
pub fn chosen(manifest: &str, used: &BTreeSet<String>) -> String {
    let is_chosen = |line: &&str| {
        line.split_once('=')
            .is_some_and(|(name, _)| used.contains(&name.trim().replace('-', "_")))
    };
    manifest
        .lines()
        .filter(is_chosen)
        .collect::<Vec<_>>()
        .join("\n")
}
