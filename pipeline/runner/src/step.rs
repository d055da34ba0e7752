//! The interface between the steps and the runner.
//!
//! A step is a pure function of its parameters and its inputs: it reads the files that [`Context`]
//! hands it, writes the files that [`Context::output`] names, and nothing else. It knows nothing of
//! keys, caching, order or the other steps. The runner in turn knows nothing of incidents: it sees
//! [`Input`]s, [`Output`]s and one of three shapes of [`Work`].
//!
//! To write a step:
//! - a parameter struct (`Deserialize`, `Serialize`, `JsonSchema`, `deny_unknown_fields`) whose
//!   references to other steps are fields of type [`StepRef`] and whose references to source files
//!   are fields of type [`FilePattern`];
//! - an `impl Step` for it;
//! - an `impl` of the trait for its work;
//! - a line in the program's [`Registry`].
//!
//! The struct's serialised fields are the parameters in the cache key, with defaults, except the
//! fields named by [`Step::inputs`] and [`Step::publish`], whose content counts and whose names do
//! not. The step that computes is made of the same parameters, with stand-ins for those fields, so
//! it cannot see anything that is not in its key.
//!
//! A kind carries a fingerprint of its code, which is part of every key. A program decides how to
//! make it: the build script of `hotcast-steps` digests the sources that a kind reaches, and the
//! versions of the libraries behind them.

use std::borrow::Cow;
use std::collections::BTreeMap;

mod context;
mod host;
mod input;
mod kind;
mod limits;
mod output;
mod printed;
mod progress;
mod registry;
mod secret;

pub use context::{Cancelled, Context, Hint, InputFile};
pub use host::Host;
pub use input::{FilePattern, FromStep, Input, Source, StepRef};
pub(crate) use kind::AnyStep;
pub use kind::StepKind;
pub(crate) use limits::Limits;
pub use limits::Timeout;
pub use output::{Output, OutputForm, Publish};
pub use printed::{Printed, Stream};
pub use progress::Progress;
pub use registry::Registry;
pub use secret::{FromCaller, Secret};

/// One step of a workflow: parameters that have been read and checked.
pub trait Step: Send + Sync {
    /// The inputs of the step. Every [`Input::slot`] is the name of the parameter that holds the
    /// reference.
    fn inputs(&self) -> Vec<Input>;

    /// The outputs of the step.
    fn outputs(&self) -> Vec<Output>;

    /// The division of the work, which is also that of the cache.
    fn work(&self) -> Work<'_>;

    /// Checks that need more than one field. Each problem names its field, so that the runner can
    /// point at the line.
    fn check(&self) -> Vec<Problem> {
        Vec::new()
    }

    /// Parameters that have no effect with the present values of the others.
    ///
    /// The runner refuses those that a workflow states, unless a deciding parameter comes from a
    /// template and may have another value next time.
    fn without_effect(&self) -> Vec<NoEffect> {
        Vec::new()
    }

    /// The fields whose values come from the caller's environment variables.
    ///
    /// The step reads them with [`Context::secret`]. Each field is an object, to which the runner
    /// adds a digest of the value for the key.
    fn caller_variables(&self) -> Vec<FromCaller> {
        Vec::new()
    }

    /// The outputs that the runner places outside the cache once they are committed.
    fn publish(&self) -> Vec<Publish> {
        Vec::new()
    }

    /// The output that a reference to this step means if it names none, to a reader that looks for
    /// `wanted`, which is empty if the reader takes anything.
    fn bare_output<'a>(&self, wanted: &'a str) -> Cow<'a, str> {
        match self.outputs().as_slice() {
            // With several outputs, a bare reference would be a guess; the reader's mistake is
            // reported instead.
            [only] if wanted.is_empty() => Cow::Owned(only.name.to_string()),
            _ => Cow::Borrowed(wanted),
        }
    }

    /// Returns `true` if the step passes on rows that others have read, so that [`Input::origin`]
    /// is searched behind it.
    fn passes_rows(&self) -> bool {
        false
    }

    /// Returns `true` if the step is a process of its own, whose memory can be limited.
    fn is_process(&self) -> bool {
        false
    }
}

/// A mistake in a step's parameters that types cannot express.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The top-level parameter at fault.
    pub field: String,
    /// The mistake, as a lower-case fragment with the value in back-ticks.
    pub message: String,
    /// The way out of it.
    pub hint: Option<String>,
}

