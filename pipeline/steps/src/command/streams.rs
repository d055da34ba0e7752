//! Reads the output of a program line by line.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::lines::Lines;
use super::shell::without_naming;
use hotcast_runner::{Printed, Stream};

/// Reads a stream on a thread of its own; the channel closes when the stream ends.
pub(super) fn read(
    source: impl Read + Send + 'static,
    stream: Stream,
    printed: Option<Arc<dyn Printed>>,
) -> Receiver<()> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let _open = sender;
        read_lines(source, stream, printed.as_deref());
    });
    receiver
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

/// Waits for the ends of the streams, but no longer than `grace`; returns `true` if one is still open.
pub(super) fn close(streams: &[Option<Receiver<()>>], grace: Duration) -> bool {
    let until = Instant::now() + grace;
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
