//! Runs a process to its end, or to the end of the run.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command as Process, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::Context as _;

use crate::step::{Cancelled, Context, Hint};

/// The exit codes by which a shell says that there is no such program, or that it is none.
const NOT_FOUND: i32 = 127;
const NOT_EXECUTABLE: i32 = 126;

/// How many of the last lines a failure shows.
const SHOWN_LINES: usize = 20;

/// Becomes the program given as arguments, after starting a guard that kills the whole group, itself included, once the pipe on standard input ends. The
/// other end of the pipe is ours, and the kernel closes it however we end.
const GUARDED: &str = r#"exec 3<&0 0</dev/null; (cat <&3; kill -s KILL -- "-$$") >/dev/null 2>&1 & exec 3<&-; exec "$@""#;

/// Runs the process in a group of its own, of which nothing is left when the process ends, the run is interrupted or we are killed.
pub(super) fn run_to_end(process: &Process, ctx: &Context) -> anyhow::Result<()> {
    let program = process.get_program().to_string_lossy().into_owned();
    let mut child = guarded(process)
        .spawn()
        .with_context(|| format!("cannot start `{program}`"))?;
    let guard = child.stdin.take();
    let tails = [child.stdout.take().map(tail), child.stderr.take().map(tail)];
    let status = loop {
        if let Some(status) = child
            .try_wait()
            .with_context(|| format!("cannot wait for `{program}`"))?
        {
            break status;
        }
        if ctx.is_cancelled() {
            kill(&mut child, guard)?;
            return Err(Cancelled.into());
        }
        thread::sleep(Duration::from_millis(5));
    };
    // What the program has left running ends now, and with it the streams.
    drop(guard);
    let lines: Vec<String> = tails
        .into_iter()
        .flatten()
        .flat_map(|tail| tail.join().unwrap_or_default())
        .collect();
    if status.success() {
        return Ok(());
    }
    let said = if lines.is_empty() {
        String::new()
    } else {
        format!(":\n    {}", lines.join("\n    "))
    };
    let message = format!("the command failed with {}{said}", describe(status));
    Err(match status.code() {
        Some(NOT_FOUND) => Hint::new(message, "is the program installed, and on the PATH?").into(),
        Some(NOT_EXECUTABLE) => Hint::new(message, "may the program be executed?").into(),
        _ => anyhow::anyhow!(message),
    })
}

/// The same process in a group of its own, with a guard beside it.
fn guarded(process: &Process) -> Process {
    let mut guarded = Process::new("sh");
    guarded
        .args(["-c", GUARDED, "sh"])
        .arg(process.get_program())
        .args(process.get_args())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    for (name, value) in process.get_envs() {
        match value {
            Some(value) => guarded.env(name, value),
            None => guarded.env_remove(name),
        };
    }
    guarded
}

fn describe(status: std::process::ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "an unknown status".to_owned(),
    }
}

/// Ends the program and everything that it has started.
fn kill(child: &mut Child, guard: Option<ChildStdin>) -> std::io::Result<()> {
    drop(guard);
    child.kill()?;
    child.wait().map(drop)
}

/// Reads a stream to its end and keeps the last lines.
fn tail(stream: impl Read + Send + 'static) -> JoinHandle<VecDeque<String>> {
    thread::spawn(move || {
        let mut lines = VecDeque::new();
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
            if lines.len() == SHOWN_LINES {
                lines.pop_front();
            }
            lines.push_back(String::from_utf8_lossy(&line).trim_end().to_owned());
            line.clear();
        }
        lines
    })
}
