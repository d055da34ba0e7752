//! Packs: many small values in one file, each found by name and checked on its own.
//!
//! The index is at the end, because the values are written as they come. A magic number at both
//! ends and a digest of the index make a cut or foreign file fail to open. Thousands of records as
//! files of their own would cost an `fsync` each.
//!
//! ```text
//! "hcpack1\n"  value*  index  index_offset:u64  index_len:u64  blake3(index):32  "hcpack1\n"
//! index = count:u32 ( name_len:u32 name offset:u64 len:u64 blake3(value):32 )*
//! integers are little-endian
//! ```

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::{CacheError, Digest};

const MAGIC: &[u8; 8] = b"hcpack1\n";
const TRAILER_LEN: u64 = 8 + 8 + 32 + 8;

/// Writes a pack.
pub(crate) struct PackWriter<W: Write> {
    out: W,
    offset: u64,
    index: Vec<(Vec<u8>, Entry)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    offset: u64,
    len: u64,
    digest: Digest,
}

impl PackWriter<BufWriter<File>> {
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        Self::new(BufWriter::with_capacity(1 << 17, File::create(path)?))
    }
}

impl<W: Write> PackWriter<W> {
    pub(crate) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(MAGIC)?;
        Ok(Self {
            out,
            offset: MAGIC.len() as u64,
            index: Vec::new(),
        })
    }

    pub(crate) fn add(&mut self, name: &[u8], value: &[u8]) -> io::Result<()> {
        self.out.write_all(value)?;
        self.index.push((
            name.to_vec(),
            Entry {
                offset: self.offset,
                len: value.len() as u64,
                digest: Digest::of(value),
            },
        ));
        self.offset += value.len() as u64;
        Ok(())
    }

    /// Writes the index and returns the underlying writer.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        let mut index = u32::try_from(self.index.len())
            .map_err(io::Error::other)?
            .to_le_bytes()
            .to_vec();
        for (name, entry) in &self.index {
            index.extend(
                u32::try_from(name.len())
                    .map_err(io::Error::other)?
                    .to_le_bytes(),
            );
            index.extend(name);
            index.extend(entry.offset.to_le_bytes());
            index.extend(entry.len.to_le_bytes());
            index.extend(entry.digest.0);
        }
        self.out.write_all(&index)?;
        self.out.write_all(&self.offset.to_le_bytes())?;
        self.out.write_all(&(index.len() as u64).to_le_bytes())?;
        self.out.write_all(&Digest::of(&index).0)?;
        self.out.write_all(MAGIC)?;
        // A `BufWriter` flushes when it is dropped too, but ignores the error.
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Reads a pack. Opening it reads and checks the index only.
#[derive(Debug)]
pub(crate) struct PackReader<R = File> {
    path: PathBuf,
    source: R,
    entries: BTreeMap<Vec<u8>, Entry>,
}

/// A source that can be read at any position, through a shared reference.
pub(crate) trait ReadAt {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()>;
}

impl ReadAt for File {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        FileExt::read_exact_at(self, buffer, offset)
    }
}

impl ReadAt for &[u8] {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let end = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let start = usize::try_from(offset).map_err(|_| end())?;
        let mut rest = self.get(start..).ok_or_else(end)?;
        io::Read::read_exact(&mut rest, buffer)
    }
}

impl PackReader<File> {
    pub(crate) fn open(path: &Path) -> Result<Self, CacheError> {
        let file = File::open(path).map_err(CacheError::io("open", path))?;
        let len = file.metadata().map_err(CacheError::io("read", path))?.len();
        Self::of(file, len, path)
    }
}

impl<R: ReadAt> PackReader<R> {
    /// Reads the index of a pack of `len` bytes. The path is for messages.
    fn of(source: R, len: u64, path: &Path) -> Result<Self, CacheError> {
        let entries = read_index(&source, len).map_err(|what| CacheError::damaged(path, what))?;
        Ok(Self {
            path: path.to_path_buf(),
            source,
            entries,
        })
    }

