//! The map of the city: streets, addresses, and the dense places among them.

use std::io::Write as _;

use rayon::prelude::*;

use super::alias::Alias;
use super::offences::Kind;
use super::random::Random;
use crate::crs::{Projection, ProjectionError};

/// Where the two axes of the street numbering meet.
const ORIGIN: (f64, f64) = (-87.627_8, 41.881_9);
/// One hundred house numbers, an eighth of a mile, in degrees.
const BLOCK_LON: f64 = 0.002_426;
const BLOCK_LAT: f64 = 0.001_810_1;
/// Addresses on one side of a block face.
const ADDRESSES: usize = 8;
const HOTSPOTS: usize = 420;
const METRES_PER_DEGREE_LAT: f64 = 111_132.0;
const METRES_PER_DEGREE_LON: f64 = 83_000.0;
/// The Illinois East state plane in US survey feet, in which the portal publishes X and Y.
const STATE_PLANE: u32 = 3435;

/// Latitude, western and eastern limit: the lake is to the east.
const OUTLINE: &[(f64, f64, f64)] = &[
    (41.645, -87.640, -87.525),
    (41.700, -87.740, -87.532),
    (41.750, -87.800, -87.552),
    (41.800, -87.800, -87.580),
    (41.850, -87.745, -87.612),
    (41.900, -87.800, -87.622),
    (41.950, -87.845, -87.638),
    (42.022, -87.815, -87.662),
];

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

/// A dense place.
pub(crate) struct Hotspot {
    pub(crate) kind: Kind,
    /// Share of the city's incidents at the middle of the period, before rhythm.
    pub(crate) share: f64,
    spots: Vec<u32>,
    table: Alias,
}

/// Every address of the city, its text ready to be copied into a row.
pub(crate) struct City {
    text: Vec<u8>,
    ends: Vec<[u32; 4]>,
    background: Alias,
    pub(crate) hotspots: Vec<Hotspot>,
}

/// The parts of a row that an address decides.
pub(crate) struct Address<'a> {
    /// `023XX S TROY ST`
    pub(crate) block: &'a [u8],
    /// `Beat,District,Ward,Community Area`
    pub(crate) areas: &'a [u8],
    /// `X Coordinate,Y Coordinate`
    pub(crate) plane: &'a [u8],
    /// `Latitude,Longitude,"(Latitude, Longitude)"`
    pub(crate) degrees: &'a [u8],
}

/// One side of a street between two crossings.
struct Face {
    lon: f64,
    lat: f64,
    along_lon: bool,
    block: i32,
    street: i32,
    weight: f64,
}

impl City {
    /// Builds the map for a seed.
    ///
    /// # Errors
    /// When the state plane is missing from the projection library.
    pub(crate) fn new(seed: u64) -> Result<Self, ProjectionError> {
        let faces = faces(seed);
        let plane = Projection::from_epsg(STATE_PLANE)?;
        let written: Vec<(Vec<u8>, Vec<[u32; 4]>)> = faces
            .par_chunks(512)
            .enumerate()
            .map(|(chunk, part)| write_addresses(seed, chunk * 512, part, &plane))
            .collect();
        let mut text = Vec::new();
        let mut ends = Vec::new();
        for (part, part_ends) in written {
            let base = text.len() as u32;
            text.extend(part);
            ends.extend(
                part_ends
                    .into_iter()
                    .map(|e: [u32; 4]| e.map(|end| end + base)),
            );
        }
        let weights: Vec<f64> = faces
            .iter()
            .flat_map(|f| std::iter::repeat_n(f.weight, ADDRESSES))
            .collect();
        Ok(Self {
            text,
            ends,
            background: Alias::new(&weights),
            hotspots: hotspots(seed, &faces),
        })
    }

    /// An address of the background (`None`) or of one hotspot.
    pub(crate) fn draw(&self, hotspot: Option<usize>, random: &mut Random) -> Address<'_> {
        let spot = match hotspot {
            None => self.background.draw(random),
            Some(h) => self.hotspots[h].spots[self.hotspots[h].table.draw(random)] as usize,
        };
        let start = if spot == 0 {
            0
        } else {
            self.ends[spot - 1][3] as usize
        };
        let [block, areas, plane, degrees] = self.ends[spot].map(|end| end as usize);
        Address {
            block: &self.text[start..block],
            areas: &self.text[block..areas],
            plane: &self.text[areas..plane],
            degrees: &self.text[plane..degrees],
        }
    }
}

