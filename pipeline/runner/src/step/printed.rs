//! What a program prints while its step runs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a line was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// Neither: the runner says something about the program.
    Note,
}

/// Takes what a program prints, from several threads at once, and keeps the order in which it comes.
pub trait Printed: fmt::Debug + Send + Sync {
    /// A line, without its end. Its bytes are as the program wrote them.
    fn line(&self, stream: Stream, text: &[u8]);

    /// Nothing follows for the moment: whoever looks sees every line.
    fn flush(&self);

    /// The last lines that the program has printed, of both streams, as a terminal may show them.
    fn last_lines(&self) -> Vec<String>;
}
