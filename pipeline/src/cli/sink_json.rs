//! Writes events as JSON, one per line, to standard output and to the log of the run.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use serde_json::json;

use hotcast_runner::Stream;
use hotcast_runner::run::{Sink, Stamped, now_ms};

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

    fn printed(&mut self, step: &str, stream: Stream, text: &str) {
        let line = json!({
            "at_ms": now_ms(),
            "event": "printed",
            "step": step,
            "stream": stream,
            "text": text,
        });
        let _ = writeln!(std::io::stdout(), "{line}");
    }
}

/// Appends events to `runs/<id>.jsonl`.
#[derive(Debug)]
pub(crate) struct LogSink {
    file: File,
    failed: bool,
}

impl LogSink {
    /// Opens a log for appending, and creates it if it is missing.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: File::options().create(true).append(true).open(path)?,
            failed: false,
        })
    }
}

impl Sink for LogSink {
    fn event(&mut self, event: &Stamped) {
        // One write per line: at an interruption two of these sinks append to the same log.
        let written = serde_json::to_string(event)
            .map_err(io::Error::from)
            .and_then(|line| self.file.write_all(format!("{line}\n").as_bytes()));
        if let Err(error) = written
            && !std::mem::replace(&mut self.failed, true)
        {
            // Once, and not an error: the results matter more than their log.
            let _ = writeln!(
                io::stderr(),
                "warning: the log of this run is incomplete: {error}"
            );
        }
    }
}
