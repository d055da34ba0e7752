//! The messages of commands that failed.

use std::io;

use super::supervisor::Ended;
use hotcast_runner::{Context, Hint};

/// The last lines of output, as the end of a message.
pub(super) fn said(ctx: &Context) -> String {
    let lines = ctx.printed().map(|printed| printed.last_lines());
    match lines.filter(|lines| !lines.is_empty()) {
        Some(lines) => format!(":\n    {}", lines.join("\n    ")),
        None => String::new(),
    }
}

/// The error of a program that ended in another way than with exit code 0.
pub(super) fn failure(ended: Ended, program: &str, ctx: &Context) -> anyhow::Error {
    let failed = |how: String| format!("the command failed with {how}{}", said(ctx));
    match ended {
        Ended::NotStarted(code) => {
            let error = io::Error::from_raw_os_error(code);
            let hint = match error.kind() {
                io::ErrorKind::ArgumentListTooLong => TOO_LONG,
                io::ErrorKind::NotFound => "is the program installed, and on the PATH?",
                _ => "may the program be executed?",
            };
            Hint::new(format!("cannot start `{program}`: {error}"), hint).into()
        }
        Ended::Memory(bytes) => Hint::new(
            format!(
                "the command took {bytes} bytes of memory, which is more than its \
                 `resources.memory` of {}, and was ended{}",
                ctx.memory().unwrap_or_default(),
                said(ctx)
            ),
            "raise `resources.memory`, or let the command work on less at a time",
        )
        .into(),
        Ended::Signal(signal) => anyhow::anyhow!(failed(format!("signal {signal}"))),
        Ended::Code(code) => {
            let message = failed(format!("exit code {code}"));
            match hint(code, &message) {
                Some(hint) => Hint::new(message, hint).into(),
                None => anyhow::anyhow!(message),
            }
        }
    }
}

const TOO_LONG: &str = "the paths of its inputs are too many for a command line: let the command \
                        read them from `{inputs.name.list}`, a file with one path a line";

/// The hint for an exit code to which a shell gives a meaning (POSIX.1-2017, Shell, 2.8.2).
fn hint(code: i32, message: &str) -> Option<&'static str> {
    match code {
        126 if message.contains("Argument list too long") => Some(TOO_LONG),
        126 => Some("may the program be executed?"),
        127 => Some("is the program installed, and on the PATH?"),
        141 => Some(
            "a part of a pipe was still writing when its reader, such as `head`, had ended; \
             `{ writer || [ $? = 141 ]; } | head` allows that",
        ),
        _ => None,
    }
}