fn faces(seed: u64) -> Vec<Face> {
    let mut random = Random::stream(seed, 1, 0);
    let centres: Vec<(f64, f64, f64, f64)> = (0..16)
        .map(|_| {
            let lat = random.between(41.66, 42.01);
            let (west, east) = limits(lat).unwrap_or((-87.7, -87.6));
            (
                random.between(west, east),
                lat,
                random.between(1_500.0, 4_000.0),
                random.between(0.5, 2.5),
            )
        })
        .collect();
    let mut faces = Vec::new();
    for row in -132..=78 {
        for column in -92..=44 {
            for along_lon in [false, true] {
                let lon = ORIGIN.0 + f64::from(column) * BLOCK_LON;
                let lat = ORIGIN.1 + f64::from(row) * BLOCK_LAT;
                // Drawn for every face, inside or not, so that the outline does not shift the stream.
                let roughness = (0.7 * random.normal()).exp();
                if !limits(lat).is_some_and(|(west, east)| lon > west && lon < east) {
                    continue;
                }
                let density: f64 = 0.25
                    + centres
                        .iter()
                        .map(|&(x, y, radius, height)| {
                            height
                                * (-0.5 * (distance_m((lon, lat), (x, y)) / radius).powi(2)).exp()
                        })
                        .sum::<f64>();
                let (block, street) = if along_lon {
                    (column, row)
                } else {
                    (row, column)
                };
                faces.push(Face {
                    lon,
                    lat,
                    along_lon,
                    block,
                    street,
                    weight: density * roughness,
                });
            }
        }
    }
    faces
}

fn hotspots(seed: u64, faces: &[Face]) -> Vec<Hotspot> {
    let mut random = Random::stream(seed, 2, 0);
    let by_weight = Alias::new(&faces.iter().map(|f| f.weight).collect::<Vec<_>>());
    let mut planned: Vec<(Kind, f64, f64, usize)> = (0..HOTSPOTS)
        .map(|rank| {
            let kind = Kind::ALL[1 + random.below(Kind::ALL.len() - 1)];
            // Sizes fall with rank as they do between real places: a few very large, many modest ones.
            let share = (rank as f64 + 4.0).powf(-0.85) * random.between(0.7, 1.3);
            (
                kind,
                share,
                random.between(40.0, 160.0),
                by_weight.draw(&mut random),
            )
        })
        .collect();
    let total: f64 = planned.iter().map(|p| p.1).sum();
    planned
        .iter_mut()
        .for_each(|p| p.1 *= HOTSPOT_SHARE / total);
    planned
        .into_par_iter()
        .map(|(kind, share, radius, at)| {
            let centre = face_middle(&faces[at]);
            let mut spots = Vec::new();
            let mut weights = Vec::new();
            for (index, face) in faces.iter().enumerate() {
                let gap = distance_m(face_middle(face), centre);
                if index == at || gap < 3.0 * radius {
                    let weight = (-0.5 * (gap / radius).powi(2)).exp();
                    for address in 0..ADDRESSES {
                        spots.push((index * ADDRESSES + address) as u32);
                        // A few addresses of a block draw most of its incidents.
                        weights.push(weight / (1.0 + address as f64));
                    }
                }
            }
            Hotspot {
                kind,
                share,
                spots,
                table: Alias::new(&weights),
            }
        })
        .collect()
}

/// Share of all incidents that belong to hotspots.
pub(crate) const HOTSPOT_SHARE: f64 = 0.38;

fn write_addresses(
    seed: u64,
    first: usize,
    faces: &[Face],
    plane: &Projection,
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

/// Appends the four texts of an address and returns where each ends. Writing to a `Vec` cannot fail.
fn write_address(
    text: &mut Vec<u8>,
    face: &Face,
    lon: f64,
    lat: f64,
    plane: &Projection,
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

fn face_middle(face: &Face) -> (f64, f64) {
    if face.along_lon {
        (face.lon + BLOCK_LON / 2.0, face.lat)
    } else {
        (face.lon, face.lat + BLOCK_LAT / 2.0)
    }
}

fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    ((a.0 - b.0) * METRES_PER_DEGREE_LON).hypot((a.1 - b.1) * METRES_PER_DEGREE_LAT)
}

fn limits(lat: f64) -> Option<(f64, f64)> {
    OUTLINE
        .windows(2)
        .find(|pair| lat >= pair[0].0 && lat < pair[1].0)
        .map(|pair| {
            let along = (lat - pair[0].0) / (pair[1].0 - pair[0].0);
            (
                pair[0].1 + along * (pair[1].1 - pair[0].1),
                pair[0].2 + along * (pair[1].2 - pair[0].2),
            )
        })
}
