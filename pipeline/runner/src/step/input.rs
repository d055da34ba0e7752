use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name of another step, optionally with one of its outputs: `convert` or `convert.rejects`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct StepRef(String);

impl StepRef {
    /// A reference to a step by its name.
    pub fn new(reference: impl Into<String>) -> Self {
        Self(reference.into())
    }

    /// The step's name, and the output after the dot where one is named. The repetitions of a step
    /// may have dots in their names, as in `cluster/0.95`, so it matters what is a step.
    pub fn split(&self, is_step: impl Fn(&str) -> bool) -> (&str, Option<&str>) {
        if is_step(&self.0) {
            return (&self.0, None);
        }
        let halves = |(step, output)| (step, Some(output));
        let last = self.0.rsplit_once('.').filter(|(step, _)| is_step(step));
        last.or_else(|| self.0.split_once('.'))
            .map_or((&self.0, None), halves)
    }
}

impl fmt::Display for StepRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One path or glob, or a list of them, relative to the project directory; or what a step wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a path, a glob, a list of them, or `{ step: … }`"
)]
pub enum FilePattern {
    /// A path or glob such as `data/*.csv*`.
    One(String),
    /// Several of them; a file that matches twice counts once.
    Many(Vec<String>),
    /// An output of another step instead of files that are there already.
    Step(FromStep),
}

/// What another step has written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FromStep {
    /// The step, with one of its outputs where it has several.
    pub step: StepRef,
}

impl FilePattern {
    /// The patterns, one or many; none for the output of a step.
    pub fn patterns(&self) -> &[String] {
        match self {
            Self::One(pattern) => std::slice::from_ref(pattern),
            Self::Many(patterns) => patterns,
            Self::Step(_) => &[],
        }
    }
}

/// Where an input comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An output of another step.
    Step {
        /// The reference as the workflow has it.
        step: StepRef,
        /// The output that is meant when the reference names none.
        output: String,
    },
    /// Files outside the cache.
    Files(FilePattern),
}

/// One input of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The parameter that holds the reference; [`Context::input`](crate::Context::input) takes the same name.
    pub slot: Cow<'static, str>,
    /// Where it comes from.
    pub source: Source,
    /// The columns that the step reads; `None` means all. A change in other columns leaves the step alone.
    pub columns: Option<Vec<String>>,
    /// Whether the files come, and count, in the order of their paths rather than of their content.
    pub by_path: bool,
    /// Whether it is for a program of which nothing is known. Then every byte counts instead of the
    /// values, and the files are copies of its own, so that it cannot write to what others read.
    pub for_program: bool,
    /// The kind of step that it comes from: the one that is referred to, or the only one of that kind
    /// from which programs have made what is referred to. Without such a step it has no files.
    pub origin: Option<&'static str>,
}

impl Input {
    /// The output `output` of another step, unless the reference itself names one.
    pub fn step(slot: impl Into<Cow<'static, str>>, step: &StepRef, output: &str) -> Self {
        let source = Source::Step {
            step: step.clone(),
            output: output.to_owned(),
        };
        Self {
            slot: slot.into(),
            source,
            columns: None,
            by_path: false,
            for_program: false,
            origin: None,
        }
    }

    /// Files outside the cache, identified by their content, or the only output of a step.
    pub fn files(slot: impl Into<Cow<'static, str>>, pattern: &FilePattern) -> Self {
        if let FilePattern::Step(from) = pattern {
            return Self::step(slot, &from.step, "");
        }
        Self {
            slot: slot.into(),
            source: Source::Files(pattern.clone()),
            columns: None,
            by_path: false,
            for_program: false,
            origin: None,
        }
    }

    /// Hands the files over in the order of their paths. The order then counts, so that renaming files changes the key where it changes
    /// the order; the names themselves do not.
    #[must_use]
    pub fn by_path(mut self) -> Self {
        self.by_path = true;
        self
    }

    /// Restricts a Parquet input to the columns that the step reads.
    #[must_use]
    pub fn columns(mut self, columns: &[&str]) -> Self {
        self.columns = Some(columns.iter().map(|&c| c.to_owned()).collect());
        self
    }

    /// Takes the output of the step of this kind that the reference leads to, through programs between.
    #[must_use]
    pub fn origin(mut self, kind: &'static str) -> Self {
        self.origin = Some(kind);
        self
    }

    /// Hands the input to a program of which nothing is known.
    #[must_use]
    pub fn for_program(mut self) -> Self {
        self.for_program = true;
        self
    }
}
