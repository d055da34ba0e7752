//! Runs a program to its end, or to the end of the run.

use std::io;
use std::process::Command as Process;
use std::time::Duration;

use anyhow::Context as _;

use super::failure::{failure, said};
use super::streams::close;
use super::supervised::{Asked, Supervised, end_orphans};
use super::supervisor::Ended;
use super::tree;
use hotcast_runner::{Cancelled, Context, Hint, Stream};

/// The time for which the streams may stay open after all processes have ended, since another
/// process may hold them.
const STREAM_GRACE: Duration = Duration::from_secs(1);

/// Lets this process inherit the processes that killed supervisors leave behind.
///
/// # Errors
/// When the kernel does not allow it.
pub fn adopt_orphans() -> io::Result<()> {
    tree::adopt_orphans()
}

/// Runs a program, of which nothing is left when it ends, the run is interrupted or this process is
/// killed.
///
/// # Errors
/// When the program cannot be started, fails, or is ended.
pub fn run_to_end(process: &Process, ctx: &Context) -> anyhow::Result<()> {
    let program = process.get_program().to_string_lossy().into_owned();
    let started = Supervised::start(process, ctx);
    let mut supervised = match started {
        Err(error) if error.kind() == io::ErrorKind::ArgumentListTooLong => {
            let code = error.raw_os_error().unwrap_or_default();
            return Err(failure(Ended::NotStarted(code), &program, ctx));
        }
        started => started.with_context(|| format!("cannot start a supervisor for `{program}`"))?,
    };
    let streams = supervised.streams(ctx.printed());
    let (asked, report) = supervised.wait(ctx)?;
    let Some(report) = report else {
        end_orphans();
        anyhow::bail!("the process that supervises `{program}` was killed; the command was ended");
    };
    let open = close(&streams, STREAM_GRACE);
    if let Some(printed) = ctx.printed().filter(|_| open) {
        let text =
            "another process still holds the output of the command, which is not read any further";
        printed.line(Stream::Note, text.as_bytes());
    }
    if asked == Some(Asked::Interrupted) {
        return Err(Cancelled.into());
    }
    anyhow::ensure!(
        report.left.is_empty(),
        "the command has started processes that cannot be ended: {}",
        report.left.join(", ")
    );
    let timeout = ctx.timeout().filter(|_| asked == Some(Asked::OutOfTime));
    match (timeout, report.ended) {
        (None, Ended::Code(0)) => Ok(()),
        (Some(timeout), _) => {
            let message =
                format!("the command took longer than its `timeout` of {timeout} and was ended");
            Err(Hint::new(
                message + &said(ctx),
                "raise `timeout`, or look where it hangs",
            )
            .into())
        }
        (None, ended) => Err(failure(ended, &program, ctx)),
    }
}
