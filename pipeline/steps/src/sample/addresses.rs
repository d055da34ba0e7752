//! The texts that a row has of an address.

use std::io::Write as _;

use super::random::Random;
use super::streets::{BLOCK_LAT, BLOCK_LON, Face};
use crate::crs::Reprojection;

/// Addresses on one side of a block face.
pub(crate) const ADDRESSES: usize = 8;
const NAMES: &[&str] = &[
    "STATE ST",
    "HALSTED ST",
    "ASHLAND AVE",
    "WESTERN AVE",
    "KEDZIE AVE",
    "PULASKI RD",
    "CICERO AVE",
    "CENTRAL AVE",
    "MICHIGAN AVE",
    "CLARK ST",
    "WELLS ST",
    "RACINE AVE",
    "DAMEN AVE",
    "CALIFORNIA AVE",
    "LARAMIE AVE",
    "AUSTIN BLVD",
    "MADISON ST",
    "LAKE ST",
    "DIVISION ST",
    "NORTH AVE",
    "FULLERTON AVE",
    "BELMONT AVE",
    "ADDISON ST",
    "IRVING PARK RD",
    "LAWRENCE AVE",
    "DEVON AVE",
    "SHERIDAN RD",
    "CHAMPLAIN AVE",
    "ELLIS AVE",
    "WHIPPLE ST",
    "TROY ST",
    "DREXEL BLVD",
];

/// The texts of all addresses on some faces, of which `first` is the number of the first.
pub(crate) fn write_addresses(
    seed: u64,
    first: usize,
    faces: &[Face],
    plane: &Reprojection,
) -> (Vec<u8>, Vec<[u32; 4]>) {
    let mut text = Vec::with_capacity(faces.len() * ADDRESSES * 110);
    let mut ends = Vec::with_capacity(faces.len() * ADDRESSES);
    for (offset, face) in faces.iter().enumerate() {
        let mut random = Random::stream(seed, 3, (first + offset) as u64);
        for address in 0..ADDRESSES {
            let along = (address as f64 + random.between(0.2, 0.8)) / ADDRESSES as f64;
            let aside = random.between(-0.02, 0.02);
            let (a, b) = if face.along_lon {
                (along, aside)
            } else {
                (aside, along)
            };
            let (lon, lat) = (face.lon + a * BLOCK_LON, face.lat + b * BLOCK_LAT);
            ends.push(write_address(&mut text, face, lon, lat, plane));
        }
    }
    (text, ends)
}

/// Appends the four texts of an address and returns where each ends. Writing to a `Vec` cannot
/// fail.
fn write_address(
    text: &mut Vec<u8>,
    face: &Face,
    lon: f64,
    lat: f64,
    plane: &Reprojection,
) -> [u32; 4] {
    let side = match (face.along_lon, face.block >= 0) {
        (true, true) => 'E',
        (true, false) => 'W',
        (false, true) => 'N',
        (false, false) => 'S',
    };
    let number = if face.block >= 0 {
        face.block
    } else {
        -face.block - 1
    };
    let _ = write!(text, "{number:03}XX {side} ");
    if face.along_lon && face.street < -8 {
        let _ = write!(text, "{}{} ST", -face.street, ordinal(-face.street));
    } else {
        let _ = write!(
            text,
            "{}",
            NAMES[(face.street * 7 + i32::from(face.along_lon) * 3).rem_euclid(NAMES.len() as i32)
                as usize]
        );
    }
    let block = text.len() as u32;
    let south = ((42.03 - lat) / 0.08) as i32;
    let west = ((-87.52 - lon) / 0.07) as i32;
    let district = (south * 5 + west).rem_euclid(25) + 1;
    let beat = district * 100
        + 11
        + ((42.03 - lat) / 0.02) as i32 % 3 * 10
        + ((-87.52 - lon) / 0.02) as i32 % 4;
    let community = ((42.03 - lat) / 0.035) as i32 * 7 + ((-87.52 - lon) / 0.05) as i32;
    let ward = community * 13 % 50 + 1;
    let _ = write!(
        text,
        "{beat:04},{district:03},{ward},{}",
        community.rem_euclid(77) + 1
    );
    let areas = text.len() as u32;
    let (x, y) = plane.from_lon_lat(lon, lat).unwrap_or((0.0, 0.0));
    let _ = write!(text, "{x:.0},{y:.0}");
    let feet = text.len() as u32;
    let _ = write!(text, "{lat:.9},{lon:.9},\"({lat:.9}, {lon:.9})\"");
    [block, areas, feet, text.len() as u32]
}

fn ordinal(n: i32) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=13) => "TH",
        (1, _) => "ST",
        (2, _) => "ND",
        (3, _) => "RD",
        _ => "TH",
    }
}
