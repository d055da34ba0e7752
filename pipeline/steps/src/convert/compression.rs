//! Decompression: recognises the format by its first bytes and reads all streams of a file.

use std::io::{self, BufRead, Read};
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bzip2::bufread::BzDecoder;
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;

use super::ahead::{Ahead, Bytes};

/// The most memory in KiB that an xz block may ask for; `xz -9` makes 65 MiB of it.
const XZ_MEMORY_KIB: u32 = 256 << 10;

/// The levels of compression that are opened.
const MAX_DEPTH: usize = 3;

const GZIP: &[u8] = b"\x1f\x8b";
const XZ: &[u8] = b"\xfd7zXZ\0";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";

/// The number of bytes after the last compressed stream; known once the end is reached.
pub(crate) type Surplus = Arc<AtomicU64>;

/// The decompressed bytes; the same if they are not compressed.
pub(crate) fn decompressed<'a>(bytes: Bytes<'a>, surplus: &Surplus) -> io::Result<Bytes<'a>> {
    open(bytes, surplus, 0)
}

fn open<'a>(bytes: Bytes<'a>, surplus: &Surplus, depth: usize) -> io::Result<Bytes<'a>> {
    let mut input = Ahead::new(bytes);
    let head = input.peek(10)?;
    let inner: Bytes<'a> = if depth == MAX_DEPTH {
        return Ok(input.unbuffered());
    } else if is_gzip(head) {
        Streams::<GzDecoder<_>>::boxed(input, surplus)?
    } else if is_bzip2(head) {
        Streams::<BzDecoder<_>>::boxed(input, surplus)?
    } else if is_xz(head) {
        Streams::<XzReader<_>>::boxed(input, surplus)?
    } else if is_zstd(head) {
        Box::new(zstd::Decoder::with_buffer(input)?)
    } else {
        return Ok(input.unbuffered());
    };
    open(inner, surplus, depth + 1)
}

/// `true` for the first bytes of a compressed file.
pub(crate) fn is_compressed(head: &[u8]) -> bool {
    is_gzip(head) || is_bzip2(head) || is_xz(head) || is_zstd(head)
}

fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(GZIP)
}

fn is_xz(head: &[u8]) -> bool {
    head.starts_with(XZ)
}

/// Compares the signature of the first block as well: `BZh1` alone could begin a text.
fn is_bzip2(head: &[u8]) -> bool {
    let Some((level, block)) = head.strip_prefix(b"BZh").and_then(<[u8]>::split_first) else {
        return false;
    };
    let starts = |magic: &[u8]| block.starts_with(magic);
    matches!(level, b'1'..=b'9') && (starts(b"1AY&SY") || starts(b"\x17rE8P\x90"))
}

/// A zstd frame or a skippable frame (RFC 8878, 3.1).
fn is_zstd(head: &[u8]) -> bool {
    head.starts_with(ZSTD) || matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// One compressed stream.
trait Stream<'a>: Read + Send + Sized + 'a {
    fn begin(input: Ahead<Bytes<'a>>) -> io::Result<Self>;

    /// The input behind the stream, once that has been read to its end.
    fn rest(self) -> Ahead<Bytes<'a>>;

    /// `true` if another stream begins with these bytes.
    fn follows(head: &[u8]) -> bool;
}

impl<'a> Stream<'a> for GzDecoder<Ahead<Bytes<'a>>> {
    fn begin(input: Ahead<Bytes<'a>>) -> io::Result<Self> {
        Ok(Self::new(input))
    }

    fn rest(self) -> Ahead<Bytes<'a>> {
        self.into_inner()
    }

    fn follows(head: &[u8]) -> bool {
        is_gzip(head)
    }
}

impl<'a> Stream<'a> for BzDecoder<Ahead<Bytes<'a>>> {
    fn begin(input: Ahead<Bytes<'a>>) -> io::Result<Self> {
        Ok(Self::new(input))
    }

    fn rest(self) -> Ahead<Bytes<'a>> {
        self.into_inner()
    }

    fn follows(head: &[u8]) -> bool {
        is_bzip2(head)
    }
}

impl<'a> Stream<'a> for XzReader<Ahead<Bytes<'a>>> {
    fn begin(input: Ahead<Bytes<'a>>) -> io::Result<Self> {
        Ok(Self::new_mem_limit(input, false, XZ_MEMORY_KIB))
    }

    fn rest(self) -> Ahead<Bytes<'a>> {
        self.into_inner()
    }

    fn follows(head: &[u8]) -> bool {
        is_xz(head)
    }
}

