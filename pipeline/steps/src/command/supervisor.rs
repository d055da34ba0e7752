//! The supervisor: a process between a run and a program that it has started.
//!
//! It outlives neither, and no process that the program starts outlives the program.
//! It is this program, started again as `hotcast supervise`, with a socket to the run as standard
//! input: when that closes, however the run has ended, everything below the supervisor ends.
//! It leads a session without a terminal, so that a program that asks on the terminal fails.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Command as Process, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, setsid, wait};
use serde::{Deserialize, Serialize};

use super::tree;

/// The time that processes have to end after the program has ended or the run is gone.
const GRACE: Duration = Duration::from_millis(500);

/// The time after which processes that were killed are reported as left.
const GIVE_UP: Duration = Duration::from_secs(5);

/// The time between two looks at the memory, or between two kills.
const TICK: Duration = Duration::from_millis(50);

/// The time in which the last children of an ended program usually end by themselves.
const MOMENT: Duration = Duration::from_millis(3);

/// The end of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Ended {
    /// With an exit code.
    Code(i32),
    /// By a signal.
    Signal(i32),
    /// It could not be started: the error code of the system.
    NotStarted(i32),
    /// It took more memory than its limit: the bytes.
    Memory(u64),
}

/// The report of the supervisor to the run, once everything has ended.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Report {
    pub(super) ended: Ended,
    /// Processes that could not be ended.
    pub(super) left: Vec<String>,
}

/// An event while a program runs.
enum Happened {
    Ended(Ended),
    /// The run wants everything to end within this time.
    Stop(Duration),
    /// This process has no children left.
    NoneLeft,
}

/// Runs a program as a supervisor and reports how it ended on standard input, which is a socket.
///
/// # Errors
/// When standard input is not a socket to a run, or the report cannot be written.
pub fn supervise(command: &[OsString], memory: Option<u64>) -> anyhow::Result<()> {
    let run: OwnedFd = std::io::stdin().as_fd().try_clone_to_owned()?;
    let mut run = UnixStream::from(run);
    let report = start(command, &run, memory).unwrap_or_else(|error| Report {
        ended: Ended::NotStarted(error.raw_os_error().unwrap_or(0)),
        left: Vec::new(),
    });
    run.write_all(&serde_json::to_vec(&report)?)?;
    Ok(())
}

fn start(command: &[OsString], run: &UnixStream, memory: Option<u64>) -> std::io::Result<Report> {
    // Fails only if the process already leads a session.
    let _ = setsid();
    tree::adopt_orphans()?;
    let (program, arguments) = command
        .split_first()
        .ok_or_else(|| std::io::Error::from(Errno::INVAL))?;
    // In a group of its own: `kill 0` in a script does not reach the supervisor.
    let child = Process::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .process_group(0)
        .spawn()?;
    let program = i32::try_from(child.id())
        .ok()
        .and_then(Pid::from_raw)
        .ok_or_else(|| std::io::Error::from(Errno::SRCH))?;
    let (sender, events) = mpsc::channel();
    let (reaping, listening) = (sender.clone(), run.try_clone()?);
    thread::spawn(move || reap(program, &reaping));
    thread::spawn(move || listen(listening, &sender));
    Ok(Watch::new(program, memory).until_all_have_ended(&events))
}

/// Waits for every child, inherited ones included.
fn reap(program: Pid, events: &Sender<Happened>) {
    loop {
        let happened = match wait(WaitOptions::empty()) {
            Ok(Some((pid, status))) if pid == program => Happened::Ended(ended(status)),
            Ok(_) | Err(Errno::INTR) => continue,
            Err(_) => Happened::NoneLeft,
        };
        let last = matches!(happened, Happened::NoneLeft);
        if events.send(happened).is_err() || last {
            return;
        }
    }
}

fn ended(status: WaitStatus) -> Ended {
    match (status.exit_status(), status.terminating_signal()) {
        (None, Some(signal)) => Ended::Signal(signal),
        (code, _) => Ended::Code(code.unwrap_or(i32::MAX)),
    }
}

