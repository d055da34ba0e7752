//! Polygons as well-known binary, little-endian.

use super::outline::{Polygon, Ring};

const LITTLE_ENDIAN: u8 = 1;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// Bytes that are not the WKB of polygons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the well-known binary of a polygon or multipolygon")]
pub struct WkbError;

/// One polygon as a WKB `Polygon`, any other number as a `MultiPolygon`.
pub fn to_wkb(polygons: &[Polygon]) -> Vec<u8> {
    let mut out = Vec::new();
    if let [polygon] = polygons {
        write_polygon(polygon, &mut out);
        return out;
    }
    out.push(LITTLE_ENDIAN);
    out.extend(MULTI_POLYGON.to_le_bytes());
    out.extend((polygons.len() as u32).to_le_bytes());
    polygons
        .iter()
        .for_each(|polygon| write_polygon(polygon, &mut out));
    out
}

fn write_polygon(polygon: &Polygon, out: &mut Vec<u8>) {
    out.push(LITTLE_ENDIAN);
    out.extend(POLYGON.to_le_bytes());
    out.extend((1 + polygon.holes.len() as u32).to_le_bytes());
    for ring in std::iter::once(&polygon.exterior).chain(&polygon.holes) {
        out.extend((ring.len() as u32).to_le_bytes());
        for [lon, lat] in ring {
            out.extend(lon.to_le_bytes());
            out.extend(lat.to_le_bytes());
        }
    }
}

/// Reads what [`to_wkb`] writes.
///
/// # Errors
/// When the bytes are cut short, too long or of another kind.
pub fn from_wkb(bytes: &[u8]) -> Result<Vec<Polygon>, WkbError> {
    let mut reader = Reader(bytes);
    let polygons = match reader.header()? {
        POLYGON => vec![reader.polygon()?],
        MULTI_POLYGON => {
            let n = reader.u32()?;
            let mut polygons = Vec::new();
            for _ in 0..n {
                if reader.header()? != POLYGON {
                    return Err(WkbError);
                }
                polygons.push(reader.polygon()?);
            }
            polygons
        }
        _ => return Err(WkbError),
    };
    if reader.0.is_empty() {
        Ok(polygons)
    } else {
        Err(WkbError)
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], WkbError> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(WkbError)?;
        self.0 = rest;
        Ok(*head)
    }

    fn u32(&mut self) -> Result<u32, WkbError> {
        Ok(u32::from_le_bytes(self.take()?))
    }

    fn header(&mut self) -> Result<u32, WkbError> {
        match self.take()? {
            [LITTLE_ENDIAN] => self.u32(),
            _ => Err(WkbError),
        }
    }

    fn polygon(&mut self) -> Result<Polygon, WkbError> {
        let rings = self.u32()?;
        let mut read = Vec::new();
        for _ in 0..rings {
            let n = self.u32()?;
            let ring: Ring = (0..n)
                .map(|_| {
                    Ok([
                        f64::from_le_bytes(self.take()?),
                        f64::from_le_bytes(self.take()?),
                    ])
                })
                .collect::<Result<_, _>>()?;
            read.push(ring);
        }
        let mut rings = read.into_iter();
        let exterior = rings.next().ok_or(WkbError)?;
        Ok(Polygon {
            exterior,
            holes: rings.collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(offset: f64) -> Ring {
        [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
            .map(|[x, y]| [x + offset, y])
            .to_vec()
    }

    #[test]
    fn polygons_survive_the_round_trip() {
        let one = vec![Polygon {
            exterior: square(0.0),
            holes: vec![square(0.1)],
        }];
        let two = vec![
            one[0].clone(),
            Polygon {
                exterior: square(5.0),
                holes: vec![],
            },
        ];
        for polygons in [one, two, vec![]] {
            assert_eq!(from_wkb(&to_wkb(&polygons)).unwrap(), polygons);
        }
    }

    #[test]
    fn cut_bytes_are_refused() {
        let bytes = to_wkb(&[Polygon {
            exterior: square(0.0),
            holes: vec![],
        }]);
        for n in 0..bytes.len() {
            assert_eq!(from_wkb(&bytes[..n]), Err(WkbError));
        }
    }
}
