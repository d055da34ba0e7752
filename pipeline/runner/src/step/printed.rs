//! Lines that a program prints while its step runs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The stream that a line was printed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// Neither: a note of the runner about the program.
    Note,
}

/// Takes the lines that a program prints, from several threads at once, and keeps their order.
pub trait Printed: fmt::Debug + Send + Sync {
    /// Takes a line, without its end. Its bytes are as the program wrote them.
    fn line(&self, stream: Stream, text: &[u8]);

    /// Makes all lines so far visible to readers. Called when no line follows for the moment.
    fn flush(&self);

    /// The last lines that the program has printed, of both streams, as a terminal may show them.
    fn last_lines(&self) -> Vec<String>;
}
