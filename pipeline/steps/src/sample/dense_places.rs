//! The hotspots of the city: dense places on its streets.

use rayon::prelude::*;

use super::addresses::ADDRESSES;
use super::alias::Alias;
use super::place_kind::PlaceKind;
use super::random::Random;
use super::streets::{Face, distance_m, face_middle};

const HOTSPOTS: usize = 420;

/// Share of all incidents that belong to hotspots.
pub(crate) const HOTSPOT_SHARE: f64 = 0.38;

/// A dense place.
pub(crate) struct Hotspot {
    pub(crate) kind: PlaceKind,
    /// Share of the city's incidents at the middle of the period, before rhythm.
    pub(crate) share: f64,
    spots: Vec<u32>,
    table: Alias,
}

impl Hotspot {
    /// The index of one of its addresses.
    pub(crate) fn draw(&self, random: &mut Random) -> usize {
        self.spots[self.table.draw(random)] as usize
    }
}

/// Draws the hotspots of a seed.
pub(crate) fn hotspots(seed: u64, faces: &[Face]) -> Vec<Hotspot> {
    let mut random = Random::stream(seed, 2, 0);
    let by_weight = Alias::new(&faces.iter().map(|f| f.weight).collect::<Vec<_>>());
    let mut planned: Vec<(PlaceKind, f64, f64, usize)> = (0..HOTSPOTS)
        .map(|rank| {
            let kind = PlaceKind::ALL[1 + random.below(PlaceKind::ALL.len() - 1)];
            // Sizes fall with rank as they do between real places: a few very large, many modest
            // ones.
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
