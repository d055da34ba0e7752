//! Expands patterns to files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;

use super::pattern::{Part, Parts};
use crate::step::{FilePattern, Hint};

/// Device and inode of a file, by which two names of one file are recognised.
type FileId = (u64, u64);

/// Returns the files that patterns name, each once, in the byte order of their paths. Paths are
/// relative to `root` if the patterns are.
///
/// Of several names of one file, a name that is not a link and has no `..` wins, then the first.
///
/// # Errors
///
/// If a pattern names nothing, or something that is not a readable file with a UTF-8 name.
pub fn expand(root: &Path, pattern: &FilePattern) -> anyhow::Result<Vec<PathBuf>> {
    let mut files: BTreeMap<FileId, (bool, bool, PathBuf)> = BTreeMap::new();
    if pattern.patterns().is_empty() {
        anyhow::bail!("the list of files is empty");
    }
    for pattern in pattern.patterns() {
        for Found { id, is_link, path } in one(root, pattern)? {
            let goes_up = path.components().any(|part| part == Component::ParentDir);
            // Ordered so that the smallest tuple is the preferred name; `false` comes before
            // `true`.
            let found = (is_link, goes_up, path);
            match files.get_mut(&id) {
                Some(known) if *known <= found => {}
                Some(known) => *known = found,
                None => drop(files.insert(id, found)),
            }
        }
    }
    let mut paths: Vec<PathBuf> = files.into_values().map(|(.., path)| path).collect();
    paths.sort_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
    Ok(paths)
}

struct Found {
    id: FileId,
    is_link: bool,
    path: PathBuf,
}

/// Returns the files of one pattern; there is at least one.
fn one(root: &Path, text: &str) -> anyhow::Result<Vec<Found>> {
    if text.ends_with('/') || text.is_empty() {
        return Err(not_files(text, "names directories, not files", text));
    }
    let mut walk = Walk {
        root,
        text,
        found: Vec::new(),
        seen: BTreeSet::new(),
    };
    // A file may be called like a pattern.
    let itself = fs::symlink_metadata(root.join(text)).is_ok();
    let parts = Parts::of(text);
    walk.enter(&parts.start, &parts.parts)?;
    if itself && parts.literal().is_none() {
        let before = walk.found.len();
        walk.take(Path::new(text).to_path_buf())?;
        let own = walk.found.get(before).map(|found| found.id);
        // Brackets are common in names of downloaded files, as in `a[1].csv`. A file that matches
        // as well must not be read unnoticed.
        if let Some(other) = walk.found.iter().find(|found| Some(found.id) != own)
            && text.contains('[')
        {
            let message = format!(
                "`{text}` is the name of a file, and a pattern that matches `{}` too",
                other.path.display()
            );
            let hint = format!("write the name as `{}`", glob::Pattern::escape(text));
            return Err(Hint::new(message, hint).into());
        }
    }
    if walk.found.is_empty() {
        return Err(Hint::new(
            format!("no file matches `{text}`"),
            format!(
                "paths are relative to `{}`; `-C DIR` changes that",
                root.display()
            ),
        )
        .into());
    }
    Ok(walk.found)
}

fn not_files(text: &str, what: &str, dir: &str) -> anyhow::Error {
    let dir = dir.trim_end_matches('/');
    Hint::new(
        format!("`{text}` {what}"),
        format!(
            "`{dir}/*` names the files in it, `{dir}/**` those below it, `{dir}/*.csv` only some"
        ),
    )
    .into()
}

/// The state of walking through the directories of a pattern.
struct Walk<'a> {
    root: &'a Path,
    text: &'a str,
    found: Vec<Found>,
    /// Directories that have been listed, with the number of parts left: links may lead back.
    seen: BTreeSet<(FileId, usize)>,
}

