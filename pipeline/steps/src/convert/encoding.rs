//! Encodings of text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::error::ConvertError;

/// The encoding of a file.
#[derive(Clone, Copy)]
pub(crate) enum Charset {
    /// UTF-8 if the bytes are valid, otherwise Windows-1252.
    Auto,
    /// UTF-8 and nothing else.
    Utf8,
    /// An encoding in which ASCII bytes are ASCII.
    Named(&'static Encoding),
}

impl Charset {
    pub(crate) fn new(name: &str) -> Result<Self, ConvertError> {
        if name.eq_ignore_ascii_case("auto") {
            return Ok(Self::Auto);
        }
        match Encoding::for_label(name.as_bytes()) {
            Some(encoding) if encoding == UTF_8 => Ok(Self::Utf8),
            Some(encoding) if encoding.is_ascii_compatible() => Ok(Self::Named(encoding)),
            Some(_) => Err(params(format!(
                "`{name}` is not an extension of ASCII; convert the file to UTF-8 first"
            ))),
            None => Err(params(format!("unknown encoding `{name}`"))),
        }
    }

    /// The text in UTF-8; `None` for bytes that are not valid in this encoding.
    #[inline]
    pub(crate) fn utf8(self, bytes: Cow<'_, [u8]>) -> Option<Cow<'_, [u8]>> {
        if bytes.is_ascii() {
            return Some(bytes);
        }
        self.decode(&bytes)
            .map(|text| Cow::Owned(text.into_owned().into_bytes()))
    }

    /// The bytes that a file of this encoding may have for a text.
    pub(crate) fn encoded(self, text: &str) -> Vec<Box<[u8]>> {
        let encode = |encoding: &'static Encoding| Box::from(&*encoding.encode(text).0);
        match self {
            _ if text.is_ascii() => vec![Box::from(text.as_bytes())],
            Self::Utf8 => vec![Box::from(text.as_bytes())],
            Self::Auto => vec![Box::from(text.as_bytes()), encode(WINDOWS_1252)],
            Self::Named(encoding) => vec![encode(encoding)],
        }
    }

    /// The text; `None` for bytes that are not valid in this encoding.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Named(encoding) => Some(encoding.decode_without_bom_handling(bytes).0),
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Self::Auto => Some(match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
            }),
        }
    }
}

fn params(message: String) -> ConvertError {
    ConvertError::Params {
        field: "encoding",
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_charset_reads_its_own_bytes() {
        for (name, bytes, expected) in [
            ("auto", b"caf\xe9".as_slice(), Some("café")),
            ("auto", "café".as_bytes(), Some("café")),
            ("utf-8", b"caf\xe9", None),
            ("windows-1252", b"5 \x80", Some("5 €")),
            ("latin1", b"caf\xe9", Some("café")),
            ("iso-8859-2", b"\xb3", Some("ł")),
        ] {
            assert_eq!(
                Charset::new(name).unwrap().decode(bytes).as_deref(),
                expected,
                "{name}"
            );
        }
        assert!(Charset::new("utf-16le").is_err());
        assert!(Charset::new("klingon").is_err());
    }
}
