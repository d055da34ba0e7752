//! The street grid of the city: the sides of its blocks and how busy each is.

use super::random::Random;

/// The crossing of the two axes of the street numbering.
const ORIGIN: (f64, f64) = (-87.627_8, 41.881_9);
/// One hundred house numbers, an eighth of a mile, in degrees.
pub(crate) const BLOCK_LON: f64 = 0.002_426;
pub(crate) const BLOCK_LAT: f64 = 0.001_810_1;
const METRES_PER_DEGREE_LAT: f64 = 111_132.0;
const METRES_PER_DEGREE_LON: f64 = 83_000.0;
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

/// One side of a street between two crossings.
pub(crate) struct Face {
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) along_lon: bool,
    pub(crate) block: i32,
    pub(crate) street: i32,
    pub(crate) weight: f64,
}

/// The faces of all blocks inside the outline.
pub(crate) fn faces(seed: u64) -> Vec<Face> {
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
                // Drawn for every face, also outside, so that the outline does not shift the
                // stream.
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

/// The middle of a face.
pub(crate) fn face_middle(face: &Face) -> (f64, f64) {
    if face.along_lon {
        (face.lon + BLOCK_LON / 2.0, face.lat)
    } else {
        (face.lon, face.lat + BLOCK_LAT / 2.0)
    }
}

/// Metres between two places of the city.
pub(crate) fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    ((a.0 - b.0) * METRES_PER_DEGREE_LON).hypot((a.1 - b.1) * METRES_PER_DEGREE_LAT)
}

/// The western and the eastern limit of the city at a latitude.
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
