//! Samples of source files: their start, and pieces from every part of them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::convert::{ConvertError, Member, SourceFile, each_member, is_compressed, is_zip};

/// Text that is kept of all files together. Files that are smaller together are read whole.
const KEPT: u64 = 48 << 20;

/// Text that is kept of a file at least, enough for its header and some rows.
const LEAST: u64 = 64 << 10;

/// A piece of text: a few hundred rows.
const PIECE: usize = 64 << 10;

/// Compressed files are read from their start on, and given up after this time, so that an answer
/// comes within seconds whatever the size of the files.
const PATIENCE: Duration = Duration::from_secs(8);

/// The text of a file, or pieces of it.
pub(super) struct Sample {
    /// The name in messages.
    pub(super) label: String,
    /// Texts in the order of the file. The first is the file's start; every one begins and ends at a
    /// line end. A file that was read whole is one piece.
    pub(super) pieces: Vec<Vec<u8>>,
    /// Bytes of the whole text, estimated where the file was not read to its end.
    pub(super) bytes: u64,
    /// `true` if the pieces are the whole text.
    pub(super) whole: bool,
    /// The share of the file that was read through, which is less than 1 where time ran out.
    pub(super) reached: f64,
}

impl Sample {
    /// Bytes of the text that is kept.
    pub(super) fn kept(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.len() as u64).sum()
    }
}

/// Samples of all texts in these files.
pub(super) fn sample(files: &[SourceFile]) -> Result<Vec<Sample>, ConvertError> {
    let budget = (KEPT / files.len().max(1) as u64).max(LEAST);
    let give_up = Instant::now() + PATIENCE;
    let sampled: Vec<Vec<Sample>> = files
        .par_iter()
        .map(|file| of_file(file, budget, give_up))
        .collect::<Result<_, _>>()?;
    Ok(sampled.into_iter().flatten().collect())
}

fn of_file(file: &SourceFile, budget: u64, give_up: Instant) -> Result<Vec<Sample>, ConvertError> {
    let failed = |source| ConvertError::Read {
        file: file.label.clone(),
        source,
    };
    let mut opened = File::open(&file.path).map_err(failed)?;
    let size = opened.metadata().map_err(failed)?.len();
    let mut head = Vec::new();
    opened
        .by_ref()
        .take(16)
        .read_to_end(&mut head)
        .map_err(failed)?;
    opened.rewind().map_err(failed)?;
    if is_zip(&head) {
        let mut samples = Vec::new();
        each_member(file, None, &mut |member| {
            samples.push(of_member(member, budget, give_up, &|| 1.0)?);
            Ok(())
        })?;
        return Ok(samples);
    }
    if size > budget && !is_compressed(&head) {
        let sample = by_seeking(opened, size, budget).map_err(failed)?;
        return Ok(vec![Sample {
            label: file.label.clone(),
            ..sample
        }]);
    }
    let consumed = Arc::new(AtomicU64::new(0));
    let counted = Counted {
        file: opened,
        read: consumed.clone(),
    };
    let member = Member::new(file.label.clone(), Box::new(counted))?;
    let reached = || consumed.load(Ordering::Relaxed) as f64 / size.max(1) as f64;
    Ok(vec![of_member(member, budget, give_up, &reached)?])
}

fn of_member(
    member: Member<'_>,
    budget: u64,
    give_up: Instant,
    reached: &dyn Fn() -> f64,
) -> Result<Sample, ConvertError> {
    let label = member.label.clone();
    match by_reading(member, budget, give_up, reached) {
        Ok(sample) => Ok(Sample { label, ..sample }),
        Err(source) => Err(ConvertError::Read {
            file: label,
            source,
        }),
    }
}

/// A file that counts how much of it has been read.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Pieces at equal distances of a file that is not compressed.
fn by_seeking(mut file: File, size: u64, budget: u64) -> io::Result<Sample> {
    let count = (budget / PIECE as u64).max(2);
    let mut pieces = Vec::new();
    for nth in 0..count {
        let at = (size - PIECE as u64).saturating_mul(nth) / (count - 1);
        file.seek(SeekFrom::Start(at))?;
        let mut piece = Vec::with_capacity(PIECE);
        file.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
        pieces.extend(whole_lines(piece, at == 0));
    }
    Ok(Sample {
        label: String::new(),
        pieces,
        bytes: size,
        whole: false,
        reached: 1.0,
    })
}

