//! What a subcommand answers, on standard output.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _};
use std::process::exit;

/// Ends the process where nobody reads on (`hotcast schema | head -1`), which is not a failure, and where the answer cannot be written, which is.
/// For subcommands that hold nothing which would have to be given back.
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

/// Like `println!`, by [`text`].
macro_rules! answer {
    ($($line:tt)*) => {
        $crate::cli::answer::text(format_args!("{}\n", format_args!($($line)*)))
    };
}
pub(super) use answer;
