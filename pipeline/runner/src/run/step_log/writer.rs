//! Keeps the lines that a step prints, within bounds.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::record::{LogLine, encode, segments};
use super::terminal::for_terminal;
use crate::run::{Redactor, Reporter, now_ms};
use crate::step::{Printed, Stream};

/// The size of the first lines that are kept: 1 MiB.
const HEAD_BYTES: u64 = 1 << 20;

/// The size of each of two files of last lines: 4.5 MiB, so that a log never exceeds 10 MiB. The
/// older file goes when the newer is full, so at least this much of the end is kept.
const TAIL_BYTES: u64 = 9 << 19;

/// The number of last lines that a failure shows, and the characters of each.
const SHOWN_LINES: usize = 20;
const SHOWN_CHARS: usize = 2000;

/// The log of one step. Every line passes through [`StepLog::line`], whether it goes to the file,
/// the live output or the message of a failure.
#[derive(Debug)]
pub struct StepLog {
    step: String,
    reporter: Reporter,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    base: PathBuf,
    /// The file being written, its index among the three, and its size.
    file: Option<BufWriter<File>>,
    segment: usize,
    bytes: u64,
    number: u64,
    last: VecDeque<Vec<u8>>,
    failed: bool,
}

impl StepLog {
    /// The log of a step below the directory of a run. No file is created before the step prints
    /// something.
    pub(crate) fn new(dir: &Path, step: &str, reporter: &Reporter) -> Self {
        Self {
            step: step.to_owned(),
            reporter: reporter.clone(),
            kept: Mutex::new(Kept {
                base: Self::base(dir, step),
                file: None,
                segment: 0,
                bytes: 0,
                number: 0,
                last: VecDeque::new(),
                failed: false,
            }),
        }
    }

    /// The path of a step's log, without the ending of its files.
    pub fn base(dir: &Path, step: &str) -> PathBuf {
        // `%` first, or the `%2F` of a slash would be escaped again.
        dir.join(step.replace('%', "%25").replace('/', "%2F"))
    }

    /// Notes the beginning of the next attempt, whose last lines are its own.
    pub(crate) fn begin_attempt(&self, text: &str) {
        self.line(Stream::Note, text.as_bytes());
        self.lock().last.clear();
    }

    /// Warns once that something could not be written. The step continues: its result does not
    /// depend on its log.
    fn warn(&self, kept: &mut Kept, written: io::Result<()>) {
        if let Err(error) = written
            && !std::mem::replace(&mut kept.failed, true)
        {
            // If standard error fails too, there is nobody to tell.
            let _ = writeln!(
                io::stderr(),
                "warning: the log of step `{}` is incomplete: {error}",
                self.step
            );
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        // A log that another thread's panic left behind is still a log.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Printed for StepLog {
    fn line(&self, stream: Stream, text: &[u8]) {
        let text = &*redacted(self.reporter.redactor(), text);
        let mut kept = self.lock();
        kept.number += 1;
        let line = LogLine {
            number: kept.number,
            at_ms: now_ms(),
            stream,
            text: text.to_vec(),
        };
        let written = kept.write(&line);
        if kept.last.len() == SHOWN_LINES {
            kept.last.pop_front();
        }
        kept.last.push_back(line.text);
        self.warn(&mut kept, written);
        if self.reporter.is_live() {
            // Under the lock, so that lines are shown in the order in which they are kept.
            self.reporter
                .printed(&self.step, stream, &for_terminal(text));
        }
        drop(kept);
        // A note often is the last line for a while; whoever follows the log sees it at once.
        if stream == Stream::Note {
            self.flush();
        }
    }

    fn flush(&self) {
        let mut kept = self.lock();
        let written = kept.file.as_mut().map_or(Ok(()), Write::flush);
        self.warn(&mut kept, written);
    }

    fn last_lines(&self) -> Vec<String> {
        let kept = self.lock();
        let shown = |text: &Vec<u8>| shortened(&for_terminal(text));
        kept.last.iter().map(shown).collect()
    }
}

impl Kept {
    fn write(&mut self, line: &LogLine) -> io::Result<()> {
        let mut record = Vec::with_capacity(line.text.len() + 32);
        encode(line, &mut record);
        let limit = if self.segment == 0 {
            HEAD_BYTES
        } else {
            TAIL_BYTES
        };
        if self.bytes > 0 && self.bytes + record.len() as u64 > limit {
            self.next_segment()?;
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let path = &segments(&self.base)[self.segment];
                if let Some(dir) = path.parent() {
                    fs::create_dir_all(dir)?;
                }
                self.file.insert(BufWriter::new(File::create(path)?))
            }
        };
        self.bytes += record.len() as u64;
        file.write_all(&record)
    }

    /// Starts the next file. The newer of the last two becomes the older one, whose lines are
    /// dropped.
    fn next_segment(&mut self) -> io::Result<()> {
        if let Some(mut file) = self.file.take() {
            file.flush()?;
        }
        self.bytes = 0;
        if self.segment == 0 {
            // The newer of the two; there is no older one yet.
            self.segment = 2;
            return Ok(());
        }
        let [_, older, newer] = segments(&self.base);
        match fs::rename(newer, older) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Returns a line without secret values, even if control codes stand within one.
fn redacted<'a>(redactor: &Redactor, text: &'a [u8]) -> Cow<'a, [u8]> {
    let redacted = redactor.bytes(text);
    if redactor.is_empty() {
        return redacted;
    }
    let shown = for_terminal(&redacted);
    match redactor.bytes(shown.as_bytes()) {
        Cow::Owned(shown) => Cow::Owned(shown),
        Cow::Borrowed(_) => redacted,
    }
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(SHOWN_CHARS) {
        Some((at, _)) => format!("{} …", &line[..at]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn a_log_keeps_its_first_and_its_last_lines_and_stays_small() {
        let dir = tempfile::TempDir::new().unwrap();
        let log = StepLog::new(dir.path(), "a/b", &Reporter::default());
        let filler = "x".repeat(1000);
        for n in 1..=30_000 {
            log.line(Stream::Stdout, format!("{n} {filler}").as_bytes());
        }
        log.flush();
        let lines = read(&StepLog::base(dir.path(), "a/b")).unwrap();
        assert_eq!(lines.first().unwrap().number, 1);
        assert_eq!(lines.last().unwrap().number, 30_000);
        let gaps: Vec<u64> = lines
            .windows(2)
            .map(|pair| pair[1].number - pair[0].number - 1)
            .filter(|&gap| gap > 0)
            .collect();
        assert_eq!(gaps.len(), 1, "{gaps:?}");
        let bytes: u64 = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().metadata().unwrap().len())
            .sum();
        assert!((5_500_000..=10 << 20).contains(&bytes), "{bytes}");
        assert_eq!(log.last_lines().len(), SHOWN_LINES);
        assert!(log.last_lines()[19].starts_with("30000 x"));
    }

    #[test]
    fn a_line_is_read_as_it_was_printed() {
        let dir = tempfile::TempDir::new().unwrap();
        let log = StepLog::new(dir.path(), "a", &Reporter::default());
        log.line(Stream::Stderr, b"\x1b[1m two  blanks \xff");
        log.line(Stream::Stdout, b"");
        log.flush();
        let lines = read(&StepLog::base(dir.path(), "a")).unwrap();
        assert_eq!(lines[0].text, b"\x1b[1m two  blanks \xff");
        assert_eq!(
            (lines[0].stream, lines[1].stream),
            (Stream::Stderr, Stream::Stdout)
        );
        assert_eq!(log.last_lines(), [" two  blanks \u{fffd}", ""]);
    }
}