/// Pieces at equal distances of a text that can only be read from its start on. The distance
/// doubles whenever more than the budget has been kept.
fn by_reading(
    member: Member<'_>,
    budget: u64,
    give_up: Instant,
    reached: &dyn Fn() -> f64,
) -> io::Result<Sample> {
    let mut text = member.bytes;
    let most = ((budget / PIECE as u64) as usize).max(2);
    let mut kept: Vec<(usize, Vec<u8>)> = Vec::new();
    let (mut stride, mut index, mut bytes) = (1, 0_usize, 0);
    let mut buffer = Vec::new();
    let mut ended = false;
    while !ended && (index == 0 || Instant::now() < give_up) {
        buffer.clear();
        text.by_ref().take(PIECE as u64).read_to_end(&mut buffer)?;
        ended = buffer.len() < PIECE;
        bytes += buffer.len() as u64;
        if index.is_multiple_of(stride) && !buffer.is_empty() {
            kept.push((index, std::mem::take(&mut buffer)));
        }
        if kept.len() > most {
            stride *= 2;
            kept.retain(|(at, _)| at.is_multiple_of(stride));
        }
        index += 1;
    }
    let reached = if ended {
        1.0
    } else {
        reached().clamp(1e-6, 1.0)
    };
    let whole = ended && stride == 1;
    let pieces = if whole {
        vec![kept.into_iter().flat_map(|(_, piece)| piece).collect()]
    } else {
        kept.into_iter()
            .filter_map(|(at, piece)| whole_lines(piece, at == 0))
            .collect()
    };
    Ok(Sample {
        label: String::new(),
        pieces,
        bytes: (bytes as f64 / reached) as u64,
        whole,
        reached,
    })
}

/// A piece without the lines that it cuts; `None` if none is left.
fn whole_lines(mut piece: Vec<u8>, is_start: bool) -> Option<Vec<u8>> {
    let newline = if memchr::memchr(b'\n', &piece).is_some() {
        b'\n'
    } else {
        b'\r'
    };
    let end = memchr::memrchr(newline, &piece)? + 1;
    piece.truncate(end);
    if !is_start {
        let start = memchr::memchr(newline, &piece)? + 1;
        piece.drain(..start);
    }
    (!piece.is_empty()).then_some(piece)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn write(name: &str, bytes: &[u8]) -> (tempfile::TempDir, SourceFile) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let label = name.to_owned();
        (directory, SourceFile { path, label })
    }

    fn numbered(lines: usize) -> Vec<u8> {
        let mut text = Vec::new();
        for line in 0..lines {
            writeln!(text, "{line:09},some more text to fill the line").unwrap();
        }
        text
    }

    /// The first numbers of the pieces, as shares of all lines.
    fn starts(sample: &Sample, lines: usize) -> Vec<f64> {
        let number = |piece: &Vec<u8>| -> f64 {
            std::str::from_utf8(&piece[..9])
                .unwrap()
                .parse::<f64>()
                .unwrap()
                / lines as f64
        };
        sample.pieces.iter().map(number).collect()
    }

    #[test]
    fn a_small_file_is_kept_whole_and_of_a_large_one_every_part() {
        let text = numbered(2_000_000);
        let (_directory, plain) = write("a.csv", &text);
        let packed = zstd::encode_all(text.as_slice(), 1).unwrap();
        let (_other, packed) = write("a.csv.zst", &packed);
        for file in [plain, packed] {
            let [sample] = sample(std::slice::from_ref(&file))
                .unwrap()
                .try_into()
                .ok()
                .unwrap();
            assert!(!sample.whole && sample.bytes == text.len() as u64);
            assert!(sample.kept() <= KEPT && sample.kept() > KEPT / 4);
            let starts = starts(&sample, 2_000_000);
            assert_eq!(starts[0], 0.0);
            assert!(starts.windows(2).all(|pair| pair[1] - pair[0] < 0.01));
            assert!(*starts.last().unwrap() > 0.98);
        }
        let (_directory, small) = write("b.csv", b"a,b\n1,2\n3");
        let [sample] = sample(&[small]).unwrap().try_into().ok().unwrap();
        assert!(sample.whole);
        assert_eq!(sample.pieces, [b"a,b\n1,2\n3".to_vec()]);
    }
}
