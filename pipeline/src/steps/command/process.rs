//! Runs a process to its end, or to the end of the run.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command as Process, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::Context as _;

use crate::step::{Cancelled, Context};

/// How many of the last lines a failure shows.
const SHOWN_LINES: usize = 20;

/// Runs the process in a group of its own, which is killed as a whole when the run is interrupted.
pub(super) fn run_to_end(mut process: Process, ctx: &Context) -> anyhow::Result<()> {
    let program = process.get_program().to_string_lossy().into_owned();
    process
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    let mut child = process
        .spawn()
        .with_context(|| format!("cannot start `{program}`"))?;
    let tails = [child.stdout.take().map(tail), child.stderr.take().map(tail)];
    let status = loop {
        if let Some(status) = child
            .try_wait()
            .with_context(|| format!("cannot wait for `{program}`"))?
        {
            break status;
        }
        if ctx.is_cancelled() {
            kill(&mut child)?;
            return Err(Cancelled.into());
        }
        thread::sleep(Duration::from_millis(5));
    };
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
    anyhow::bail!("the command failed with {}{said}", describe(status))
}

fn describe(status: std::process::ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "an unknown status".to_owned(),
    }
}

/// Kills the whole group, so that what the program has started ends as well.
fn kill(child: &mut Child) -> std::io::Result<()> {
    let group = Process::new("sh")
        .arg("-c")
        .arg(format!("kill -KILL -- -{}", child.id()))
        .stderr(Stdio::null())
        .status();
    if !group.is_ok_and(|status| status.success()) {
        child.kill()?;
    }
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
