//! The map of the city: every address, and the dense places among them.

use rayon::prelude::*;

use super::addresses::{ADDRESSES, write_addresses};
use super::alias::Alias;
use super::dense_places::{Hotspot, hotspots};
use super::random::Random;
use super::streets::faces;
use crate::crs::{Reprojection, ReprojectionError};

/// The Illinois East state plane in US survey feet, in which the portal publishes X and Y.
const STATE_PLANE: u32 = 3435;

/// Every address of the city, its text ready to be copied into a row.
pub(crate) struct City {
    text: Vec<u8>,
    ends: Vec<[u32; 4]>,
    background: Alias,
    pub(crate) hotspots: Vec<Hotspot>,
}

/// The texts of a row that depend on the address.
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

impl City {
    /// Builds the map for a seed.
    ///
    /// # Errors
    /// When the state plane is missing from the projection library.
    pub(crate) fn new(seed: u64) -> Result<Self, ReprojectionError> {
        let faces = faces(seed);
        let plane = Reprojection::from_epsg(STATE_PLANE)?;
        let written: Vec<(Vec<u8>, Vec<[u32; 4]>)> = faces
            .par_chunks(512)
            .enumerate()
            .map(|(chunk, faces)| write_addresses(seed, chunk * 512, faces, &plane))
            .collect();
        let mut text = Vec::new();
        let mut ends = Vec::new();
        for (chunk, chunk_ends) in written {
            let base = text.len() as u32;
            text.extend(chunk);
            ends.extend(
                chunk_ends
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
            Some(h) => self.hotspots[h].draw(random),
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
