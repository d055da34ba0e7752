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
    /// The plain digest of some bytes, as `b3sum` prints it.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The first eight hexadecimal digits, for people.
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

/// A digest over named fields. Each domain has a hash function of its own, and each name and value is written with its length, so that no
/// two different lists of fields give the same bytes.
#[derive(Clone)]
pub(crate) struct Fields {
    hasher: blake3::Hasher,
    /// What the hasher has not seen yet: it is much faster on long pieces than on short ones.
    pending: Vec<u8>,
}

/// The length at which pending bytes are handed to the hasher.
const PENDING: usize = 1 << 14;

impl Fields {
    /// Starts a digest in a domain, a constant string that says what is digested.
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

    pub(crate) fn finish(&self) -> Digest {
        self.hasher.clone().update(&self.pending).finalize().into()
    }
}

/// The plain digest and the length of a file's bytes.
pub(crate) fn hash_file(path: &Path) -> io::Result<(Digest, u64)> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
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
