//! The format of a log: encoding and reading its lines.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use memchr::memchr;

use crate::step::Stream;

/// A line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its position among all lines of the step, counted from 1.
    pub number: u64,
    /// The time of reading it, in milliseconds since 1970.
    pub at_ms: u64,
    /// The stream that it was printed to.
    pub stream: Stream,
    /// The text as it was printed, without the line's end.
    pub text: Vec<u8>,
}

/// The file of a step's first lines, and those of the last ones, older before newer.
pub(super) fn segments(base: &Path) -> [PathBuf; 3] {
    let with = |ending: &str| {
        let mut path = base.as_os_str().to_owned();
        path.push(ending);
        PathBuf::from(path)
    };
    [with(".log"), with(".log.1"), with(".log.2")]
}

pub(super) fn encode(line: &LogLine, out: &mut Vec<u8>) {
    let stream = match line.stream {
        Stream::Stdout => 'o',
        Stream::Stderr => 'e',
        Stream::Note => 'n',
    };
    out.extend_from_slice(format!("{} {} {stream} ", line.number, line.at_ms).as_bytes());
    out.extend_from_slice(&line.text);
    out.push(b'\n');
}

/// Returns the lines of the step whose log is at `base`. A last line that is incomplete is left
/// out.
///
/// # Errors
///
/// If a file of the log exists and cannot be read.
pub fn read(base: &Path) -> io::Result<Vec<LogLine>> {
    let mut lines: Vec<LogLine> = Vec::new();
    for path in segments(base) {
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let mut rest = &bytes[..];
        while let Some(at) = memchr(b'\n', rest) {
            lines.extend(decode(&rest[..at]));
            rest = &rest[at + 1..];
        }
    }
    // A file that was renamed between two looks may have been read twice.
    lines.sort_by_key(|line| line.number);
    lines.dedup_by_key(|line| line.number);
    Ok(lines)
}

fn decode(record: &[u8]) -> Option<LogLine> {
    // The text is the last field and may hold blanks itself.
    let mut fields = record.splitn(4, |&byte| byte == b' ');
    let mut next = || {
        fields
            .next()
            .and_then(|field| std::str::from_utf8(field).ok())
    };
    let (number, at_ms) = (next()?.parse().ok()?, next()?.parse().ok()?);
    let stream = match next()? {
        "o" => Stream::Stdout,
        "e" => Stream::Stderr,
        _ => Stream::Note,
    };
    Some(LogLine {
        number,
        at_ms,
        stream,
        text: fields.next()?.to_vec(),
    })
}
