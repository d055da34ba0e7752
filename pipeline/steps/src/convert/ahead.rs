//! A buffered reader with a `peek`.

use std::io::{self, BufRead, Cursor, Read};

/// Bytes held at a time.
const BUFFER: usize = 1 << 17;

/// A reader that one thread at a time may use.
pub(crate) type Bytes<'a> = Box<dyn Read + Send + 'a>;

/// A buffered reader with [`Ahead::peek`].
pub(crate) struct Ahead<R> {
    inner: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl<R: Read> Ahead<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            buffer: vec![0; BUFFER],
            start: 0,
            end: 0,
        }
    }

    /// The next `size` bytes, at most the buffer's; fewer at the end of the input.
    pub(crate) fn peek(&mut self, size: usize) -> io::Result<&[u8]> {
        if self.end - self.start < size {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        while self.end < self.buffer.len() && self.end - self.start < size {
            match self.inner.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let end = self.end.min(self.start + size);
        Ok(&self.buffer[self.start..end])
    }
}

impl<'a> Ahead<Bytes<'a>> {
    /// The buffered bytes, then the rest of the input without buffering.
    pub(crate) fn unbuffered(mut self) -> Bytes<'a> {
        self.buffer.truncate(self.end);
        self.buffer.drain(..self.start);
        Box::new(Cursor::new(self.buffer).chain(self.inner))
    }
}

impl<R: Read> BufRead for Ahead<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.start = 0;
            self.end = 0;
            self.end = self.inner.read(&mut self.buffer)?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.start = self.end.min(self.start + amount);
    }
}

impl<R: Read> Read for Ahead<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let one = into.len().min(1);
            self.0.read(&mut into[..one])
        }
    }

    #[test]
    fn bytes_that_were_looked_at_are_read_all_the_same() {
        let mut ahead = Ahead::new(Drops(b"abcdef"));
        assert_eq!(ahead.peek(2).unwrap(), b"ab");
        let mut two = [0; 2];
        ahead.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"ab");
        assert_eq!(ahead.peek(3).unwrap(), b"cde");
        let mut rest = Vec::new();
        ahead.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, b"cdef");
        assert_eq!(ahead.peek(1).unwrap(), b"");
    }
}
