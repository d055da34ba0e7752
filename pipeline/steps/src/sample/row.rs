//! One row of the portal's export, as text.

use std::io::Write as _;

use super::offences::Offence;

/// The portal's 22 columns.
pub const HEADER: &str = "ID,Case Number,Date,Block,IUCR,Primary Type,Description,\
    Location Description,Arrest,Domestic,Beat,District,Ward,Community Area,FBI Code,\
    X Coordinate,Y Coordinate,Year,Updated On,Latitude,Longitude,Location\n";

/// `ID` of the first row.
const FIRST_ID: u64 = 8_000_000;

/// The texts of a row, in the order they are written.
#[derive(Clone, Copy)]
pub(crate) struct PortalRow<'a> {
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

impl PortalRow<'_> {
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
