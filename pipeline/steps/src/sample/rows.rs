//! One row of the portal's export.

use std::io::Write as _;

use chrono::{Datelike as _, Days, NaiveDate};

use super::city::{Address, City};
use super::dirt;
use super::offences::{Kind, Mixes, Offence};
use super::random::Random;
use super::rhythm::Rhythm;
use super::schedule::Unit;

/// The portal's 22 columns.
pub const HEADER: &str = "ID,Case Number,Date,Block,IUCR,Primary Type,Description,Location Description,Arrest,Domestic,Beat,District,\
Ward,Community Area,FBI Code,X Coordinate,Y Coordinate,Year,Updated On,Latitude,Longitude,Location\n";

/// Relative activity of the hours of a day.
const HOURS: [f64; 24] = [
    5.6, 3.3, 2.9, 2.4, 1.8, 1.5, 1.7, 2.4, 3.4, 4.3, 4.2, 4.4, 5.7, 4.7, 4.9, 5.3, 5.1, 5.0, 5.3,
    5.6, 5.6, 5.3, 5.3, 4.3,
];
/// `ID` of the first row.
const FIRST_ID: u64 = 8_000_000;

/// The texts of a row, in the order they are written.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) number: u64,
    pub(crate) date: &'a str,
    pub(crate) address: &'a [u8],
    pub(crate) offence: &'static Offence,
    pub(crate) description: &'a str,
    pub(crate) place: &'a str,
    pub(crate) arrest: bool,
    pub(crate) domestic: bool,
    pub(crate) areas: &'a [u8],
    pub(crate) plane: &'a [u8],
    /// `,Year,Updated On,`
    pub(crate) after_plane: &'a str,
    pub(crate) degrees: &'a [u8],
}

impl Row<'_> {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        push_number(out, FIRST_ID + self.number, 1);
        out.push(b',');
        push_case_number(out, self.number);
        out.push(b',');
        out.extend_from_slice(self.date.as_bytes());
        out.push(b',');
        out.extend_from_slice(self.address);
        for text in [
            self.offence.iucr,
            self.offence.category,
            self.description,
            self.place,
        ] {
            out.push(b',');
            push_text(out, text);
        }
        let flag = |yes: bool| if yes { ",true" } else { ",false" };
        out.extend_from_slice(flag(self.arrest).as_bytes());
        out.extend_from_slice(flag(self.domestic).as_bytes());
        out.push(b',');
        out.extend_from_slice(self.areas);
        out.push(b',');
        out.extend_from_slice(self.offence.fbi.as_bytes());
        out.push(b',');
        out.extend_from_slice(self.plane);
        out.extend_from_slice(self.after_plane.as_bytes());
        out.extend_from_slice(self.degrees);
        out.push(b'\n');
    }
}

/// What every unit of work reads.
pub(crate) struct Writer<'a> {
    pub(crate) seed: u64,
    pub(crate) city: &'a City,
    pub(crate) rhythm: &'a Rhythm,
    pub(crate) mixes: &'a Mixes,
    pub(crate) missing_coordinates: f64,
    pub(crate) dirty: bool,
}

impl Writer<'_> {
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
            let kind = hotspot.map_or(Kind::Background, |h| self.city.hotspots[h].kind);
            let Address {
                block,
                areas,
                plane,
                degrees,
            } = self.city.draw(hotspot, &mut random);
            let offence = self.mixes.offence(kind, &mut random);
            day.write_time(&mut date_text, second);
            let located = !random.chance(self.missing_coordinates);
            let mut row = Row {
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

/// The parts of a row that a day decides.
struct DayText {
    date: String,
    after_plane: String,
}

impl DayText {
    fn new(date: NaiveDate) -> Self {
        let updated = date.checked_add_days(Days::new(7)).unwrap_or(date);
        Self {
            date: date.format("%m/%d/%Y ").to_string(),
            after_plane: format!(
                ",{},{} 03:40:59 PM,",
                date.year(),
                updated.format("%m/%d/%Y")
            ),
        }
    }

    /// `01/31/2020 11:45:00 PM`
    fn write_time(&self, text: &mut String, second: u32) {
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        text.clear();
        text.push_str(&self.date);
        let digits = |n: u32| {
            [
                char::from(b'0' + (n / 10) as u8),
                char::from(b'0' + (n % 10) as u8),
            ]
        };
        text.extend(digits((hour + 11) % 12 + 1));
        text.push(':');
        text.extend(digits(minute));
        text.push(':');
        text.extend(digits(second));
        text.push_str(if hour < 12 { " AM" } else { " PM" });
    }
}

/// Seconds of the day for the rows of a unit, ascending.
fn times(unit: &Unit, random: &mut Random) -> Vec<u32> {
    let total: f64 = HOURS.iter().sum();
    let mut seconds: Vec<u32> = (0..unit.rows)
        .map(|_| {
            let mut left = random.between(unit.slice.0, unit.slice.1) * total;
            let mut hour = 0;
            while hour < 23 && left >= HOURS[hour] {
                left -= HOURS[hour];
                hour += 1;
            }
            let minute = (60.0 * left / HOURS[hour]).min(59.0) as u32;
            // People report round times.
            let minute = match random.unit() {
                u if u < 0.35 => 0,
                u if u < 0.50 => minute / 30 * 30,
                u if u < 0.75 => minute / 5 * 5,
                _ => minute,
            };
            hour as u32 * 3600 + minute * 60
        })
        .collect();
    seconds.sort_unstable();
    seconds
}

fn draw_hotspot(shares: &[f64], random: &mut Random) -> Option<usize> {
    let total = shares.last().copied().unwrap_or(1.0);
    let at = random.unit() * total;
    shares
        .partition_point(|&until| until <= at)
        .min(shares.len() - 1)
        .checked_sub(1)
}

/// Two letters and six digits that go up with the row.
fn push_case_number(out: &mut Vec<u8>, number: u64) {
    let letters = 7 * 26 + number / 1_000_000;
    out.push(b'A' + (letters / 26 % 26) as u8);
    out.push(b'A' + (letters % 26) as u8);
    push_number(out, number % 1_000_000, 6);
}

fn push_number(out: &mut Vec<u8>, number: u64, width: usize) {
    // Writing to a `Vec` cannot fail.
    let _ = write!(out, "{number:0width$}");
}

fn push_text(out: &mut Vec<u8>, text: &str) {
    if text.contains(',') && !text.starts_with('"') && !text.starts_with("OVER $1,") {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}