/// Streams one after another, as concatenated files have them. Zeros may follow each, as on tapes.
struct Streams<'a, S> {
    current: Option<S>,
    surplus: Surplus,
    lifetime: PhantomData<&'a ()>,
}

impl<'a, S: Stream<'a>> Streams<'a, S> {
    fn boxed(input: Ahead<Bytes<'a>>, surplus: &Surplus) -> io::Result<Bytes<'a>> {
        Ok(Box::new(Self {
            current: Some(S::begin(input)?),
            surplus: surplus.clone(),
            lifetime: PhantomData,
        }))
    }
}

impl<'a, S: Stream<'a>> Read for Streams<'a, S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(stream) = &mut self.current {
            let read = stream.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            let Some(mut rest) = self.current.take().map(S::rest) else {
                break;
            };
            pass_zeros(&mut rest)?;
            if S::follows(rest.peek(10)?) {
                self.current = Some(S::begin(rest)?);
            } else {
                let left = io::copy(&mut rest, &mut io::sink())?;
                self.surplus.fetch_add(left, Ordering::Relaxed);
            }
        }
        Ok(0)
    }
}

fn pass_zeros(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let held = input.fill_buf()?;
        let zeros = held.iter().take_while(|&&b| b == 0).count();
        let all = zeros == held.len() && zeros > 0;
        input.consume(zeros);
        if !all {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn read(bytes: &[u8]) -> io::Result<(String, u64)> {
        let surplus = Surplus::default();
        let mut text = String::new();
        decompressed(Box::new(bytes), &surplus)?.read_to_string(&mut text)?;
        Ok((text, surplus.load(Ordering::Relaxed)))
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn bzip2(text: &str) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &str) -> Vec<u8> {
        zstd::encode_all(text.as_bytes(), 1).unwrap()
    }

    /// `printf 'one\n' | xz`, as the tool writes it.
    const XZ_ONE: &[u8] =
        b"\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4F\x02\x00!\x01\x16\x00\x00\x00t/\xe5\xa3\
        \x01\x00\x03one\n\x00\xf5\\\xbbV\x1f\xc6\xfd\x86\x00\x01\x1c\x04o,\x9c\xc1\
        \x1f\xb6\xf3}\x01\x00\x00\x00\x00\x04YZ";

    #[test]
    fn streams_laid_end_to_end_are_one_text() {
        for pack in [gzip, bzip2, zstd] {
            let mut bytes = pack("one\n");
            bytes.extend(pack(""));
            bytes.extend(pack("two\n"));
            assert_eq!(read(&bytes).unwrap(), ("one\ntwo\n".to_owned(), 0));
        }
        let twice = [XZ_ONE, &[0; 4], XZ_ONE].concat();
        assert_eq!(read(&twice).unwrap(), ("one\none\n".to_owned(), 0));
    }

    #[test]
    fn zeros_after_the_end_are_padding_and_other_bytes_are_counted() {
        let xz = |_: &str| XZ_ONE.to_vec();
        for pack in [gzip, bzip2, xz] {
            let padded = [pack("one\n"), vec![0; 400_000]].concat();
            assert_eq!(read(&padded).unwrap(), ("one\n".to_owned(), 0));
            let garbage = [pack("one\n"), vec![0; 9], b"x,y\0".to_vec()].concat();
            assert_eq!(read(&garbage).unwrap(), ("one\n".to_owned(), 4));
        }
    }

    #[test]
    fn a_stream_that_is_cut_off_is_an_error_wherever_it_is_cut() {
        let xz = |_: &str| XZ_ONE.to_vec();
        for pack in [gzip, bzip2, zstd, xz] {
            let whole = pack("one\n");
            for cut in 11..whole.len() {
                assert!(read(&whole[..cut]).is_err(), "{cut} of {}", whole.len());
                let second = [&whole[..], &whole[..cut]].concat();
                assert!(read(&second).is_err(), "second: {cut} of {}", whole.len());
            }
        }
    }

    #[test]
    fn a_file_compressed_twice_is_read() {
        let inner = zstd("one\n");
        let mut encoder = flate2::read::GzEncoder::new(&inner[..], flate2::Compression::fast());
        let mut bytes = Vec::new();
        encoder.read_to_end(&mut bytes).unwrap();
        assert_eq!(read(&bytes).unwrap().0, "one\n");
        assert_eq!(read(b"BZh1 is a text\n").unwrap().0, "BZh1 is a text\n");
        assert_eq!(read(b"").unwrap().0, "");
    }
}
