//! The logical content of outputs, which keys depend on, in contrast to their bytes.
//!
//! A file that is written differently but says the same leaves the steps after it cached ("early
//! cutoff": Mokhov et al., "Build Systems à la Carte", 2018).

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::key::columns_digest;
use super::{
    CacheError, Digest, InputKey, Names, Part, at_once, hash_file, json_content, table_content,
};
use crate::step::{Output, OutputForm};

/// The content of an output, independent of its encoding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Content {
    /// A table without its volatile columns: column by column, so that a step depends only on the
    /// columns that it reads.
    Table {
        rows: u64,
        columns: BTreeMap<String, Column>,
    },
    /// Anything else, with one digest.
    Whole(Digest),
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    #[serde(rename = "type")]
    pub(crate) data_type: String,
    pub(crate) digest: Digest,
}

impl Content {
    /// The number of rows; `None` for anything but a table.
    pub(crate) fn rows(&self) -> Option<u64> {
        match self {
            Self::Table { rows, .. } => Some(*rows),
            Self::Whole(_) => None,
        }
    }

    /// The digests of the columns `wanted`, or of all columns for `None`.
    pub(super) fn columns(&self, wanted: Option<&[String]>) -> BTreeMap<String, Digest> {
        match self {
            Self::Table { rows, columns } => {
                let found: BTreeMap<String, Digest> = columns
                    .iter()
                    .filter(|(name, _)| wanted.is_none_or(|wanted| wanted.contains(name)))
                    .map(|(name, column)| (name.clone(), column.digest))
                    .collect();
                if !found.is_empty() {
                    return found;
                }
                // A reader of none of the columns may still count the rows.
                BTreeMap::from([(String::new(), Digest::of(&rows.to_le_bytes()))])
            }
            // As a table with one nameless column, so that both kinds share one form of key.
            Self::Whole(digest) => BTreeMap::from([(String::new(), *digest)]),
        }
    }

    /// Returns one digest for the columns `wanted`.
    pub(crate) fn digest(&self, wanted: Option<&[String]>) -> Digest {
        columns_digest(&self.columns(wanted))
    }
}

impl InputKey {
    /// The key of parts in the given order. Callers that need one order for all sort them by
    /// [`Part::digest`].
    pub(crate) fn of(parts: &[&Part], wanted: Option<&[String]>) -> Self {
        Self::Columns(parts.iter().map(|part| part.columns(wanted)).collect())
    }
}

/// Reads an output completely, which also validates it. Returns its content, the digest of its
/// bytes and their number.
pub(crate) fn digest_output(
    path: &Path,
    output: &Output,
    names: Option<&Names>,
) -> Result<(Content, Digest, u64), CacheError> {
    let content = || match output.form {
        OutputForm::Parquet => {
            let (rows, mut columns) = table_content::read(path, names)?;
            // Volatile columns, such as times of computation, differ on every run; counted, they
            // would make every step after this one run again.
            columns.retain(|name, _| !output.volatile.contains(name));
            Ok(Some(Content::Table { rows, columns }))
        }
        OutputForm::Json => json_content::read(path, output)
            .map(Content::Whole)
            .map(Some),
        // These have no content beyond their bytes.
        OutputForm::Bytes | OutputForm::Tree => Ok(None),
    };
    // The file is read twice at a time: decoding keeps one core busy, and hashing another.
    let (content, hashed) = at_once(content, || hash_file(path));
    let (blob, bytes) = hashed.map_err(CacheError::io("read", path))?;
    let content = content.map_err(|what: String| CacheError::InvalidOutput {
        output: output.name.to_string(),
        what,
    })?;
    Ok((content.unwrap_or(Content::Whole(blob)), blob, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_of_no_column_depends_on_the_number_of_rows() {
        let table = |rows: u64, value: u8| Content::Table {
            rows,
            columns: BTreeMap::from([(
                "a".to_owned(),
                Column {
                    data_type: "Int64".to_owned(),
                    digest: Digest::of(&[value]),
                },
            )]),
        };
        let none = Some(&["b".to_owned()][..]);
        assert_eq!(table(1, 1).digest(none), table(1, 2).digest(none));
        assert_ne!(table(1, 1).digest(none), table(2, 1).digest(none));
        let own = Some(&["a".to_owned()][..]);
        assert_ne!(table(1, 1).digest(own), table(1, 2).digest(own));
    }
}
