//! Both coordinates in one text: a pair, WKT, GeoJSON or hex WKB.

use super::number::Decimal;
use super::{point_json, point_wkb};

/// What a text states of a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stated {
    /// No place: the text says that it is empty.
    Nothing,
    /// Two numbers without names, as `(lat, lon)` or, in a projected system, `(x, y)`.
    Pair(f64, f64),
    /// Easting or longitude first, as geometry formats have it, perhaps with the number of its system.
    Geometry { x: f64, y: f64, srid: Option<u32> },
    /// Degrees that are named as such.
    Degrees { lon: f64, lat: f64 },
}

/// Reads a text that states one place. `None` for anything else: a line, an area, or numbers with something around them.
///
/// An address may stand on the lines above a bracketed pair, as Socrata exports it.
pub(crate) fn parse(text: &[u8], decimal: Decimal) -> Option<Stated> {
    let text = std::str::from_utf8(text).ok()?.trim();
    match text.as_bytes().first()? {
        b'{' => point_json::parse(text),
        b'a'..=b'z' | b'A'..=b'Z' if !text.contains(['\n', '\r']) || has_geometry_name(text) => {
            geometry(text, decimal)
        }
        _ => pair(text, decimal).or_else(|| point_wkb::parse(text)),
    }
}

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

/// Whether the text begins as WKT does; an address does not.
fn has_geometry_name(text: &str) -> bool {
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

/// WKT or EWKT: `SRID=4326;POINT Z (1 2 3)`, a `MULTIPOINT` of one, or any geometry that is `EMPTY`.
///
/// # References
/// OGC 06-103r4, 7 (well-known text); PostGIS manual, "EWKB and EWKT".
fn geometry(text: &str, decimal: Decimal) -> Option<Stated> {
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

/// The number in front of an EWKT, and what follows it.
fn take_srid(text: &str) -> Option<(Option<u32>, &str)> {
    let (word, rest) = split_word(text);
    if !word.eq_ignore_ascii_case("SRID") {
        return Some((None, text));
    }
    let (number, geometry) = rest.trim_start().strip_prefix('=')?.split_once(';')?;
    let srid: u32 = number.trim().parse().ok()?;
    Some((Some(srid).filter(|&srid| srid != 0), geometry.trim_start()))
}

/// What stands between brackets that enclose the whole text.
fn bracketed(text: &str) -> Option<&str> {
    Some(text.strip_prefix('(')?.strip_suffix(')')?.trim())
}

/// A number of a WKT, which has a point as its decimal mark in every country; some exports have the country's all the same.
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

/// `a, b` with or without round brackets. Lines above a bracketed pair are an address.
fn pair(text: &str, decimal: Decimal) -> Option<Stated> {
    let line = match text.rsplit_once(['\n', '\r']) {
        Some((_, last)) => last.trim(),
        None => text,
    };
    let inner = match bracketed(line) {
        Some(inner) => inner,
        // Without brackets, both numbers are all there is.
        None => text,
    };
    let (first, second) = halves(inner, decimal)?;
    let first = decimal.ungrouped(first.as_bytes())?;
    let second = decimal.ungrouped(second.as_bytes())?;
    Some(Stated::Pair(first, second))
}

/// The two parts of a pair. A comma that is the decimal mark parts them only where a blank follows.
fn halves(text: &str, decimal: Decimal) -> Option<(&str, &str)> {
    let (first, second) = if let Some(parts) = text.split_once(';') {
        parts
    } else if decimal == Decimal::Point && text.contains(',') {
        text.split_once(',')?
    } else {
        let at = text.find(|c: char| c.is_ascii_whitespace())?;
        let (first, second) = text.split_at(at);
        (first.strip_suffix(',').unwrap_or(first), second)
    };
    Some((first.trim(), second.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Stated> {
        parse(text.as_bytes(), Decimal::Point)
    }

    fn xy(x: f64, y: f64) -> Option<Stated> {
        Some(Stated::Geometry { x, y, srid: None })
    }

    #[test]
    fn a_pair_stands_alone_or_in_brackets_below_an_address() {
        let expected = Some(Stated::Pair(41.9, -87.6));
        for text in [
            "(41.9, -87.6)",
            "41.9,-87.6",
            "41.9 -87.6",
            "( 41.9 ; -87.6 )",
            "4.19e1, -8.76E1",
            "100 Main St (rear)\n(41.9, -87.6)",
            "Point St 4\r\nChicago, IL\r\n(41.9, -87.6)",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_pair_with_anything_else_is_not_one() {
        for text in [
            "(41.9)",
            "somewhere",
            "(41.9, -87.6) approximate",
            "(41.9, -87.6, 3)",
            "near 41.9, -87.6",
            "SRID=4326;(41.9, -87.6)",
            "<Point>41.9,-87.6</Point>",
            "((41.9, -87.6))",
            "41,886 -87,634",
            "41.9N, 87.6W",
            "[41.9, -87.6]",
            "nan, nan",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn points_of_well_known_text_are_read_in_every_spelling() {
        for text in [
            "POINT(9.18 48.78)",
            "point  (9.18\t48.78)",
            "Point Z (9.18 48.78 250.5)",
            "POINTZ(9.18 48.78 0)",
            "POINT M(9.18 48.78 7)",
            "POINT ZM (9.18 48.78 0 7)",
            "POINT (9.18 48.78 250.5)",
            "POINT\n(\n9.18\n48.78\n)",
            "POINT (0.918E1 4878e-2)",
            "MULTIPOINT ((9.18 48.78))",
            "MULTIPOINT(9.18 48.78)",
            "SRID=0;POINT(9.18 48.78)",
        ] {
            assert_eq!(read(text), xy(9.18, 48.78), "{text}");
        }
    }

    #[test]
    fn the_number_of_the_system_is_kept() {
        for text in [
            "SRID=25832;POINT(513000 5402000)",
            "srid = 25832 ; point z (513000 5402000 1)",
        ] {
            let expected = Stated::Geometry {
                x: 513_000.0,
                y: 5_402_000.0,
                srid: Some(25_832),
            };
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_empty_states_nothing() {
        for text in [
            "POINT EMPTY",
            "point z empty",
            "SRID=4326;POINT EMPTY",
            "MULTIPOINT EMPTY",
            "POLYGON EMPTY",
            "POINT (nan nan)",
        ] {
            assert_eq!(read(text), Some(Stated::Nothing), "{text}");
        }
    }

    #[test]
    fn other_geometries_are_never_a_place() {
        for text in [
            "POINT(9.18, 48.78)",
            "POINT(9.18)",
            "POINT Z (9.18 48.78)",
            "POINT ZM (9.18 48.78 1)",
            "POINT(9.18 48.78);4326",
            "POINT(9.18 48.78) x",
            "SRID=x;POINT(9.18 48.78)",
            "MULTIPOINT(9.18 48.78, 9.19 48.79)",
            "MULTIPOINT((9.18 48.78),(9.19 48.79))",
            "LINESTRING(9.18 48.78, 9.19 48.79)",
            "LINESTRING\n(9.18, 48.78)",
            "POINT\n(9.18, 48.78)",
            "POLYGON((9 48, 10 48, 10 49, 9 48))",
            "GEOMETRYCOLLECTION(POINT(9.18 48.78))",
            "POINT(inf 48.78)",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_decimal_comma_is_read_in_pairs_and_in_geometries() {
        for text in ["(48,78, 9,18)", "48,78; 9,18", "48,78 9,18"] {
            let found = parse(text.as_bytes(), Decimal::Comma);
            assert_eq!(found, Some(Stated::Pair(48.78, 9.18)), "{text}");
        }
        for text in ["POINT (9,18 48,78)", "POINT (9.18 48.78)"] {
            let found = parse(text.as_bytes(), Decimal::Comma);
            assert_eq!(found, xy(9.18, 48.78), "{text}");
        }
        for text in ["48,780,9,180", "48.780 9.180"] {
            assert_eq!(parse(text.as_bytes(), Decimal::Comma), None, "{text}");
        }
    }
}
