//! The lines that every step printed, kept in `logs/<run>/<step>.log`.
//!
//! A record is one line: its number, the milliseconds since 1970, the stream, and the text as it
//! was printed. A log is bounded: its first mebibyte and its last ones are kept, and a gap in the
//! numbers shows that lines were left out.

mod record;
mod terminal;
mod writer;

pub use record::{LogLine, read};
pub use terminal::for_terminal;
pub use writer::StepLog;
