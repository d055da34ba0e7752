//! Inputs of steps, and the references to them in a workflow.

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

    /// The step's name, and the output after the dot; `None` if no output is named.
    ///
    /// The repetitions of a step may have dots in their names, as in `cluster/0.95`, so the split
    /// depends on which steps exist.
    pub fn split(&self, is_step: impl Fn(&str) -> bool) -> (&str, Option<&str>) {
        if is_step(&self.0) {
            return (&self.0, None);
        }
        let halves = |(step, output)| (step, Some(output));
        // The last dot that leaves a step's name; else the first, for a message about an unknown
        // step.
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

/// An output of another step.
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

/// The source of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An output of another step.
    Step {
        /// The reference as the workflow has it.
        step: StepRef,
        /// The output that is meant if the reference names none.
        output: String,
    },
    /// Files outside the cache.
    Files(FilePattern),
}

/// One input of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The parameter that holds the reference, with dots before inner fields and the numbers of
    /// items of lists; [`Context::input`](crate::Context::input) takes the same name.
    pub slot: Cow<'static, str>,
    /// The source of the input.
    pub source: Source,
    /// The columns that the step reads; `None` for all. A change in other columns does not affect
    /// the step.
    pub columns: Option<Vec<String>>,
    /// `true` if the files come in the order of their paths, which is then significant, rather than
    /// of their content.
    pub by_path: bool,
    /// `true` for the input of a program of which nothing is known. Then every byte counts instead
    /// of the values, and the files are copies of its own, so that it cannot write to files that
    /// others read.
    pub for_program: bool,
    /// The kind of step that it comes from: the step that is referred to, or the only one of that
    /// kind from which programs have made it. Without such a step the input has no files.
    pub origin: Option<&'static str>,
    /// The kind of step that it comes from if the step that is referred to has no output of that
    /// name: a query over series has no calendar, and the step behind it does.
    pub or_behind: Option<&'static str>,
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
            or_behind: None,
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
            or_behind: None,
        }
    }

    /// Hands the files over in the order of their paths.
    ///
    /// The order is then significant: renaming files changes the key if it changes the order; the
    /// names themselves do not.
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

    /// Takes the output of the step of this kind that the reference leads to, through programs
    /// between.
    #[must_use]
    pub fn origin(mut self, kind: &'static str) -> Self {
        self.origin = Some(kind);
        self
    }

    /// Takes the output from the step of this kind behind the one that is referred to, if that has
    /// none of the name.
    #[must_use]
    pub fn or_behind(mut self, kind: &'static str) -> Self {
        self.or_behind = Some(kind);
        self
    }

    /// Marks the input as that of a program of which nothing is known.
    #[must_use]
    pub fn for_program(mut self) -> Self {
        self.for_program = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reference_is_split_at_the_dot_behind_the_name_of_a_step() {
        let is_step = |name: &str| ["a", "s/0.5", "s/1.10"].contains(&name);
        for (reference, expected) in [
            ("a", ("a", None)),
            ("a.rejects", ("a", Some("rejects"))),
            ("s/0.5", ("s/0.5", None)),
            ("s/0.5.cells", ("s/0.5", Some("cells"))),
            // Of an unknown step, the part before the first dot is named.
            ("b.c.d", ("b", Some("c.d"))),
            ("s/0", ("s/0", None)),
        ] {
            assert_eq!(
                StepRef::new(reference).split(is_step),
                expected,
                "{reference}"
            );
        }
    }

    #[test]
    fn an_input_is_one_path_or_several_or_an_output() {
        let read = |value| serde_json::from_value::<FilePattern>(value);
        let one = read(json!("a.csv")).unwrap();
        assert_eq!(one.patterns(), ["a.csv"]);
        let source = Input::files("input", &one).source;
        assert_eq!(source, Source::Files(one));
        assert_eq!(read(json!(["a", "b"])).unwrap().patterns(), ["a", "b"]);
        let output = read(json!({ "step": "s.o" })).unwrap();
        assert!(output.patterns().is_empty());
        let step = StepRef::new("s.o");
        assert_eq!(
            Input::files("input", &output),
            Input::step("input", &step, "")
        );
        for wrong in [json!(3), json!({}), json!({ "step": "s", "glob": "a" })] {
            let error = read(wrong.clone()).unwrap_err().to_string();
            assert_eq!(
                error, "a path, a glob, a list of them, or `{ step: … }`",
                "{wrong}"
            );
        }
    }
}
