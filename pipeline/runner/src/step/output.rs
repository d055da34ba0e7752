//! Outputs of steps, and their publication.

use std::borrow::Cow;
use std::path::PathBuf;

/// The form of an output, which decides how its logical content is digested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputForm {
    /// A Parquet file: the values of each column count; compression, encoding and row groups do
    /// not.
    Parquet,
    /// A JSON document: its values count; white space and the order of keys do not.
    Json,
    /// Any other file: its bytes.
    Bytes,
    /// A directory of files: their names and bytes. It is stored as one pack.
    Tree,
}

/// One named output of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The name that references and [`Context::output`](crate::Context::output) use.
    pub name: Cow<'static, str>,
    /// The form of its content.
    pub form: OutputForm,
    /// Columns (Parquet) or keys at any depth (JSON) that measure the machine, such as
    /// `elapsed_ms`, and therefore are not part of the content.
    pub volatile: Vec<String>,
    /// The column of a Parquet file that holds labels of the step's source files. The labels are
    /// not part of the content; a step that reads the column sees the files' current names.
    pub names: Option<Cow<'static, str>>,
    /// `true` if a program of which nothing is known has written it.
    pub by_program: bool,
}

impl Output {
    fn new(name: impl Into<Cow<'static, str>>, form: OutputForm) -> Self {
        Self {
            name: name.into(),
            form,
            volatile: Vec::new(),
            names: None,
            by_program: false,
        }
    }

    /// A Parquet file.
    pub fn parquet(name: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, OutputForm::Parquet)
    }

    /// A JSON document.
    pub fn json(name: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, OutputForm::Json)
    }

    /// Any other file.
    pub fn bytes(name: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, OutputForm::Bytes)
    }

    /// A directory; the step creates it and fills it.
    pub fn tree(name: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, OutputForm::Tree)
    }

    /// Sets the column that holds labels of the step's source files.
    #[must_use]
    pub fn names(mut self, column: &'static str) -> Self {
        self.names = Some(Cow::Borrowed(column));
        self
    }

    /// Marks the output as written by a program of which nothing is known.
    #[must_use]
    pub fn by_program(mut self) -> Self {
        self.by_program = true;
        self
    }

    /// Sets the columns or keys that are not part of the content.
    #[must_use]
    pub fn volatile(mut self, names: &[&str]) -> Self {
        self.volatile = names.iter().map(|&n| n.to_owned()).collect();
        self
    }
}

/// An output that is placed outside the cache after the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publish {
    /// A tree becomes `to/generations/<id>/`, then the link `to/current` is swapped to it.
    ///
    /// `<id>` is derived from the tree's content. If the tree holds a `manifest.json` object, the
    /// runner adds `generation`, `workflow` and `params` to it, so that the step needs to know none
    /// of them.
    Generation {
        /// The tree.
        output: String,
        /// The parameter that holds `to`.
        field: String,
        /// The directory of generations, relative to the project directory.
        to: PathBuf,
    },
    /// A file is copied to `to`, atomically.
    File {
        /// The file.
        output: String,
        /// The parameter that holds `to`.
        field: String,
        /// The destination, relative to the project directory.
        to: PathBuf,
    },
}
