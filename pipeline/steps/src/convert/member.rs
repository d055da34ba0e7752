//! One text of a source file, decompressed.

use std::sync::atomic::Ordering;

use super::ahead::Bytes;
use super::compression::{Surplus, decompressed};
use super::error::ConvertError;

/// A text in a source file: the file itself, or one of the files in an archive.
pub(crate) struct Member<'a> {
    /// The name in rejects and errors.
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

    /// A remark on bytes after the compressed data, to be asked for once the text has been read.
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
