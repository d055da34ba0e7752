//! Events as JSON, one a line.

use std::fs::File;
use std::io::Write;

use crate::run::{Sink, Stamped};

/// Prints events to standard output.
#[derive(Debug)]
pub(crate) struct JsonSink;

impl Sink for JsonSink {
    fn event(&mut self, event: &Stamped) {
        if let Ok(line) = serde_json::to_string(event) {
            // A reader that has seen enough does not stop the run.
            let _ = writeln!(std::io::stdout(), "{line}");
        }
    }
}

/// Keeps events in `runs/<id>.jsonl`.
#[derive(Debug)]
pub(crate) struct LogSink {
    file: File,
    failed: bool,
}

impl LogSink {
    pub(crate) fn new(file: File) -> Self {
        Self {
            file,
            failed: false,
        }
    }
}

impl Sink for LogSink {
    fn event(&mut self, event: &Stamped) {
        let written = serde_json::to_string(event)
            .map_err(std::io::Error::from)
            .and_then(|line| writeln!(self.file, "{line}"));
        if let Err(error) = written
            && !std::mem::replace(&mut self.failed, true)
        {
            eprintln!("warning: the log of this run is incomplete: {error}");
        }
    }
}
