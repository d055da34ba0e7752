//! Opening a source file: the texts in it, whatever they are packed in.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::sync::atomic::Ordering;

use super::ahead::Bytes;
use super::archive;
use super::compression::{Surplus, decompressed};
use super::error::ConvertError;
use super::file::SourceFile;
use super::params::OneOrMany;

/// A text in a source file: the file itself, or one of the files in an archive.
pub(crate) struct Member<'a> {
    /// What to call it in rejects and errors.
    pub(crate) label: String,
    pub(crate) bytes: Bytes<'a>,
    surplus: Surplus,
}

impl<'a> Member<'a> {
    /// The text behind `bytes`, which may be compressed.
    pub(crate) fn new(label: String, bytes: Bytes<'a>) -> Result<Self, ConvertError> {
        let surplus = Surplus::default();
        match decompressed(bytes, &surplus) {
            Ok(bytes) => Ok(Self {
                label,
                bytes,
                surplus,
            }),
            Err(source) => Err(ConvertError::Read {
                file: label,
                source,
            }),
        }
    }

    /// Says, once the text has been read to its end, what the file holds beside it.
    pub(crate) fn remark(&self) -> impl Fn() -> Option<String> + use<> {
        let (label, surplus) = (self.label.clone(), self.surplus.clone());
        move || match surplus.load(Ordering::Relaxed) {
            0 => None,
            n => Some(format!(
                "{label}: the last {n} bytes are not part of its compressed data and were not read"
            )),
        }
    }
}

/// Hands the texts in a plain or compressed file or a zip archive to `work`; the file's first
/// bytes decide, not its name.
pub(crate) fn each_member(
    file: &SourceFile,
    entries: Option<&OneOrMany>,
    work: &mut dyn FnMut(Member<'_>) -> Result<(), ConvertError>,
) -> Result<(), ConvertError> {
    let error = |source: io::Error| ConvertError::Read {
        file: file.label.clone(),
        source,
    };
    let mut opened = File::open(&file.path).map_err(error)?;
    let mut head = Vec::with_capacity(4);
    opened
        .by_ref()
        .take(4)
        .read_to_end(&mut head)
        .map_err(error)?;
    if archive::is_zip(&head) {
        opened.rewind().map_err(error)?;
        return archive::each_member(opened, &file.label, entries, work);
    }
    let bytes = Box::new(Cursor::new(head).chain(opened));
    work(Member::new(file.label.clone(), bytes)?)
}
