//! A path or glob in its parts.

use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};

/// A pattern between slashes.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// A name, or `..`.
    Name(OsString),
    /// A name with `*`, `?` or `[…]`.
    Glob { text: String, pattern: Pattern },
    /// `**`: any number of directories, none included.
    Deep,
}

/// A path or glob in its parts.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    /// `/` for an absolute path, otherwise empty.
    pub(super) start: PathBuf,
    pub(super) parts: Vec<Part>,
}

impl Parts {
    pub(super) fn of(pattern: &str) -> Self {
        let mut start = PathBuf::new();
        let mut parts = Vec::new();
        for component in Path::new(pattern).components() {
            match component {
                Component::RootDir | Component::Prefix(_) => start.push("/"),
                Component::CurDir => {}
                Component::ParentDir => parts.push(Part::Name("..".into())),
                // Two in a row mean the same as one, but would be walked through twice.
                Component::Normal(name) if name == "**" => {
                    if !matches!(parts.last(), Some(Part::Deep)) {
                        parts.push(Part::Deep);
                    }
                }
                Component::Normal(name) => parts.push(Part::of(name)),
            }
        }
        // `data/**` means all files below `data`.
        if matches!(parts.last(), Some(Part::Deep)) {
            parts.push(Part::of(OsStr::new("*")));
        }
        Self { start, parts }
    }

    /// The path; `None` if it is a glob.
    pub(super) fn literal(&self) -> Option<PathBuf> {
        let mut path = self.start.clone();
        for part in &self.parts {
            match part {
                Part::Name(name) => path.push(name),
                Part::Glob { .. } | Part::Deep => return None,
            }
        }
        Some(path)
    }
}

impl Part {
    /// Makes a part of a name. A name with brackets that are not a pattern is taken literally.
    fn of(name: &OsStr) -> Self {
        let text = name.to_str().unwrap_or_default();
        match Pattern::new(text) {
            Ok(pattern) if text.contains(['*', '?', '[']) => Self::Glob {
                text: text.to_owned(),
                pattern,
            },
            _ => Self::Name(name.to_owned()),
        }
    }

    /// Returns `true` if a name fits.
    ///
    /// As in a shell, a name that begins with a dot only fits a part that begins with one; the same
    /// holds for `~$`, with which office programs name their locks.
    pub(super) fn fits(&self, name: &OsStr, ignore_case: bool) -> bool {
        match self {
            Self::Name(own) if ignore_case => own.eq_ignore_ascii_case(name),
            Self::Name(own) => own == name,
            Self::Deep => !is_hidden(name, ""),
            Self::Glob { text, pattern } => {
                let options = MatchOptions {
                    case_sensitive: !ignore_case,
                    require_literal_separator: true,
                    // `is_hidden` decides this, for both prefixes.
                    require_literal_leading_dot: false,
                };
                name == text.as_str()
                    || (!is_hidden(name, text)
                        && pattern.matches_with(&name.to_string_lossy(), options))
            }
        }
    }
}

fn is_hidden(name: &OsStr, pattern: &str) -> bool {
    [".", "~$"].iter().any(|prefix| {
        name.as_encoded_bytes().starts_with(prefix.as_bytes()) && !pattern.starts_with(prefix)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, name: &str) -> bool {
        Parts::of(pattern).parts[0].fits(OsStr::new(name), false)
    }

    #[test]
    fn hidden_and_locked_names_are_only_meant_where_they_are_said() {
        assert!(fits("*.csv", "a.csv") && fits("?", "é") && fits("[a-c]", "b"));
        assert!(!fits("*", ".a") && !fits("[.]a", ".a") && !fits("?a", ".a"));
        assert!(!fits("*.csv", "~$a.csv") && fits("~$*", "~$a.csv"));
        assert!(fits(".*", ".a") && fits("*", "~a") && !fits("*.csv", "a.CSV"));
    }

    #[test]
    fn what_is_not_a_pattern_is_a_name() {
        for name in ["a[1", "b]", "plain"] {
            assert_eq!(Parts::of(name).literal(), Some(PathBuf::from(name)));
        }
        assert_eq!(Parts::of("/a/./b//c/").literal(), Some("/a/b/c".into()));
        // A file that is called like the pattern fits it too.
        assert!(fits("a[1].csv", "a[1].csv") && fits("a[1].csv", "a1.csv"));
        assert_eq!(Parts::of("a/**/**/**").parts.len(), 3);
    }
}
