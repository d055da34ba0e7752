//! Points in hexadecimal WKB, as databases export geometry columns.

use super::stated::Stated;

const Z: u32 = 0x8000_0000;
const M: u32 = 0x4000_0000;
const SRID: u32 = 0x2000_0000;

/// Reads one point of WKB, ISO WKB or EWKB in hexadecimal digits, also after PostgreSQL's `\x`.
///
/// # References
/// OGC 06-103r4, 8 (well-known binary); PostGIS manual, "EWKB and EWKT".
pub(crate) fn parse(text: &str) -> Option<Stated> {
    let bytes = from_hex(text.strip_prefix("\\x").unwrap_or(text))?;
    let little = match bytes.first()? {
        0 => false,
        1 => true,
        _ => return None,
    };
    let mut at = 1;
    let mut kind = word(&bytes, &mut at, little)?;
    let mut dimensions = 2 + usize::from(kind & Z != 0) + usize::from(kind & M != 0);
    let srid = if kind & SRID == 0 {
        None
    } else {
        Some(word(&bytes, &mut at, little)?).filter(|&srid| srid != 0)
    };
    kind &= !(Z | M | SRID);
    // ISO counts thousands: 1001 has a height, 2001 a measure, 3001 both.
    dimensions += [0, 1, 1, 2].get(kind as usize / 1000)?;
    if kind % 1000 != 1 || dimensions > 4 || bytes.len() != at + 8 * dimensions {
        return None;
    }
    let (x, y) = (double(&bytes, at, little)?, double(&bytes, at + 8, little)?);
    match (x.is_nan() && y.is_nan(), x.is_finite() && y.is_finite()) {
        (true, _) => Some(Stated::Nothing),
        (_, true) => Some(Stated::Geometry { x, y, srid }),
        _ => None,
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: &u8| {
        char::from(*b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    // A point of four dimensions with a system has 41 bytes.
    if text.len() % 2 == 1 || text.len() > 82 {
        return None;
    }
    let pairs = text.as_bytes().chunks_exact(2);
    pairs
        .map(|pair| Some(digit(&pair[0])? << 4 | digit(&pair[1])?))
        .collect()
}

fn word(bytes: &[u8], at: &mut usize, little: bool) -> Option<u32> {
    let four = *bytes.get(*at..)?.first_chunk()?;
    *at += 4;
    Some(if little {
        u32::from_le_bytes(four)
    } else {
        u32::from_be_bytes(four)
    })
}

fn double(bytes: &[u8], at: usize, little: bool) -> Option<f64> {
    let eight = *bytes.get(at..)?.first_chunk()?;
    Some(if little {
        f64::from_le_bytes(eight)
    } else {
        f64::from_be_bytes(eight)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02X}")).collect()
    }

    fn point(kind: u32, srid: Option<u32>, numbers: &[f64]) -> String {
        let mut bytes = vec![1];
        bytes.extend(kind.to_le_bytes());
        bytes.extend(srid.into_iter().flat_map(u32::to_le_bytes));
        bytes.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
        hex(&bytes)
    }

    #[test]
    fn points_of_every_kind_are_read() {
        for (text, srid) in [
            (point(1, None, &[2.35, 48.86]), None),
            (point(1001, None, &[2.35, 48.86, 1.0]), None),
            (point(1 | Z | M, None, &[2.35, 48.86, 1.0, 2.0]), None),
            (point(1 | SRID, Some(4326), &[2.35, 48.86]), Some(4326)),
            (
                format!("\\x{}", point(1, None, &[2.35, 48.86]).to_lowercase()),
                None,
            ),
        ] {
            let expected = Stated::Geometry {
                x: 2.35,
                y: 48.86,
                srid,
            };
            assert_eq!(parse(&text), Some(expected), "{text}");
        }
        let nothing = point(1, None, &[f64::NAN, f64::NAN]);
        assert_eq!(parse(&nothing), Some(Stated::Nothing));
    }

    #[test]
    fn other_bytes_are_not_a_point() {
        for text in [
            point(2, None, &[2.35, 48.86]),
            point(1, None, &[2.35]),
            point(1, None, &[2.35, 48.86, 1.0]),
            point(1, None, &[2.35, f64::INFINITY]),
            "0102".to_owned(),
            "41.9".to_owned(),
            String::new(),
        ] {
            assert_eq!(parse(&text), None, "{text}");
        }
    }
}
