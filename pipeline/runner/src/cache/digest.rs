//! BLAKE3 digests of bytes, of files and of named fields.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A BLAKE3 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Digest(pub(crate) [u8; 32]);

impl Digest {
    /// Returns the plain digest of `bytes`, as `b3sum` prints it.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// Returns the first eight hexadecimal digits, for people.
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }
}

impl From<blake3::Hash> for Digest {
    fn from(hash: blake3::Hash) -> Self {
        Self(*hash.as_bytes())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        blake3::Hash::from_hex(text)
            .map(Self::from)
            .map_err(|_| format!("`{text}` is not a BLAKE3 digest"))
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

impl TryFrom<String> for Digest {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// A digest over named fields.
///
/// Each domain has a hash function of its own (BLAKE3's `derive_key` mode), so a digest from one
/// domain never equals one from another. Each name and value is preceded by its length, so no two
/// lists of fields give the same bytes.
#[derive(Clone)]
pub(crate) struct Fields {
    hasher: blake3::Hasher,
    /// Bytes not yet hashed. BLAKE3 is much faster on long pieces than on short ones.
    pending: Vec<u8>,
}

/// The number of pending bytes that are hashed together: 16 chunks of 1 KiB, as many as the widest
/// SIMD implementation of BLAKE3 (AVX-512) hashes at once.
const PENDING: usize = 1 << 14;

impl Fields {
    /// Starts a digest in a domain, a constant string that names the purpose.
    ///
    /// BLAKE3 asks for hard-coded, globally unique contexts: application, date, purpose.
    pub(crate) fn new(domain: &'static str) -> Self {
        Self {
            hasher: blake3::Hasher::new_derive_key(domain),
            pending: Vec::new(),
        }
    }

    /// Adds one field.
    pub(crate) fn field(&mut self, name: &str, value: &[u8]) -> &mut Self {
        self.bytes(name.as_bytes()).bytes(value)
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.pending.extend((bytes.len() as u64).to_le_bytes());
        self.pending.extend(bytes);
        if self.pending.len() >= PENDING {
            self.hasher.update(&self.pending);
            self.pending.clear();
        }
        self
    }

    /// Returns the digest of the fields so far; more may be added afterwards.
    pub(crate) fn finish(&self) -> Digest {
        self.hasher.clone().update(&self.pending).finalize().into()
    }
}

/// Returns the plain digest and the length of a file's bytes.
///
/// The length is counted here, not asked of the file system, so that both are of the same bytes.
pub(crate) fn hash_file(path: &Path) -> io::Result<(Digest, u64)> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    // 256 KiB: few system calls, and pieces long enough for BLAKE3's SIMD code.
    let mut buffer = vec![0; 1 << 18];
    let mut length = 0;
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok((hasher.finalize().into(), length));
        }
        hasher.update(&buffer[..n]);
        length += n as u64;
    }
}
