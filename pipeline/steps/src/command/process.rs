//! Runs a program to its end, or to the end of the run.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command as Process, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rustix::process::{Pid, WaitOptions, waitpid};

use super::lines::Lines;
use super::shell::without_naming;
use super::supervisor::{Ended, Report};
use super::tree;
use hotcast_runner::{Cancelled, Context, Hint, Printed, Stream};

/// How often the run's interruption is looked for.
const TICK: Duration = Duration::from_millis(10);

/// How long a program has to end after it was asked to, before it is killed: when the run is interrupted, which itself takes less than a second, and when
/// the program's time is up.
const INTERRUPTED_GRACE: Duration = Duration::from_millis(350);
const TIMEOUT_GRACE: Duration = Duration::from_secs(2);

/// How long the streams may stay open when everything that was started has ended: somebody else may hold them.
const STREAM_GRACE: Duration = Duration::from_secs(1);

/// The supervisors of this process. Any other child is an orphan.
static SUPERVISORS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Lets this process inherit what supervisors that were killed leave behind.
///
/// # Errors
/// When the kernel does not allow it.
pub fn adopt_orphans() -> io::Result<()> {
    tree::adopt_orphans()
}

/// Runs a program, of which nothing is left when it ends, the run is interrupted or this process is killed. It may take so many bytes of memory.
pub(super) fn run_to_end(process: &Process, ctx: &Context) -> anyhow::Result<()> {
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
    let open = close(&streams);
    if let Some(printed) = ctx.printed().filter(|_| open) {
        let text =
            "somebody else still holds the output of the command, which is not read any further";
        printed.line(Stream::Note, text.as_bytes());
    }
    if asked == Some(Asked::Interrupted) {
        return Err(Cancelled.into());
    }
    anyhow::ensure!(
        report.left.is_empty(),
        "the command has started what cannot be ended: {}",
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

/// Why a program was asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Interrupted,
    OutOfTime,
}

/// A program under a supervisor.
struct Supervised {
    child: Child,
    /// The other end of the supervisor's standard input. The kernel closes it however this process ends.
    link: UnixStream,
}

impl Supervised {
    fn start(process: &Process, ctx: &Context) -> io::Result<Self> {
        let (link, theirs) = UnixStream::pair()?;
        let mut supervisor = Process::new(&ctx.host().program);
        supervisor.arg0("hotcast-supervisor").arg("supervise");
        supervisor.args(ctx.memory().map(|bytes| format!("--memory={bytes}")));
        supervisor
            .arg("--")
            .arg(process.get_program())
            .args(process.get_args())
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .current_dir(&ctx.host().root);
        for (name, value) in process.get_envs() {
            match value {
                Some(value) => supervisor.env(name, value),
                None => supervisor.env_remove(name),
            };
        }
        // Whoever looks for orphans meanwhile must not take the new child for one.
        let mut known = SUPERVISORS.lock().unwrap_or_else(PoisonError::into_inner);
        let child = supervisor.spawn()?;
        known.insert(child.id());
        Ok(Self { child, link })
    }

    /// Reads both streams on threads of their own. What comes out ends when a stream does.
    fn streams(&mut self, printed: Option<&Arc<dyn Printed>>) -> [Option<Receiver<()>>; 2] {
        let read = |stream: Stream| {
            let printed = printed.cloned();
            move |source: Box<dyn Read + Send>| {
                let (sender, receiver) = mpsc::channel();
                thread::spawn(move || {
                    let _open = sender;
                    read_lines(source, stream, printed.as_deref());
                });
                receiver
            }
        };
        [
            (self.child.stdout.take()).map(|out| read(Stream::Stdout)(Box::new(out))),
            (self.child.stderr.take()).map(|err| read(Stream::Stderr)(Box::new(err))),
        ]
    }

    /// Waits for the end of everything. There is no report where the supervisor was killed.
    fn wait(mut self, ctx: &Context) -> anyhow::Result<(Option<Asked>, Option<Report>)> {
        let (sender, reports) = mpsc::channel();
        let mut link = self.link.try_clone()?;
        thread::spawn(move || {
            let mut text = Vec::new();
            // What cannot be read any more, or not understood, was never reported.
            let report = link.read_to_end(&mut text).is_ok();
            let report = serde_json::from_slice::<Report>(&text)
                .ok()
                .filter(|_| report);
            let _ = sender.send(report);
        });
        let mut asked = None;
        let report = loop {
            match reports.recv_timeout(TICK) {
                Ok(report) => break report,
                Err(RecvTimeoutError::Disconnected) => break None,
                Err(RecvTimeoutError::Timeout) => self.ask(ctx, &mut asked)?,
            }
        };
        let ended = self.child.wait();
        let mut known = SUPERVISORS.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&self.child.id());
        ended.context("cannot wait for a supervisor")?;
        Ok((asked, report))
    }

    /// Asks the program to end where that is wanted and was not asked for yet.
    fn ask(&mut self, ctx: &Context, asked: &mut Option<Asked>) -> io::Result<()> {
        let (why, grace) = if ctx.is_interrupted() {
            (Asked::Interrupted, INTERRUPTED_GRACE)
        } else if ctx.is_out_of_time() {
            (Asked::OutOfTime, TIMEOUT_GRACE)
        } else {
            return Ok(());
        };
        if *asked == Some(Asked::Interrupted) || *asked == Some(why) {
            return Ok(());
        }
        *asked = Some(why);
        match self
            .link
            .write_all(format!("{}\n", grace.as_millis()).as_bytes())
        {
            // It has just ended by itself.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }
}

/// Ends what supervisors that were killed have left to this process.
fn end_orphans() {
    let started = Instant::now();
    while started.elapsed() < STREAM_GRACE {
        let orphans = {
            let known = SUPERVISORS.lock().unwrap_or_else(PoisonError::into_inner);
            tree::descendants(|pid| u32::try_from(pid).is_ok_and(|pid| known.contains(&pid)))
        };
        if orphans.is_empty() {
            return;
        }
        tree::kill(&orphans);
        // Only those that are children of this process can be waited for; the others follow as they become so.
        orphans.iter().for_each(reap);
        thread::sleep(Duration::from_millis(2));
    }
}

fn reap(pid: &Pid) {
    let _ = waitpid(Some(*pid), WaitOptions::NOHANG);
}

fn read_lines(mut source: impl Read, stream: Stream, printed: Option<&dyn Printed>) {
    let mut lines = Lines::default();
    let mut buffer = vec![0; 64 * 1024];
    let take = |line: &[u8]| {
        if let Some(printed) = printed {
            printed.line(stream, &without_naming(line));
        }
    };
    let flush = || printed.into_iter().for_each(Printed::flush);
    loop {
        match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                lines.push(&buffer[..n], take);
                flush();
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    lines.finish(take);
    flush();
}

/// Waits for the ends of the streams, but not for ever; says whether one is still open.
fn close(streams: &[Option<Receiver<()>>]) -> bool {
    let until = Instant::now() + STREAM_GRACE;
    let open = |stream: &Receiver<()>| {
        let left = until.saturating_duration_since(Instant::now());
        stream.recv_timeout(left) == Err(RecvTimeoutError::Timeout)
    };
    streams
        .iter()
        .flatten()
        .filter(|stream| open(stream))
        .count()
        > 0
}

/// The last lines, for the end of a message.
fn said(ctx: &Context) -> String {
    let lines = ctx.printed().map(|printed| printed.last_lines());
    match lines.filter(|lines| !lines.is_empty()) {
        Some(lines) => format!(":\n    {}", lines.join("\n    ")),
        None => String::new(),
    }
}

fn failure(ended: Ended, program: &str, ctx: &Context) -> anyhow::Error {
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
                "the command took {bytes} bytes of memory, which is more than its `resources.memory` of {}, and was ended{}",
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

const TOO_LONG: &str = "the paths of its inputs are too many for a command line: let the command read them from `{inputs.name.list}`, a file with one path a line";

/// What to do about an exit code by which a shell says more than that something failed.
fn hint(code: i32, message: &str) -> Option<&'static str> {
    match code {
        126 if message.contains("Argument list too long") => Some(TOO_LONG),
        126 => Some("may the program be executed?"),
        127 => Some("is the program installed, and on the PATH?"),
        141 => Some(
            "a part of a pipe was still writing when its reader, such as `head`, had ended; `{ writer || [ $? = 141 ]; } | head` allows that",
        ),
        _ => None,
    }
}