/// Listens for the run, which wants the program to end by a message or by being gone.
fn listen(run: UnixStream, events: &Sender<Happened>) {
    for line in BufReader::new(run).lines() {
        let grace = line.ok().and_then(|line| line.trim().parse().ok());
        let grace = grace.map_or(GRACE, Duration::from_millis);
        if events.send(Happened::Stop(grace)).is_err() {
            return;
        }
    }
    // The receiver is gone only if everything has ended.
    let _ = events.send(Happened::Stop(GRACE));
}

/// A program and the processes that it has started, until all have ended.
struct Watch {
    program: Pid,
    memory: Option<u64>,
    ended: Option<Ended>,
    /// The time at which everything that is left is killed.
    kill_at: Option<Instant>,
}

impl Watch {
    fn new(program: Pid, memory: Option<u64>) -> Self {
        Self {
            program,
            memory,
            ended: None,
            kill_at: None,
        }
    }

    fn until_all_have_ended(mut self, events: &Receiver<Happened>) -> Report {
        loop {
            match events.recv_timeout(self.patience()) {
                Ok(Happened::Ended(ended)) => {
                    self.ended.get_or_insert(ended);
                    match events.recv_timeout(MOMENT) {
                        Ok(Happened::NoneLeft) if tree::COMPLETE => return self.report(Vec::new()),
                        Ok(Happened::Stop(grace)) => self.stop(grace),
                        _ => self.stop(GRACE),
                    }
                }
                Ok(Happened::Stop(grace)) => self.stop(grace),
                Ok(Happened::NoneLeft) if tree::COMPLETE => return self.report(Vec::new()),
                Ok(Happened::NoneLeft) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => thread::sleep(TICK),
            }
            if !tree::COMPLETE && self.ended.is_some() && !tree::group_lives(self.program) {
                return self.report(Vec::new());
            }
            self.check_memory();
            if let Some(late) = self
                .kill_at
                .and_then(|at| Instant::now().checked_duration_since(at))
            {
                let left = self.kill();
                if late > GIVE_UP {
                    return self.report(left.into_iter().map(tree::name).collect());
                }
            }
        }
    }

    /// The time until the next look, unless an event comes before.
    fn patience(&self) -> Duration {
        match self.kill_at {
            Some(at) => at
                .saturating_duration_since(Instant::now())
                .clamp(MOMENT, TICK),
            None if self.memory.is_some() => TICK,
            None => Duration::from_secs(3600),
        }
    }

    /// Asks everything to end, to be killed after the grace.
    fn stop(&mut self, grace: Duration) {
        if self.kill_at.is_none() {
            for pid in tree::descendants(|_| false) {
                tree::send(pid, Signal::TERM);
                // A stopped process gets it only when it continues.
                tree::send(pid, Signal::CONT);
            }
            if !tree::COMPLETE {
                tree::send_to_group(self.program, Signal::TERM);
            }
        }
        let at = Instant::now() + grace;
        self.kill_at = Some(self.kill_at.map_or(at, |before| before.min(at)));
    }

    fn kill(&self) -> Vec<Pid> {
        let left = tree::descendants(|_| false);
        tree::kill(&left);
        if !tree::COMPLETE {
            tree::send_to_group(self.program, Signal::KILL);
        }
        left
    }

    fn check_memory(&mut self) {
        if let (Some(limit), None, None) = (self.memory, self.kill_at, self.ended)
            && let Some(bytes) = tree::more_than(limit, &tree::descendants(|_| false))
        {
            self.ended = Some(Ended::Memory(bytes));
            self.kill_at = Some(Instant::now());
        }
    }

    fn report(self, left: Vec<String>) -> Report {
        let ended = self.ended.unwrap_or(Ended::Signal(Signal::KILL.as_raw()));
        Report { ended, left }
    }
}
