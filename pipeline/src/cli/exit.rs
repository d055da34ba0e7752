//! Exit codes, and the report of an error.

use std::io::IsTerminal;
use std::process::ExitCode;

use thiserror::Error;

use hotcast_runner::run::hint_of;
use hotcast_runner::workflow::WorkflowErrors;

/// The documented exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    Failed = 1,
    Usage = 2,
    Pending = 3,
    Locked = 4,
    Damaged = 5,
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A mistake in the arguments, which exits with 2 instead of 1.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct UsageError(pub(crate) String);

/// Prints an error with its causes and its hint, and returns the exit code.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    // Mistakes in a workflow are shown with the lines of the file that they are in.
    if let Some(errors) = error.downcast_ref::<WorkflowErrors>() {
        eprint!("{}", errors.render(std::io::stderr().is_terminal()));
        eprintln!("error: {errors}");
        return Exit::Usage.into();
    }
    // The alternate form has the whole chain of causes, on one line.
    eprintln!("error: {error:#}");
    if let Some(hint) = hint_of(error) {
        eprintln!("hint: {hint}");
    }
    if error.is::<UsageError>() {
        Exit::Usage.into()
    } else {
        Exit::Failed.into()
    }
}