    /// The names, in ascending order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.keys().map(Vec::as_slice)
    }

    /// Returns the digest of a value; `None` if the pack does not have it.
    pub(crate) fn digest_of(&self, name: &[u8]) -> Option<Digest> {
        self.entries.get(name).map(|entry| entry.digest)
    }

    /// Returns a value by its name, checked against its digest; `None` if the pack does not have
    /// it.
    pub(crate) fn get(&self, name: &[u8]) -> Result<Option<Vec<u8>>, CacheError> {
        let Some(entry) = self.entries.get(name) else {
            return Ok(None);
        };
        // The index was checked against the file's length, so a damaged length does not allocate
        // more than the file holds.
        let mut value = vec![0; entry.len as usize];
        self.source
            .read_exact_at(&mut value, entry.offset)
            .map_err(CacheError::io("read", &self.path))?;
        if Digest::of(&value) != entry.digest {
            return Err(CacheError::damaged(
                &self.path,
                "a value does not match its digest",
            ));
        }
        Ok(Some(value))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

fn read_index(source: &impl ReadAt, len: u64) -> Result<BTreeMap<Vec<u8>, Entry>, String> {
    let read = |offset: u64, n: usize| {
        let mut bytes = vec![0; n];
        source
            .read_exact_at(&mut bytes, offset)
            .map_err(|error| error.to_string())?;
        Ok::<_, String>(bytes)
    };
    let trailer_at = len
        .checked_sub(TRAILER_LEN)
        .filter(|&at| at >= MAGIC.len() as u64)
        .ok_or("it is too short")?;
    let trailer = read(trailer_at, TRAILER_LEN as usize)?;
    let mut fields = Cursor(&trailer);
    let (index_at, index_len, digest, magic) = (
        fields.u64()?,
        fields.u64()?,
        fields.digest()?,
        fields.take(8)?,
    );
    if magic != MAGIC || read(0, 8)? != MAGIC {
        return Err("it is not a pack".to_owned());
    }
    // This also bounds the index's length before it is allocated.
    if index_at.checked_add(index_len) != Some(trailer_at) {
        return Err("its index is not where it should be".to_owned());
    }
    let index = read(
        index_at,
        usize::try_from(index_len).map_err(|error| error.to_string())?,
    )?;
    if Digest::of(&index) != digest {
        return Err("its index does not match its digest".to_owned());
    }
    parse_index(&index, index_at)
}

fn parse_index(index: &[u8], data_end: u64) -> Result<BTreeMap<Vec<u8>, Entry>, String> {
    let mut fields = Cursor(index);
    let count = fields.u32()?;
    let mut entries = BTreeMap::new();
    for _ in 0..count {
        let name_len = fields.u32()? as usize;
        let name = fields.take(name_len)?.to_vec();
        let entry = Entry {
            offset: fields.u64()?,
            len: fields.u64()?,
            digest: fields.digest()?,
        };
        // A digest shows that the index is as it was written, not that its writer was right.
        let inside = entry.offset >= MAGIC.len() as u64
            && entry
                .offset
                .checked_add(entry.len)
                .is_some_and(|end| end <= data_end);
        if !inside {
            return Err("a value lies outside the file".to_owned());
        }
        entries.insert(name, entry);
    }
    if fields.0.is_empty() {
        Ok(entries)
    } else {
        Err("its index is too long".to_owned())
    }
}

/// Reads the fields of an index one after the other.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.0.split_at_checked(n).ok_or("its index is too short")?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        self.take(N)?
            .try_into()
            .map_err(|_| "its index is too short".to_owned())
    }

    fn u32(&mut self) -> Result<u32, String> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, String> {
        self.array().map(u64::from_le_bytes)
    }

    fn digest(&mut self) -> Result<Digest, String> {
        self.array().map(Digest)
    }
}

/// Reads bytes as a pack: once as they are, and once as the index of an otherwise valid pack, since
/// no mutation guesses a digest.
#[cfg(feature = "fuzzing")]
pub(crate) fn fuzz_pack(bytes: &[u8]) {
    let read = |bytes: &[u8]| {
        let Ok(pack) = PackReader::of(bytes, bytes.len() as u64, Path::new("pack")) else {
            return;
        };
        for name in pack.names() {
            if let Ok(value) = pack.get(name) {
                let promised = pack.entries.get(name).map(|entry| entry.digest);
                assert_eq!(value.as_deref().map(Digest::of), promised);
            }
        }
    };
    read(bytes);
    let (values, index) = bytes.split_at(bytes.len().min(16));
    let at = (MAGIC.len() + values.len()) as u64;
    let mut framed = [MAGIC, values, index].concat();
    framed.extend(at.to_le_bytes());
    framed.extend((index.len() as u64).to_le_bytes());
    framed.extend(Digest::of(index).0);
    framed.extend(MAGIC);
    read(&framed);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(values: &BTreeMap<Vec<u8>, Vec<u8>>) -> Vec<u8> {
        let mut pack = PackWriter::new(Vec::new()).unwrap();
        values
            .iter()
            .for_each(|(name, value)| pack.add(name, value).unwrap());
        pack.finish().unwrap()
    }

    /// Opens the bytes as a pack and reads all of it.
    fn read(bytes: &[u8]) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, CacheError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let pack = PackReader::open(file.path())?;
        pack.names()
            .map(|name| Ok((name.to_vec(), pack.get(name)?.unwrap_or_default())))
            .collect()
    }

    fn small() -> impl Strategy<Value = BTreeMap<Vec<u8>, Vec<u8>>> {
        prop::collection::btree_map(
            prop::collection::vec(any::<u8>(), 0..8),
            prop::collection::vec(any::<u8>(), 0..40),
            0..6,
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(values in small()) {
            prop_assert_eq!(read(&written(&values)).unwrap(), values);
        }

        #[test]
        fn any_flipped_bit_is_noticed(values in small(), at in any::<prop::sample::Index>(), bit in 0..8_u32) {
            let mut bytes = written(&values);
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            prop_assert!(read(&bytes).is_err());
        }

        #[test]
        fn any_cut_is_noticed(values in small(), at in any::<prop::sample::Index>()) {
            let bytes = written(&values);
            prop_assert!(read(&bytes[..at.index(bytes.len())]).is_err());
        }

        #[test]
        fn arbitrary_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(read(&bytes).is_err());
        }

        /// An index whose digest is right can still say anything.
        #[test]
        fn an_arbitrary_index_never_reads_outside(index in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(entries) = parse_index(&index, 64) {
                prop_assert!(entries.values().all(|entry| entry.offset + entry.len <= 64));
            }
        }
    }
}
