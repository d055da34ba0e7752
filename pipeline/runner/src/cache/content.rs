use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::key::columns_digest;
use super::{
    CacheError, Digest, InputKey, Names, Part, at_once, hash_file, json_content, table_content,
};
use crate::step::{Output, OutputForm};

/// What an output says, apart from how it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Content {
    /// A table, column by column, without the columns that do not count.
    Table {
        rows: u64,
        columns: BTreeMap<String, Column>,
    },
    /// Anything else, as one.
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
    /// The number of rows of a table.
    pub(crate) fn rows(&self) -> Option<u64> {
        match self {
            Self::Table { rows, .. } => Some(*rows),
            Self::Whole(_) => None,
        }
    }

    /// The digests of the columns that are read, or of all.
    pub(super) fn columns(&self, wanted: Option<&[String]>) -> BTreeMap<String, Digest> {
        match self {
            Self::Table { columns, .. } => columns
                .iter()
                .filter(|(name, _)| wanted.is_none_or(|wanted| wanted.contains(name)))
                .map(|(name, column)| (name.clone(), column.digest))
                .collect(),
            Self::Whole(digest) => BTreeMap::from([(String::new(), *digest)]),
        }
    }

    /// One digest for the content that is read.
    pub(crate) fn digest(&self, wanted: Option<&[String]>) -> Digest {
        columns_digest(&self.columns(wanted))
    }
}

impl InputKey {
    /// The key of parts in the order given, which callers make canonical by [`Part::digest`].
    pub(crate) fn of(parts: &[&Part], wanted: Option<&[String]>) -> Self {
        Self::Columns(parts.iter().map(|part| part.columns(wanted)).collect())
    }
}

/// Reads an output completely, which also validates it: what it says, and the digest and the number of its bytes.
pub(crate) fn digest_output(
    path: &Path,
    output: &Output,
    names: Option<&Names>,
) -> Result<(Content, Digest, u64), CacheError> {
    let content = || match output.form {
        OutputForm::Parquet => {
            let (rows, mut columns) = table_content::read(path, names)?;
            columns.retain(|name, _| !output.volatile.contains(name));
            Ok(Some(Content::Table { rows, columns }))
        }
        OutputForm::Json => json_content::read(path, output)
            .map(Content::Whole)
            .map(Some),
        // They say no more than their bytes.
        OutputForm::Bytes | OutputForm::Tree => Ok(None),
    };
    let (content, hashed) = at_once(content, || hash_file(path));
    let (blob, bytes) = hashed.map_err(CacheError::io("read", path))?;
    let content = content.map_err(|what: String| CacheError::InvalidOutput {
        output: output.name.to_string(),
        what,
    })?;
    Ok((content.unwrap_or(Content::Whole(blob)), blob, bytes))
}