/// A parameter that has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoEffect {
    /// The top-level parameter.
    pub field: &'static str,
    /// The top-level parameters that decide this.
    pub decided_by: &'static [&'static str],
    /// The condition for its effect, as the end of a sentence that begins "it counts only".
    pub only: &'static str,
}

/// The division of a step's work.
pub enum Work<'a> {
    /// Undivided; the whole step is one cache entry.
    Whole(&'a dyn WholeWork),
    /// File by file over the step's only [`Source::Files`] input; each file is a cache entry.
    Files(&'a dyn FileWork),
    /// Many small records; each record is a cache entry, kept in packs.
    Records(&'a dyn RecordWork),
}

/// A step that is computed all at once.
pub trait WholeWork: Sync {
    /// Reads the inputs of `ctx` and writes every output to [`Context::output`].
    ///
    /// # Errors
    ///
    /// Any error ends the step; a [`Hint`] in the chain is shown as the next action.
    fn run(&self, ctx: &Context) -> anyhow::Result<()>;
}

/// A step that is computed file by file.
pub trait FileWork: Sync {
    /// Converts one source file: the input slot holds exactly this file, and each output gets one
    /// file.
    ///
    /// # Errors
    ///
    /// Any error ends this file. The other files are still computed with `--keep-going`.
    fn run_file(&self, ctx: &Context) -> anyhow::Result<()>;

    /// Adds to a file's error what a look at all files shows, which `ctx` has in the input slot.
    /// Called once the step has failed.
    fn advise(&self, error: anyhow::Error, ctx: &Context) -> anyhow::Error {
        let _ = ctx;
        error
    }

    /// Returns findings about all files together, from the sums of their counts. They are shown
    /// beside the findings of each file. `ctx` has all files in the input slot.
    ///
    /// # Errors
    ///
    /// If the files are unusable together. Each is cached by then.
    fn conclude(
        &self,
        counts: &BTreeMap<String, u64>,
        ctx: &Context,
    ) -> anyhow::Result<Vec<String>> {
        let _ = (counts, ctx);
        Ok(Vec::new())
    }

    /// Returns `true` if several files may be computed at the same time; `false` if one file
    /// already uses all workers.
    fn parallel(&self) -> bool {
        false
    }
}

/// A step made of many small, independent records.
pub trait RecordWork: Sync {
    /// Reads the inputs and prepares the records.
    ///
    /// # Errors
    ///
    /// If the inputs are unusable as a whole.
    fn records(&self, ctx: &Context) -> anyhow::Result<Box<dyn RecordSet>>;

    /// The name of the records in the plural, for the live display.
    fn unit(&self) -> &'static str {
        "records"
    }

    /// The top-level parameters that only [`RecordSet::combine`] reads, by [`Context::combined`];
    /// each has a default.
    ///
    /// Changing one of them reuses every record. The records are computed by a step without them.
    fn combined_params(&self) -> &'static [&'static str] {
        &[]
    }
}

/// The records of a step, in the order in which [`RecordSet::combine`] receives them.
pub trait RecordSet: Send + Sync {
    /// The number of records.
    fn len(&self) -> usize;

    /// Returns `true` if there are no records.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns a name for people, such as a hotspot id; unique within the set. It is not part of
    /// the key.
    fn id(&self, index: usize) -> String;

    /// Appends everything that all records depend on, such as a calendar, except the step's
    /// parameters and code. It is hashed once, into the key of each record.
    ///
    /// As with [`RecordSet::material`], write lengths before variable parts, and leave out anything
    /// that does not influence the result.
    ///
    /// # Errors
    ///
    /// If it cannot be encoded: a key without it would be the key of something else.
    fn shared_material(&self, out: &mut Vec<u8>) -> anyhow::Result<()> {
        let _ = out;
        Ok(())
    }

    /// Appends everything that this record alone depends on: its values. The bytes are hashed into
    /// the record's key.
    ///
    /// # Errors
    ///
    /// If it cannot be encoded.
    fn material(&self, index: usize, out: &mut Vec<u8>) -> anyhow::Result<()>;

    /// Computes one record, on one thread, deterministically. The runner calls this from many
    /// threads at once.
    ///
    /// # Errors
    ///
    /// Any error fails the step. Prefer a named fallback in the record to an error.
    fn compute(&self, index: usize) -> anyhow::Result<Vec<u8>>;

    /// Writes the outputs from all records, cached and new alike.
    ///
    /// # Errors
    ///
    /// Any error in writing.
    fn combine(&self, records: &[Vec<u8>], ctx: &Context) -> anyhow::Result<()>;
}
