//! The rows of one unit of work: draws the incident behind each row.

use super::city::{Address, City};
use super::day_text::DayText;
use super::dirt;
use super::hours::times;
use super::mixes::Mixes;
use super::place_kind::PlaceKind;
use super::random::Random;
use super::rhythm::Rhythm;
use super::row::PortalRow;
use super::schedule::Unit;

/// Writes units of work; shared by all threads.
pub(crate) struct UnitWriter<'a> {
    pub(crate) seed: u64,
    pub(crate) city: &'a City,
    pub(crate) rhythm: &'a Rhythm,
    pub(crate) mixes: &'a Mixes,
    pub(crate) missing_coordinates: f64,
    pub(crate) dirty: bool,
}

impl UnitWriter<'_> {
    /// The text of one unit of rows.
    pub(crate) fn unit(&self, unit: &Unit) -> Vec<u8> {
        let mut random = Random::stream(self.seed, 7, unit.index);
        let mut out = Vec::with_capacity(unit.rows as usize * 256);
        let date = self.rhythm.date(unit.day);
        let shares = self.rhythm.shares(unit.day);
        let seconds = times(unit, &mut random);
        let day = DayText::new(date);
        let mut date_text = String::with_capacity(24);
        for (offset, &second) in seconds.iter().enumerate() {
            let hotspot = draw_hotspot(&shares, &mut random);
            let kind = hotspot.map_or(PlaceKind::Background, |h| self.city.hotspots[h].kind);
            let Address {
                block,
                areas,
                plane,
                degrees,
            } = self.city.draw(hotspot, &mut random);
            let offence = self.mixes.offence(kind, &mut random);
            day.write_time(&mut date_text, second);
            let located = !random.chance(self.missing_coordinates);
            let mut row = PortalRow {
                number: unit.first_row + offset as u64,
                date: &date_text,
                address: block,
                offence,
                description: offence.description,
                place: self.mixes.place(kind, &mut random),
                arrest: random.chance(offence.arrest),
                domestic: random.chance(offence.domestic),
                areas,
                plane: if located { plane } else { b"," },
                after_plane: &day.after_plane,
                degrees: if located { degrees } else { b",," },
            };
            if self.dirty && random.chance(dirt::DIRTY_SHARE) {
                dirt::write_spoiled(&mut out, &mut row, &mut random);
            } else {
                row.write(&mut out);
            }
        }
        out
    }
}

fn draw_hotspot(shares: &[f64], random: &mut Random) -> Option<usize> {
    let total = shares.last().copied().unwrap_or(1.0);
    let at = random.unit() * total;
    shares
        .partition_point(|&until| until <= at)
        .min(shares.len() - 1)
        .checked_sub(1)
}
