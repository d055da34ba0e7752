//! The run's side of a program under a supervisor.

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

use super::streams::read;
use super::supervisor::Report;
use super::tree;
use hotcast_runner::{Context, Printed, Stream};

/// The time between two looks for an interruption of the run.
const TICK: Duration = Duration::from_millis(10);

/// The time that a program has to end before it is killed when the run is interrupted, which itself
/// takes less than a second.
const INTERRUPTED_GRACE: Duration = Duration::from_millis(350);

/// The time that a program has to end before it is killed when its own time is up.
const TIMEOUT_GRACE: Duration = Duration::from_secs(2);

/// The longest time for which orphans are looked for and killed.
const ORPHAN_GRACE: Duration = Duration::from_secs(1);

/// The supervisors of this process; any other child is an orphan.
static SUPERVISORS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// The reason for which a program was asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Interrupted,
    OutOfTime,
}

/// A program under a supervisor.
pub(super) struct Supervised {
    child: Child,
    /// The other end of the supervisor's standard input; the kernel closes it however this process
    /// ends.
    link: UnixStream,
}

impl Supervised {
    /// Starts the supervisor, which starts the program.
    pub(super) fn start(process: &Process, ctx: &Context) -> io::Result<Self> {
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
        // `end_orphans` on another thread must not take the new child for an orphan.
        let mut known = SUPERVISORS.lock().unwrap_or_else(PoisonError::into_inner);
        let child = supervisor.spawn()?;
        known.insert(child.id());
        Ok(Self { child, link })
    }

    /// Reads both streams on threads of their own.
    pub(super) fn streams(
        &mut self,
        printed: Option<&Arc<dyn Printed>>,
    ) -> [Option<Receiver<()>>; 2] {
        let (out, err) = (self.child.stdout.take(), self.child.stderr.take());
        [
            out.map(|out| read(out, Stream::Stdout, printed.cloned())),
            err.map(|err| read(err, Stream::Stderr, printed.cloned())),
        ]
    }

    /// Waits until the program and everything that it started have ended.
    ///
    /// There is no report if the supervisor was killed.
    pub(super) fn wait(mut self, ctx: &Context) -> anyhow::Result<(Option<Asked>, Option<Report>)> {
        let (sender, reports) = mpsc::channel();
        let mut link = self.link.try_clone()?;
        thread::spawn(move || {
            let mut text = Vec::new();
            // A report that cannot be read or parsed means that the supervisor was killed.
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

    /// Asks the program to end if the run wants that and has not asked before.
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
            // The program has just ended by itself.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }
}

/// Kills the processes that killed supervisors have left to this process.
pub(super) fn end_orphans() {
    let started = Instant::now();
    while started.elapsed() < ORPHAN_GRACE {
        let orphans = {
            let known = SUPERVISORS.lock().unwrap_or_else(PoisonError::into_inner);
            tree::descendants(|pid| u32::try_from(pid).is_ok_and(|pid| known.contains(&pid)))
        };
        if orphans.is_empty() {
            return;
        }
        tree::kill(&orphans);
        // Only children of this process can be reaped; the others become children as their parents
        // end.
        orphans.iter().for_each(reap);
        thread::sleep(Duration::from_millis(2));
    }
}

fn reap(pid: &Pid) {
    let _ = waitpid(Some(*pid), WaitOptions::NOHANG);
}
