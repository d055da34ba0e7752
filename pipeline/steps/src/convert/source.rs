//! The texts in a source file, plain, compressed or in a zip archive.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};

use super::archive;
use super::error::ConvertError;
use super::member::Member;
use super::one_or_many::OneOrMany;
use super::source_file::SourceFile;

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
