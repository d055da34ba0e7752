//! The place that a path leads to, whether or not something is there.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

/// The most links that are followed on one path: 40, as in the Linux kernel (`MAXSYMLINKS`).
const MAX_LINKS: usize = 40;

/// Returns an absolute path without links, `.` and `..`. Parts that do not exist yet stay as they
/// are, unlike with [`fs::canonicalize`].
///
/// # Errors
///
/// If links form a circle, or the path is not absolute.
pub fn resolved(path: &Path) -> io::Result<PathBuf> {
    let mut place = PathBuf::from("/");
    let mut todo = VecDeque::new();
    if !path.is_absolute() {
        return Err(io::Error::other("the path is not absolute"));
    }
    push_back(&mut todo, path);
    let mut links = 0;
    while let Some(name) = todo.pop_front() {
        if name == ".." {
            place.pop();
            continue;
        }
        let next = place.join(&name);
        // A part that cannot be read counts as a plain name; using it fails with a reason.
        let Ok(target) = fs::read_link(&next) else {
            place = next;
            continue;
        };
        links += 1;
        if links > MAX_LINKS {
            return Err(io::Error::other("its symbolic links form a cycle"));
        }
        if target.is_absolute() {
            place = PathBuf::from("/");
        }
        // A link's target is walked through like the path itself, since it may hold links and `..`.
        push_front(&mut todo, &target);
    }
    Ok(place)
}

fn names(path: &Path) -> impl DoubleEndedIterator<Item = OsString> {
    path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some(OsString::from("..")),
        Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
    })
}

fn push_front(todo: &mut VecDeque<OsString>, path: &Path) {
    names(path).rev().for_each(|name| todo.push_front(name));
}

fn push_back(todo: &mut VecDeque<OsString>, path: &Path) {
    todo.extend(names(path));
}

/// Returns `true` if the directory of a place, or the nearest one above that exists, ignores the
/// case of names. Nothing is written to find out.
pub(crate) fn ignores_case(place: &Path) -> bool {
    place
        .ancestors()
        .skip(1)
        .find_map(|dir| case_of(dir).ok().flatten())
        .unwrap_or(false)
}

/// Returns `true` if a directory ignores case; `None` if no name in it has a letter.
fn case_of(dir: &Path) -> io::Result<Option<bool>> {
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let Some(other) = swapped(&name) else {
            continue;
        };
        let (one, other_file) = (
            fs::symlink_metadata(dir.join(&name)),
            fs::symlink_metadata(dir.join(&other)),
        );
        let (Ok(one), Ok(same)) = (one, other_file) else {
            return Ok(Some(false));
        };
        // Two names of one file, both listed, are hard links and prove nothing.
        let listed = fs::read_dir(dir)?
            .filter_map(Result::ok)
            .any(|entry| entry.file_name() == other);
        return Ok(Some(
            !listed && (one.dev(), one.ino()) == (same.dev(), same.ino()),
        ));
    }
    Ok(None)
}

/// Returns a name with its ASCII letters in the other case; `None` if it has none.
fn swapped(name: &OsStr) -> Option<OsString> {
    let name = name.to_str()?;
    let swap = |c: char| match c {
        'a'..='z' => c.to_ascii_uppercase(),
        'A'..='Z' => c.to_ascii_lowercase(),
        other => other,
    };
    let other: String = name.chars().map(swap).collect();
    (other != name).then(|| other.into())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_and_dots_lead_to_one_place() {
        let dir = tempfile::tempdir().unwrap();
        let root = resolved(dir.path()).unwrap();
        fs::create_dir_all(root.join("deep/er")).unwrap();
        symlink("deep/er", root.join("link")).unwrap();
        symlink("../link/..", root.join("deep/back")).unwrap();
        symlink("gone/away", root.join("dangling")).unwrap();
        symlink("round", root.join("round")).unwrap();
        for (path, place) in [
            ("./a//b/.", "a/b"),
            ("none/../a", "a"),
            // `..` after a link is the parent of the link's target, not of the link.
            ("link/../x", "deep/x"),
            ("deep/back/x", "deep/x"),
            ("dangling", "gone/away"),
        ] {
            assert_eq!(
                resolved(&root.join(path)).unwrap(),
                root.join(place),
                "{path}"
            );
        }
        assert!(resolved(&root.join("round")).is_err());
    }

    #[test]
    fn the_case_of_names_is_found_out_without_writing() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("1"), "").unwrap();
        assert_eq!(case_of(dir.path()).unwrap(), None);
        fs::write(dir.path().join("name"), "").unwrap();
        let expected = dir.path().join("NAME").exists();
        assert_eq!(case_of(dir.path()).unwrap(), Some(expected));
        assert_eq!(ignores_case(&dir.path().join("new/er")), expected);
    }
}