impl Walk<'_> {
    /// Takes the files that the parts name below a directory.
    fn enter(&mut self, dir: &Path, parts: &[Part]) -> anyhow::Result<()> {
        match parts {
            [] => Ok(()),
            [Part::Name(name), rest @ ..] => {
                let path = dir.join(name);
                match (self.look(&path)?, rest) {
                    (None, _) => Ok(()),
                    (Some(_), []) => self.take(path),
                    (Some(metadata), _) if metadata.is_dir() => self.enter(&path, rest),
                    (Some(_), _) => Ok(()),
                }
            }
            [Part::Deep, rest @ ..] => {
                // `**` includes no directory at all.
                self.enter(dir, rest)?;
                let mut paths = self.list(dir, parts)?;
                // Real directories first: each is listed once, and its files should have names
                // without links.
                paths.sort_by_cached_key(|path| self.root.join(path).is_symlink());
                for path in paths {
                    if self.look(&path)?.is_some_and(|metadata| metadata.is_dir()) {
                        self.enter(&path, parts)?;
                    }
                }
                Ok(())
            }
            [Part::Glob { .. }, rest @ ..] => {
                for path in self.list(dir, parts)? {
                    if rest.is_empty() {
                        self.take(path)?;
                    } else if self.look(&path)?.is_some_and(|metadata| metadata.is_dir()) {
                        self.enter(&path, rest)?;
                    }
                }
                Ok(())
            }
        }
    }

    /// Returns the paths in a directory that fit the first part.
    fn list(&mut self, dir: &Path, parts: &[Part]) -> anyhow::Result<Vec<PathBuf>> {
        let shown = if dir.as_os_str().is_empty() {
            Path::new(".")
        } else {
            dir
        };
        let place = self.root.join(shown);
        let metadata = match fs::metadata(&place) {
            Ok(metadata) if metadata.is_dir() => metadata,
            Ok(_) => return Ok(Vec::new()),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error).with_context(|| unreadable(shown)),
        };
        if !self.seen.insert((id(&metadata), parts.len())) {
            return Ok(Vec::new());
        }
        let mut paths = Vec::new();
        for entry in fs::read_dir(&place).with_context(|| unreadable(shown))? {
            let name = entry.with_context(|| unreadable(shown))?.file_name();
            if parts[0].fits(&name, false) {
                paths.push(dir.join(name));
            }
        }
        // `read_dir` has no order, and of two names of one file the first may count.
        paths.sort();
        Ok(paths)
    }

    /// Takes one path that the whole pattern names.
    fn take(&mut self, path: PathBuf) -> anyhow::Result<()> {
        let Some(metadata) = self.look(&path)? else {
            return Ok(());
        };
        if path.to_str().is_none() {
            let message = format!("the name of `{}` is not UTF-8", path.display());
            return Err(Hint::new(message, "rename the file").into());
        }
        if metadata.is_dir() {
            return self.take_directory(&path);
        }
        if !metadata.is_file() {
            anyhow::bail!(
                "`{}` is not a regular file but a device, a socket or a pipe",
                path.display()
            );
        }
        let is_link =
            fs::symlink_metadata(self.root.join(&path)).is_ok_and(|metadata| metadata.is_symlink());
        self.found.push(Found {
            id: id(&metadata),
            is_link,
            path,
        });
        Ok(())
    }

    /// Passes over a directory if the pattern names everything below it; otherwise returns an
    /// error.
    fn take_directory(&self, path: &Path) -> anyhow::Result<()> {
        let parts = Parts::of(self.text).parts;
        if let [.., Part::Deep, Part::Glob { text, .. }] = parts.as_slice()
            && text == "*"
        {
            return Ok(());
        }
        let shown = path.display().to_string();
        if shown == self.text {
            return Err(not_files(self.text, "is a directory", &shown));
        }
        Err(not_files(
            self.text,
            &format!("matches `{shown}`, which is a directory"),
            &shown,
        ))
    }

    /// Returns the metadata of the file at a path, links followed; `None` if nothing is there.
    fn look(&self, path: &Path) -> anyhow::Result<Option<Metadata>> {
        let place = self.root.join(path);
        match fs::metadata(&place) {
            Ok(metadata) => Ok(Some(metadata)),
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                // A dangling link is not the same as nothing: somebody meant a file.
                match fs::read_link(&place) {
                    Ok(target) => Err(Hint::new(
                        format!(
                            "`{}` is a link to `{}`, which does not exist",
                            path.display(),
                            target.display()
                        ),
                        "remove the link, or put the file there",
                    )
                    .into()),
                    Err(_) => Ok(None),
                }
            }
            Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
        }
    }
}

fn id(metadata: &Metadata) -> FileId {
    (metadata.dev(), metadata.ino())
}

