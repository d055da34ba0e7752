//! Prints the answer of a subcommand to standard output.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _};
use std::process::exit;

/// Prints text, and exits if it cannot be written: with 0 if the reader has gone, as in
/// `hotcast schema | head -1`, and with 1 otherwise.
///
/// Only for subcommands without anything to release, since destructors do not run.
pub(super) fn text(text: Arguments<'_>) {
    match std::io::stdout().lock().write_fmt(text) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => exit(0),
        Err(error) => {
            eprintln!("error: cannot write to standard output: {error}");
            exit(1);
        }
    }
}

/// Like `println!`, through [`text`].
macro_rules! answer {
    ($($line:tt)*) => {
        $crate::cli::answer::text(format_args!("{}\n", format_args!($($line)*)))
    };
}
pub(super) use answer;
