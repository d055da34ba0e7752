//! The delimiters, line ends and quotes of a block of bytes, found together.

use wide::u8x16;

/// Bytes searched at a time, one for each bit of a mask.
pub(super) const BLOCK: usize = 64;

/// The bytes to look for, in every lane of a vector.
pub(super) struct Marks {
    delimiter: u8x16,
    newline: u8x16,
    quote: u8x16,
}

impl Marks {
    pub(super) fn new(delimiter: u8, newline: u8) -> Self {
        Self {
            delimiter: u8x16::splat(delimiter),
            newline: u8x16::splat(newline),
            quote: u8x16::splat(b'"'),
        }
    }

    /// Bit masks of the delimiters, newlines and quotes in the next block; the lowest bit is its
    /// first byte.
    #[inline(always)]
    pub(super) fn find(&self, text: &[u8], position: usize) -> (u64, u64, u64) {
        let rest = &text[position..];
        match rest.first_chunk::<BLOCK>() {
            Some(bytes) => self.of(bytes),
            None => {
                let mut bytes = [0; BLOCK];
                bytes[..rest.len()].copy_from_slice(rest);
                self.of(&bytes)
            }
        }
    }

    #[inline(always)]
    fn of(&self, bytes: &[u8; BLOCK]) -> (u64, u64, u64) {
        let (lanes, _) = bytes.as_chunks::<16>();
        let (mut delimiters, mut newlines, mut quotes) = (0, 0, 0);
        for (i, lane) in lanes.iter().enumerate() {
            let lane = u8x16::new(*lane);
            delimiters |= u64::from(lane.simd_eq(self.delimiter).to_bitmask()) << (16 * i);
            newlines |= u64::from(lane.simd_eq(self.newline).to_bitmask()) << (16 * i);
            quotes |= u64::from(lane.simd_eq(self.quote).to_bitmask()) << (16 * i);
        }
        (delimiters, newlines, quotes)
    }
}
