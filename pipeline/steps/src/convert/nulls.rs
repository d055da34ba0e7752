//! Texts that stand for a blank.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::encoding::Charset;
use crate::word::Word;

/// Texts of a source that stand for a blank, such as `REDACTED`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct NullTexts(pub Vec<Word>);

/// The spellings that YAML reads as nothing, all of which an unquoted one may have been.
const NOTHING: [&str; 3] = ["NULL", "Null", "null"];

impl<'de> Deserialize<'de> for NullTexts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(TextsVisitor)
    }
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = NullTexts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts that stand for a blank, such as `[NULL, \"N/A\"]`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut words: A) -> Result<NullTexts, A::Error> {
        let mut texts = Vec::new();
        while let Some(word) = words.next_element::<Option<Word>>()? {
            match word {
                Some(word) => texts.push(word),
                None => texts.extend(NOTHING.map(|text| Word(text.to_owned()))),
            }
        }
        Ok(NullTexts(texts))
    }
}

/// The same as the bytes that a file has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Nulls {
    texts: Vec<Box<[u8]>>,
}

impl Nulls {
    /// No text stands for a blank.
    pub(crate) const NONE: &'static Self = &Self { texts: Vec::new() };

    pub(crate) fn new(texts: &NullTexts, charset: Charset) -> Self {
        let bytes = |word: &Word| charset.encoded(word.0.trim());
        Self {
            texts: texts.0.iter().flat_map(bytes).collect(),
        }
    }

    /// The value of a field, or a blank where it stands for one.
    #[inline]
    pub(crate) fn blanked<'a>(&self, value: Cow<'a, [u8]>) -> Cow<'a, [u8]> {
        if self.texts.iter().any(|text| **text == *value) {
            return Cow::Borrowed(&[]);
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unquoted_null_is_the_word() {
        let texts: NullTexts = serde_json::from_str(r#"[null, "N/A", -1]"#).unwrap();
        let texts: Vec<&str> = texts.0.iter().map(|word| word.0.as_str()).collect();
        assert_eq!(texts, ["NULL", "Null", "null", "N/A", "-1"]);
    }

    #[test]
    fn only_whole_texts_stand_for_a_blank_in_the_encoding_of_the_file() {
        let texts = NullTexts(vec![Word("N/A".to_owned()), Word("unbekännt ".to_owned())]);
        let nulls = Nulls::new(&texts, Charset::Auto);
        let of = |value: &'static [u8]| nulls.blanked(Cow::Borrowed(value)).into_owned();
        for blank in [b"N/A".as_slice(), "unbekännt".as_bytes(), b"unbek\xe4nnt"] {
            assert!(of(blank).is_empty());
        }
        for value in [b"n/a".as_slice(), b"N/A N/A", b""] {
            assert_eq!(of(value), value);
        }
    }
}
