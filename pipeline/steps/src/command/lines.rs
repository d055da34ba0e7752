//! Cuts a stream of bytes into lines, in bounded memory.

use memchr::{memchr, memrchr};

/// The longest line that is kept whole.
pub(super) const MAX_LINE_BYTES: usize = 64 * 1024;

/// The line that is not complete yet.
#[derive(Debug, Default)]
pub(super) struct Lines {
    line: Vec<u8>,
    /// The number of bytes of the line that were left out.
    left_out: u64,
}

impl Lines {
    /// Takes the next bytes and hands out every line that they complete.
    pub(super) fn push(&mut self, mut bytes: &[u8], mut line: impl FnMut(&[u8])) {
        while let Some(at) = memchr(b'\n', bytes) {
            self.add(&bytes[..at]);
            self.hand_out(&mut line);
            bytes = &bytes[at + 1..];
        }
        self.add(bytes);
    }

    /// Hands out the last line when the stream has ended without a line end.
    pub(super) fn finish(&mut self, mut line: impl FnMut(&[u8])) {
        if !self.line.is_empty() {
            self.hand_out(&mut line);
        }
    }

    fn add(&mut self, mut bytes: &[u8]) {
        if self.line.len() + bytes.len() > MAX_LINE_BYTES {
            // A terminal overwrites the text before a carriage return, of which progress bars make
            // use.
            if let Some(at) = memrchr(b'\r', &bytes[..bytes.len().saturating_sub(1)]) {
                self.line.clear();
                self.left_out = 0;
                bytes = &bytes[at + 1..];
            } else if let Some(at) = memrchr(b'\r', &self.line) {
                self.line.drain(..=at);
            }
        }
        let kept = bytes.len().min(MAX_LINE_BYTES - self.line.len());
        self.line.extend_from_slice(&bytes[..kept]);
        self.left_out += (bytes.len() - kept) as u64;
    }

    fn hand_out(&mut self, line: &mut impl FnMut(&[u8])) {
        if self.left_out > 0 {
            let mark = format!(" … [{} more bytes of this line]", self.left_out);
            self.line.extend_from_slice(mark.as_bytes());
        }
        line(&self.line);
        self.line.clear();
        self.left_out = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pieces: &[&[u8]]) -> Vec<String> {
        let (mut lines, mut seen) = (Lines::default(), Vec::new());
        let mut take = |line: &[u8]| seen.push(String::from_utf8_lossy(line).into_owned());
        pieces.iter().for_each(|piece| lines.push(piece, &mut take));
        lines.finish(&mut take);
        seen
    }

    #[test]
    fn lines_are_put_together_across_pieces() {
        assert_eq!(lines(&[b"a\nb", b"c\n", b"\nd"]), ["a", "bc", "", "d"]);
        assert!(lines(&[b""]).is_empty());
    }

    #[test]
    fn a_line_without_an_end_is_cut_with_a_mark() {
        let piece = vec![b'x'; 1 << 20];
        let seen = lines(&[&piece, &piece, b"\nshort\n"]);
        let left_out = (2 << 20) - MAX_LINE_BYTES;
        let expected = format!(
            "{} … [{left_out} more bytes of this line]",
            "x".repeat(MAX_LINE_BYTES)
        );
        assert_eq!(seen, [expected, "short".to_owned()]);
    }

    #[test]
    fn a_progress_bar_keeps_its_last_state() {
        let mut bar = Vec::new();
        for n in 0..100_000 {
            bar.extend_from_slice(format!("\r{n} done").as_bytes());
        }
        let seen = lines(&[&bar[..300_000], &bar[300_000..]]);
        assert_eq!(seen.len(), 1);
        assert!(seen[0].ends_with("99999 done"), "{}", seen[0].len());
    }
}
