//! Draws of an offence and of the spot it is reported from, by kind of place.

use super::alias::Alias;
use super::offences::{OFFENCES, Offence};
use super::place_kind::PlaceKind;
use super::random::Random;

/// Spots that a report names, with their relative frequency in each kind of place.
const PLACES: &[(&str, [f64; 6])] = &[
    ("STREET", [26.0, 20.0, 35.0, 15.0, 20.0, 40.0]),
    ("RESIDENCE", [24.0, 1.0, 4.0, 0.0, 35.0, 10.0]),
    ("APARTMENT", [14.0, 1.0, 6.0, 0.0, 38.0, 8.0]),
    ("SIDEWALK", [10.0, 8.0, 20.0, 15.0, 14.0, 36.0]),
    ("SMALL RETAIL STORE", [4.0, 25.0, 4.0, 4.0, 1.0, 2.0]),
    ("DEPARTMENT STORE", [1.0, 40.0, 1.0, 0.0, 0.0, 0.0]),
    (
        "PARKING LOT/GARAGE(NON.RESID.)",
        [6.0, 14.0, 6.0, 4.0, 3.0, 4.0],
    ),
    ("RESTAURANT", [3.0, 9.0, 18.0, 3.0, 1.0, 1.0]),
    ("BAR OR TAVERN", [2.0, 1.0, 30.0, 0.0, 0.0, 1.0]),
    ("CTA PLATFORM", [0.5, 0.5, 2.0, 40.0, 0.0, 1.0]),
    ("CTA TRAIN", [0.5, 0.5, 1.0, 30.0, 0.0, 0.0]),
    ("CTA BUS", [1.0, 1.0, 1.0, 9.0, 0.0, 1.0]),
    ("ALLEY", [4.0, 1.0, 4.0, 1.0, 5.0, 14.0]),
    ("GAS STATION", [3.0, 3.0, 1.0, 1.0, 0.0, 4.0]),
    ("GROCERY FOOD STORE", [2.0, 9.0, 1.0, 0.0, 1.0, 2.0]),
    ("SCHOOL, PUBLIC, BUILDING", [3.0, 0.0, 0.0, 0.0, 3.0, 1.0]),
    ("VEHICLE NON-COMMERCIAL", [3.0, 1.0, 2.0, 0.0, 2.0, 5.0]),
    ("PARK PROPERTY", [2.0, 0.0, 2.0, 0.0, 2.0, 3.0]),
];

/// The mixes of offences and places for every kind, ready to draw from.
pub(crate) struct Mixes {
    offence: [Alias; 6],
    place: [Alias; 6],
}

impl Mixes {
    pub(crate) fn new() -> Self {
        let of = |weights: &dyn Fn(usize) -> Vec<f64>| {
            std::array::from_fn(|kind| Alias::new(&weights(kind)))
        };
        Self {
            offence: of(&|kind| OFFENCES.iter().map(|o| o.weight[kind]).collect()),
            place: of(&|kind| PLACES.iter().map(|p| p.1[kind]).collect()),
        }
    }

    pub(crate) fn offence(&self, kind: PlaceKind, random: &mut Random) -> &'static Offence {
        &OFFENCES[self.offence[kind as usize].draw(random)]
    }

    pub(crate) fn place(&self, kind: PlaceKind, random: &mut Random) -> &'static str {
        PLACES[self.place[kind as usize].draw(random)].0
    }
}
