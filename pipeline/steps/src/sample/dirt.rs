//! Faults, as careless sources have them.

use super::random::Random;
use super::row::{HEADER, PortalRow};

/// Share of rows that `--dirty` spoils.
pub(crate) const DIRTY_SHARE: f64 = 0.01;

/// The place of unknown addresses in this portal, in the south-west of Missouri.
const UNKNOWN_PLACE: &str = "36.619446395,-91.686565684,\"(36.619446395, -91.686565684)\"";

/// Writes `row` with one fault of a kind drawn at random.
pub(crate) fn write_spoiled(out: &mut Vec<u8>, row: &mut PortalRow<'_>, random: &mut Random) {
    match random.below(20) {
        0 => row.date = "",
        1 => row.date = "13/45/2017 25:61:00 XM",
        2 => row.date = "yesterday",
        3 => row.degrees = b"north,-87.6,",
        4 => row.degrees = b"0,0,\"(0, 0)\"",
        5 => row.degrees = UNKNOWN_PLACE.as_bytes(),
        6 => row.degrees = b"412.5,-87.6,",
        7 => return write_short(out, row),
        8 => return write_long(out, row),
        9 => row.description = "\"SAID \"\"STOP\"\",\nTHEN RAN\"",
        10 => return write_twice(out, row),
        11 => return write_unbalanced(out, row),
        12 => return write_blank_padded(out, row),
        13 => return write_windows_1252(out, row),
        14 => row.date = "2017-01-31T23:45:00.000Z",
        15 => row.description = "PARCEL\0OFFICE",
        16 => return write_wordy(out, row),
        17 => out.extend_from_slice(HEADER.as_bytes()),
        18 => out.push(b'\n'),
        _ => return write_windows_line_end(out, row),
    }
    row.write(out);
}

/// Too few fields: the line breaks off.
fn write_short(out: &mut Vec<u8>, row: &PortalRow<'_>) {
    let start = out.len();
    row.write(out);
    let middle = start + (out.len() - start) / 2;
    out.truncate(middle);
    out.push(b'\n');
}

/// Too many fields: a comma that should have been quoted.
fn write_long(out: &mut Vec<u8>, row: &mut PortalRow<'_>) {
    row.description = "OVER $1,000,000";
    row.write(out);
}

/// The same row, twice.
fn write_twice(out: &mut Vec<u8>, row: &PortalRow<'_>) {
    row.write(out);
    row.write(out);
}

/// A quote that is opened and never closed.
fn write_unbalanced(out: &mut Vec<u8>, row: &mut PortalRow<'_>) {
    row.description = "\"5 FT PIPE";
    row.write(out);
}

/// Good values with blanks around them, which is still a good row.
fn write_blank_padded(out: &mut Vec<u8>, row: &mut PortalRow<'_>) {
    let date = format!(" {}  ", row.date);
    let padded = PortalRow {
        date: &date,
        ..*row
    };
    padded.write(out);
}

/// A whole report in a field that should hold a few words.
fn write_wordy(out: &mut Vec<u8>, row: &mut PortalRow<'_>) {
    let report = "ENTERED THROUGH THE REAR ".repeat(400);
    let wordy = PortalRow {
        description: &report,
        ..*row
    };
    wordy.write(out);
}

/// The line end of another system.
fn write_windows_line_end(out: &mut Vec<u8>, row: &PortalRow<'_>) {
    row.write(out);
    if out.pop() == Some(b'\n') {
        out.extend_from_slice(b"\r\n");
    }
}

/// A letter that is not UTF-8, as older databases export it.
fn write_windows_1252(out: &mut Vec<u8>, row: &mut PortalRow<'_>) {
    let start = out.len();
    row.place = "CAF# TERRACE";
    row.write(out);
    if let Some(at) = out[start..].iter().position(|&b| b == b'#') {
        out[start + at] = 0xC9;
    }
}

/// A download that broke off: the last row ends in the middle.
pub(crate) fn cut_last_row(text: &mut Vec<u8>) {
    let row_start = text
        .iter()
        .rposition(|&b| b == b'\n')
        .and_then(|end| text[..end].iter().rposition(|&b| b == b'\n'));
    let row_start = row_start.map_or(0, |newline| newline + 1);
    text.truncate(row_start + (text.len() - row_start) / 2);
}
