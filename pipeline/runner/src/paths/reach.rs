//! Tests whether a pattern would name a place, even if nothing is there yet.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::pattern::{Part, Parts};
use super::resolved;

/// The form in which a run writes to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file.
    File,
    /// A directory of generations: everything below its `generations` and `current`.
    Generations,
}

/// The places of the names that a pattern gives, links followed.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// Directories with the parts of the pattern that continue from there.
    roots: Vec<(PathBuf, Vec<Part>)>,
    /// The file that a path names, or the targets of links that a pattern names.
    files: BTreeSet<PathBuf>,
}

impl Reach {
    /// Finds the links that a pattern passes, which is relative to the directory `root`.
    ///
    /// # Errors
    ///
    /// If links form a circle.
    pub(crate) fn of(root: &Path, pattern: &str) -> io::Result<Self> {
        let parts = Parts::of(pattern);
        let mut reach = Self::default();
        if let Some(path) = parts.literal() {
            reach.files.insert(resolved(&root.join(path))?);
        } else {
            // A file may be called like a pattern.
            reach.files.insert(resolved(&root.join(pattern))?);
            let names = parts.parts.iter();
            let before = names
                .take_while(|part| matches!(part, Part::Name(_)))
                .count();
            let fixed = Parts {
                start: parts.start,
                parts: parts.parts[..before].to_vec(),
            };
            let start = resolved(&root.join(fixed.literal().unwrap_or_default()))?;
            reach.follow(start, &parts.parts[before..], &mut BTreeSet::new());
        }
        Ok(reach)
    }

    /// Notes a directory, and all places that links lead to from there.
    fn follow(&mut self, dir: PathBuf, parts: &[Part], seen: &mut BTreeSet<(PathBuf, usize)>) {
        if seen.insert((dir.clone(), parts.len())) {
            self.below(&dir, parts, seen);
            self.roots.push((dir, parts.to_vec()));
        }
    }

    fn below(&mut self, dir: &Path, parts: &[Part], seen: &mut BTreeSet<(PathBuf, usize)>) {
        let Some((first, rest)) = parts.split_first() else {
            return;
        };
        if let Part::Name(name) = first {
            let Ok(next) = resolved(&dir.join(name)) else {
                return;
            };
            if rest.is_empty() {
                self.files.insert(next);
            } else {
                self.follow(next, rest, seen);
            }
            return;
        }
        let rest = if matches!(first, Part::Deep) {
            self.below(dir, rest, seen);
            parts
        } else {
            rest
        };
        // A directory that cannot be listed is an error of the step that reads it.
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| first.fits(&entry.file_name(), false)) {
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_symlink()
                && let Ok(place) = resolved(&entry.path())
            {
                if !place.is_dir() {
                    self.files.insert(place);
                } else if !rest.is_empty() {
                    self.follow(place, rest, seen);
                }
            } else if kind.is_dir() && !rest.is_empty() && seen.insert((entry.path(), rest.len())) {
                self.below(&entry.path(), rest, seen);
            }
        }
    }

    /// Returns `true` if the pattern names a file that is written at a place.
    pub(crate) fn meets(&self, place: &Path, target: Target, ignore_case: bool) -> bool {
        let same = |file: &PathBuf| {
            file == place
                || (ignore_case && file.as_os_str().eq_ignore_ascii_case(place.as_os_str()))
                || (target == Target::Generations
                    && file
                        .strip_prefix(place)
                        .is_ok_and(|below| GENERATIONS.iter().any(|dir| below.starts_with(dir))))
        };
        self.files.contains(place)
            || ((ignore_case || target == Target::Generations) && self.files.iter().any(same))
            || self.roots.iter().any(|(dir, parts)| {
                place.strip_prefix(dir).is_ok_and(|below| {
                    let names: Vec<&OsStr> = below.iter().collect();
                    fits(parts, &names, target, ignore_case)
                })
            })
    }
}

/// The names in a directory of generations.
const GENERATIONS: [&str; 2] = ["generations", "current"];

fn fits(parts: &[Part], names: &[&OsStr], target: Target, ignore_case: bool) -> bool {
    match (parts, names) {
        ([], []) => true,
        ([], _) => false,
        ([Part::Deep, rest @ ..], [name, below @ ..]) => {
            fits(rest, names, target, ignore_case)
                || (parts[0].fits(name, ignore_case) && fits(parts, below, target, ignore_case))
        }
        ([first, rest @ ..], [name, below @ ..]) => {
            first.fits(name, ignore_case) && fits(rest, below, target, ignore_case)
        }
        // The names below a generation are not known before the step runs, so any could fit.
        ([Part::Deep, ..], []) => target == Target::Generations,
        ([first, ..], []) => {
            target == Target::Generations
                && GENERATIONS
                    .iter()
                    .any(|dir| first.fits(OsStr::new(dir), ignore_case))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn patterns_meet_what_is_not_there_yet() {
        let dir = tempfile::tempdir().unwrap();
        let root = resolved(dir.path()).unwrap();
        fs::create_dir_all(root.join("real/sub")).unwrap();
        symlink("real", root.join("link")).unwrap();
        symlink("../out/x.csv", root.join("real/x.csv")).unwrap();
        symlink("../real/sub", root.join("real/again")).unwrap();
        let meets = |pattern: &str, place: &str, target| {
            let reach = Reach::of(&root, pattern).unwrap();
            reach.meets(&root.join(place), target, false)
        };
        for (pattern, place, expected) in [
            ("d/*.csv", "d/new.csv", true),
            ("d/*.csv", "d/.new.csv", false),
            ("d/*.csv", "d/e/new.csv", false),
            ("d/**/*.csv", "d/new.csv", true),
            ("d/**/*.csv", "d/e/f/new.csv", true),
            ("d/./../d/n?w", "d/new", true),
            ("link/*.txt", "real/a.txt", true),
            ("li*/*.txt", "real/a.txt", true),
            ("**/again/*.txt", "real/sub/a.txt", true),
            ("real/*.csv", "out/x.csv", true),
            ("real/x.csv", "out/x.csv", true),
            ("a[1].txt", "a[1].txt", true),
            ("a[1].txt", "a1.txt", true),
            ("a[1].txt", "a2.txt", false),
        ] {
            assert_eq!(
                meets(pattern, place, Target::File),
                expected,
                "{pattern} {place}"
            );
        }
        for (pattern, expected) in [
            ("to/current/x.json", true),
            ("to/*/x.json", true),
            ("*/generations/*/x", true),
            ("to/*", true),
            ("**/x.json", true),
            ("to/a.csv", false),
            ("to/*.csv", false),
            ("other/**", false),
        ] {
            assert_eq!(
                meets(pattern, "to", Target::Generations),
                expected,
                "{pattern}"
            );
        }
    }

    #[test]
    fn case_counts_unless_the_file_system_ignores_it() {
        let reach = Reach::of(Path::new("/none"), "Data/*.CSV").unwrap();
        assert!(!reach.meets(Path::new("/none/Data/a.csv"), Target::File, false));
        assert!(reach.meets(Path::new("/none/Data/a.csv"), Target::File, true));
    }
}
