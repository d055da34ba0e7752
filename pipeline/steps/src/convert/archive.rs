//! The files in a zip archive.

use std::fs::File;
use std::io::{self, BufReader};

use glob::{MatchOptions, Pattern};
use zip::ZipArchive;
use zip::result::ZipError;

use super::error::ConvertError;
use super::excerpt;
use super::kind;
use super::member::Member;
use super::one_or_many::OneOrMany;

/// `true` for a zip archive, also an empty one or a part of a split one.
pub(crate) fn is_zip(head: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"]
        .iter()
        .any(|magic| head.starts_with(*magic))
}

/// The patterns of `entries`.
pub(crate) fn patterns(entries: Option<&OneOrMany>) -> Result<Vec<Pattern>, ConvertError> {
    let compiled = entries
        .map_or(&[][..], OneOrMany::as_slice)
        .iter()
        .map(|text| {
            Pattern::new(text).map_err(|error| ConvertError::Params {
                field: "entries",
                message: format!("`{text}`: {error}"),
            })
        });
    compiled.collect()
}

/// Hands every wanted file of the archive to `work`, in the archive's order. Nothing is unpacked to
/// the disk, so names such as `../x` in it do no harm.
pub(crate) fn each_member(
    file: File,
    label: &str,
    entries: Option<&OneOrMany>,
    work: &mut dyn FnMut(Member<'_>) -> Result<(), ConvertError>,
) -> Result<(), ConvertError> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|e| refused(label, e))?;
    if let Some(kind) = kind::of_archive(archive.file_names()) {
        return Err(ConvertError::OtherFormat {
            file: label.to_owned(),
            kind: kind.name,
            hint: kind.hint,
        });
    }
    let wanted = wanted(&mut archive, label, &patterns(entries)?)?;
    let several = wanted.len() > 1;
    for index in wanted {
        // The raw entry is opened for its name alone: opening an encrypted one fails otherwise.
        let entry = archive.by_index_raw(index).map_err(|e| refused(label, e))?;
        let (name, encrypted) = (format!("{label}/{}", entry.name()), entry.encrypted());
        drop(entry);
        if encrypted {
            return Err(ConvertError::Archive {
                file: name,
                message: "is encrypted".to_owned(),
                hint: Some("unpack the archive with its password first".to_owned()),
            });
        }
        let entry = archive.by_index(index).map_err(|e| refused(&name, e))?;
        let done = Member::new(name, Box::new(entry)).and_then(&mut *work);
        done.map_err(|error| if several { error.in_archive() } else { error })?;
    }
    Ok(())
}

/// The entries to read: those that `patterns` name, or all if there are none; never directories or
/// the files that systems add.
fn wanted(
    archive: &mut ZipArchive<BufReader<File>>,
    label: &str,
    patterns: &[Pattern],
) -> Result<Vec<usize>, ConvertError> {
    let (mut found, mut others) = (Vec::new(), Vec::new());
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|e| refused(label, e))?;
        let name = entry.name();
        if entry.is_dir() || is_added(name) {
            continue;
        }
        if patterns.is_empty() || patterns.iter().any(|pattern| fits(pattern, name)) {
            found.push(index);
        } else {
            others.push(name.to_owned());
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let (message, hint) = if others.is_empty() {
        ("the zip archive has no files".to_owned(), None)
    } else {
        let names = excerpt::list(others.iter().map(String::as_str), others.len());
        let message = format!("no file of the archive matches `entries`; it has {names}");
        (message, Some("check `entries`".to_owned()))
    };
    Err(ConvertError::Archive {
        file: label.to_owned(),
        message,
        hint,
    })
}

/// Hidden files and the Mac's companions of files.
fn is_added(name: &str) -> bool {
    let mut parts = name.split(['/', '\\']).peekable();
    parts.any(|part| part == "__MACOSX" || (part.starts_with('.') && part != "." && part != ".."))
}

/// `true` if the pattern fits the whole name or, without a slash, the file's own name.
fn fits(pattern: &Pattern, name: &str) -> bool {
    let options = MatchOptions {
        require_literal_separator: true,
        ..MatchOptions::new()
    };
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    pattern.matches_with(name, options)
        || (!pattern.as_str().contains('/') && pattern.matches_with(last, options))
}

fn refused(file: &str, error: ZipError) -> ConvertError {
    let file = file.to_owned();
    match error {
        ZipError::Io(source) => ConvertError::Read { file, source },
        ZipError::CompressionMethodNotSupported(method) => ConvertError::Archive {
            file,
            message: format!("is compressed by zip's method {method}, which is not supported"),
            hint: Some("compress the archive again with deflate".to_owned()),
        },
        ZipError::InvalidArchive(why) => {
            let why = format!("not a whole zip archive: {why}");
            let source = io::Error::new(io::ErrorKind::UnexpectedEof, why);
            ConvertError::Read { file, source }
        }
        other => ConvertError::Archive {
            file,
            message: format!("cannot be read: {other}"),
            hint: Some("unpack the archive first".to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_without_a_slash_fits_the_last_part_of_a_name() {
        let fit = |pattern: &str, name: &str| fits(&Pattern::new(pattern).unwrap(), name);
        assert!(fit("*.csv", "a.csv") && fit("*.csv", "2020/a.csv"));
        assert!(fit("2020/*.csv", "2020/a.csv") && !fit("2020/*.csv", "2021/a.csv"));
        assert!(!fit("*.csv", "a.txt") && fit("**/*.csv", "x/y/a.csv"));
    }

    #[test]
    fn hidden_names_and_the_macs_companions_are_left_out() {
        for name in ["__MACOSX/._a.csv", ".DS_Store", "x/.hidden/a.csv"] {
            assert!(is_added(name), "{name}");
        }
        assert!(!is_added("../a.csv") && !is_added("./a.b.csv"));
    }
}
