//! Points in well-known text, with or without the number of their coordinate system.

use super::brackets::bracketed;
use super::stated::Stated;
use crate::convert::number::Decimal;

const GEOMETRIES: &[&str] = &[
    "POINT",
    "MULTIPOINT",
    "LINESTRING",
    "MULTILINESTRING",
    "POLYGON",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
    "TRIANGLE",
    "TIN",
    "POLYHEDRALSURFACE",
    "CIRCULARSTRING",
    "COMPOUNDCURVE",
    "CURVEPOLYGON",
    "MULTICURVE",
    "MULTISURFACE",
];

/// `true` if the text begins as WKT does, unlike an address.
pub(super) fn has_geometry_name(text: &str) -> bool {
    let (name, rest) = split_word(text);
    let (name, rest) = (name.to_ascii_uppercase(), rest.trim_start());
    let base = name.trim_end_matches(['Z', 'M']);
    let next = split_word(rest).0.to_ascii_uppercase();
    (name == "SRID" && rest.starts_with('='))
        || (GEOMETRIES.contains(&base)
            && (rest.starts_with('(') || matches!(next.as_str(), "Z" | "M" | "ZM" | "EMPTY")))
}

fn split_word(text: &str) -> (&str, &str) {
    let end = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    text.split_at(end)
}

/// WKT or EWKT: `SRID=4326;POINT Z (1 2 3)`, a `MULTIPOINT` of one, or any geometry that is
/// `EMPTY`.
///
/// # References
/// OGC 06-103r4, 7 (well-known text); PostGIS manual, "EWKB and EWKT".
pub(super) fn parse(text: &str, decimal: Decimal) -> Option<Stated> {
    let (srid, text) = take_srid(text)?;
    let (name, rest) = split_word(text);
    let mut name = name.to_ascii_uppercase();
    let mut rest = rest.trim_start();
    let (word, after) = split_word(rest);
    if matches!(word.to_ascii_uppercase().as_str(), "Z" | "M" | "ZM") {
        name.push_str(&word.to_ascii_uppercase());
        rest = after.trim_start();
    }
    let base = name.trim_end_matches(['Z', 'M']);
    let sizes = match &name[base.len()..] {
        "" => 2..=4,
        "Z" | "M" => 3..=3,
        "ZM" => 4..=4,
        _ => return None,
    };
    if !GEOMETRIES.contains(&base) {
        return None;
    }
    if rest.eq_ignore_ascii_case("EMPTY") {
        return Some(Stated::Nothing);
    }
    let inner = match base {
        "POINT" => bracketed(rest)?,
        "MULTIPOINT" => {
            let members = bracketed(rest)?;
            if members.eq_ignore_ascii_case("EMPTY") {
                return Some(Stated::Nothing);
            }
            bracketed(members).unwrap_or(members)
        }
        _ => return None,
    };
    let numbers: Vec<Option<f64>> = inner
        .split_ascii_whitespace()
        .map(|word| wkt_number(word, decimal))
        .collect();
    if !sizes.contains(&numbers.len()) {
        return None;
    }
    let numbers: Vec<f64> = numbers.into_iter().collect::<Option<_>>()?;
    // Some libraries write an empty point as one of NaN.
    match numbers[..] {
        [x, y, ..] if x.is_nan() && y.is_nan() => Some(Stated::Nothing),
        [x, y, ..] if x.is_finite() && y.is_finite() => Some(Stated::Geometry { x, y, srid }),
        _ => None,
    }
}

/// The SRID in front of an EWKT, and the rest.
fn take_srid(text: &str) -> Option<(Option<u32>, &str)> {
    let (word, rest) = split_word(text);
    if !word.eq_ignore_ascii_case("SRID") {
        return Some((None, text));
    }
    let (number, geometry) = rest.trim_start().strip_prefix('=')?.split_once(';')?;
    let srid: u32 = number.trim().parse().ok()?;
    Some((Some(srid).filter(|&srid| srid != 0), geometry.trim_start()))
}

/// A number in a WKT. Its decimal mark is a point by the standard, but some exports have that of
/// their country.
fn wkt_number(word: &str, decimal: Decimal) -> Option<f64> {
    if word.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    let mark = if word.contains(',') {
        decimal
    } else {
        Decimal::Point
    };
    mark.ungrouped(word.as_bytes())
}