fn unreadable(dir: &Path) -> String {
    format!("cannot list `{}`", dir.display())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;

    struct Dir(tempfile::TempDir);

    impl Dir {
        fn with(files: &[&str]) -> Self {
            let dir = Self(tempfile::tempdir().unwrap());
            for file in files {
                let path = dir.0.path().join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, "").unwrap();
            }
            dir
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        /// Returns the names that patterns below the directory give, or the message.
        fn expand(&self, patterns: &[&str]) -> Result<Vec<String>, String> {
            let root = self.0.path().to_str().unwrap();
            let patterns = patterns.iter().map(|p| format!("{root}/{p}")).collect();
            match expand(self.0.path(), &FilePattern::Many(patterns)) {
                Ok(paths) => Ok(paths
                    .iter()
                    .map(|path| path.strip_prefix(root).unwrap().display().to_string())
                    .collect()),
                Err(error) => Err(format!("{error:#}").replace(&format!("{root}/"), "")),
            }
        }
    }

    fn is(names: &[&str]) -> Result<Vec<String>, String> {
        Ok(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn a_file_counts_once_by_whatever_names_it_is_reached() {
        let dir = Dir::with(&["d/b.csv", "d/a.csv", "d/c.CSV"]);
        symlink("b.csv", dir.path("d/0.csv")).unwrap();
        symlink("d", dir.path("e")).unwrap();
        fs::hard_link(dir.path("d/a.csv"), dir.path("d/z.csv")).unwrap();
        let all = ["d/a.csv", "d/*.csv", "./d/../d/a.csv", "e/*.csv"];
        assert_eq!(dir.expand(&all), is(&["d/a.csv", "d/b.csv"]));
        assert_eq!(
            dir.expand(&["d/*.csv", "d/*.CSV", "d/*.[cC]*"]),
            is(&["d/a.csv", "d/b.csv", "d/c.CSV"])
        );
        assert_eq!(
            dir.expand(&["d/*.csv", "d/*.tsv"]),
            Err("no file matches `d/*.tsv`".to_owned())
        );
    }

    #[test]
    fn hidden_names_are_left_out_unless_they_are_meant() {
        let dir = Dir::with(&["d/a", "d/.a", "d/.~lock.a#", "d/~$a", "d/.x/b", "d/y/c"]);
        assert_eq!(dir.expand(&["d/**"]), is(&["d/a", "d/y/c"]));
        assert_eq!(dir.expand(&["d/**/*"]), is(&["d/a", "d/y/c"]));
        assert_eq!(dir.expand(&["d/.a"]), is(&["d/.a"]));
        assert_eq!(dir.expand(&["d/.[a]", "d/.x/*"]), is(&["d/.a", "d/.x/b"]));
    }

    #[test]
    fn what_is_not_a_file_is_not_passed_over() {
        let dir = Dir::with(&["d/a", "d/sub/b", "e/x", "f/x", "g/ok"]);
        for pattern in ["d/sub", "d/*", "d/", "d/s*", "**/s*"] {
            let message = dir.expand(&[pattern]).unwrap_err();
            assert!(message.contains("director"), "{pattern}: {message}");
        }
        symlink("gone", dir.path("e/y")).unwrap();
        for pattern in ["e/*", "e/y", "**/y", "e/**/z"] {
            let message = dir.expand(&[pattern]).unwrap_err();
            assert!(message.contains("`e/y` is a link to `gone`"), "{message}");
        }
        fs::write(dir.path("f").join(OsStr::from_bytes(b"caf\xe9")), "").unwrap();
        assert!(dir.expand(&["f/*"]).unwrap_err().contains("not UTF-8"));
        assert_eq!(dir.expand(&["f/x*"]), is(&["f/x"]));
        let socket = std::os::unix::net::UnixListener::bind(dir.path("g/socket")).unwrap();
        assert!(dir.expand(&["g/*"]).unwrap_err().contains("not a regular"));
        drop(socket);
    }

    #[test]
    fn links_that_lead_back_end() {
        let dir = Dir::with(&["d/sub/a"]);
        symlink("..", dir.path("d/sub/up")).unwrap();
        assert_eq!(dir.expand(&["d/**/a"]), is(&["d/sub/a"]));
        symlink("round", dir.path("round")).unwrap();
        assert!(dir.expand(&["r*"]).is_err());
    }

    #[test]
    fn a_name_with_brackets_means_its_file() {
        let dir = Dir::with(&["a[1].csv", "b[1", "c/x1", "c/x[1]", "d*/e"]);
        assert_eq!(dir.expand(&["a[1].csv"]), is(&["a[1].csv"]));
        assert_eq!(dir.expand(&["b[1"]), is(&["b[1"]));
        let message = dir.expand(&["c/x[1]"]).unwrap_err();
        assert!(
            message.contains("a pattern that matches `c/x1`"),
            "{message}"
        );
        assert_eq!(dir.expand(&["c/x[[]1]"]), is(&["c/x[1]"]));
        assert_eq!(dir.expand(&["d*/e"]), is(&["d*/e"]));
    }
}
