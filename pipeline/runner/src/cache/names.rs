//! The names of source files inside a table. A result is cached whatever its files are called; a
//! reader of the names sees the files' current names.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};

use super::key::columns_digest;
use super::{Action, Digest, Fields, Label, Part};

/// The column of a table that names source files, and the files that it can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Names {
    pub(crate) column: String,
    files: Vec<FileName>,
}

/// The name of a source file when the table was written, and its current name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FileName {
    written: String,
    now: String,
}

impl Names {
    /// Names whose files are still called as they were written.
    pub(crate) fn new(column: &str, files: impl Iterator<Item = String>) -> Self {
        let file = |written: String| FileName {
            now: written.clone(),
            written,
        };
        Self {
            column: column.to_owned(),
            files: files.map(file).collect(),
        }
    }

    /// Returns the positions of the named files instead of their names, since these are the table's
    /// content. The part after a file's name, such as the path inside an archive, is kept.
    pub(super) fn positions(&self, names: &ArrayRef) -> Result<ArrayRef, String> {
        let positions: BTreeMap<&str, usize> = (0..)
            .zip(&self.files)
            .map(|(position, file)| (file.written.as_str(), position))
            .collect();
        let texts = cast(names, &DataType::Utf8).map_err(|error| error.to_string())?;
        let position = |name: Option<&str>| match name {
            Some(name) => find(&positions, name)
                .map(|(position, inside)| Some(format!("{position}{inside}")))
                // A step that names any other file would depend on a name that no key covers.
                .ok_or_else(|| format!("`{name}` is not a file that the step reads")),
            // A null names no file.
            None => Ok(None),
        };
        let positions: Result<StringArray, String> =
            texts.as_string::<i32>().iter().map(position).collect();
        Ok(Arc::new(positions?))
    }

    /// Returns the current names instead of the written ones.
    pub(crate) fn renamed(&self, names: &StringArray) -> StringArray {
        let today: BTreeMap<&str, &str> = self
            .files
            .iter()
            .map(|file| (file.written.as_str(), file.now.as_str()))
            .collect();
        let renamed = |name: &str| match find(&today, name) {
            Some((now, inside)) => format!("{now}{inside}"),
            None => name.to_owned(),
        };
        names.iter().map(|name| name.map(renamed)).collect()
    }

    /// The content of the column: the file that each row names, and the files' current names.
    fn digest(&self, positions: Digest) -> Digest {
        let mut fields = Fields::new("hotcast 2026 names");
        fields.field("positions", &positions.0);
        for file in &self.files {
            fields.field("name", file.now.as_bytes());
        }
        fields.finish()
    }
}

/// Returns the value known for a file, and the rest of `name` after the file's: empty, or the path
/// inside an archive with its slash.
fn find<'a, T: Copy>(known: &BTreeMap<&str, T>, name: &'a str) -> Option<(T, &'a str)> {
    let slashes = memchr::memrchr_iter(b'/', name.as_bytes());
    // The longest known name wins: the whole text first, then up to each slash from the right.
    std::iter::once(name.len())
        .chain(slashes)
        .find_map(|end| Some((*known.get(&name[..end])?, &name[end..])))
}

impl Part {
    /// The digests of the columns `wanted`, or of all columns for `None`.
    pub(crate) fn columns(&self, wanted: Option<&[String]>) -> BTreeMap<String, Digest> {
        let mut columns = self.content.columns(wanted);
        if let Some(names) = &self.names
            && let Some(digest) = columns.get_mut(&names.column)
        {
            *digest = names.digest(*digest);
        }
        columns
    }

    /// Returns one digest for the columns `wanted`.
    pub(crate) fn digest(&self, wanted: Option<&[String]>) -> Digest {
        columns_digest(&self.columns(wanted))
    }

    /// Returns the digest of the file that a program is handed: of its bytes, and of the current
    /// names if these are written into a copy.
    pub(crate) fn as_handed(&self) -> Digest {
        match self.outdated_names(None) {
            Some(names) => names.digest(self.blob),
            None => self.blob,
        }
    }

    /// Returns the names in the file if a reader of the columns `wanted` would see old ones.
    pub(crate) fn outdated_names(&self, wanted: Option<&[String]>) -> Option<&Names> {
        self.names.as_ref().filter(|names| {
            wanted.is_none_or(|wanted| wanted.contains(&names.column))
                && names.files.iter().any(|file| file.written != file.now)
        })
    }
}

impl Action {
    /// Sets the current names of the source files. `labels` are the files that the step reads, in
    /// the order of their content, so they are the files of the cached result.
    pub(crate) fn rename(&mut self, labels: &[Label]) {
        for parts in self.outputs.values_mut() {
            let files = parts
                .iter_mut()
                .filter_map(|part| part.names.as_mut())
                .flat_map(|names| &mut names.files);
            for (file, label) in files.zip(labels) {
                file.now.clone_from(&label.name);
            }
        }
    }
}
