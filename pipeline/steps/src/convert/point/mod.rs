//! Both coordinates in one text: a pair, WKT, GeoJSON or hexadecimal WKB.

mod brackets;
mod json;
mod pair;
mod stated;
#[cfg(test)]
mod tests;
mod wkb;
mod wkt;

pub(crate) use stated::Stated;

use super::number::Decimal;

/// Reads a text that states one place. `None` for anything else: a line, an area, or numbers with
/// something around them.
///
/// An address may stand on the lines above a bracketed pair, as Socrata exports it.
pub(crate) fn parse(text: &[u8], decimal: Decimal) -> Option<Stated> {
    let text = std::str::from_utf8(text).ok()?.trim();
    match text.as_bytes().first()? {
        b'{' => json::parse(text),
        b'a'..=b'z' | b'A'..=b'Z'
            if !text.contains(['\n', '\r']) || wkt::has_geometry_name(text) =>
        {
            wkt::parse(text, decimal)
        }
        _ => pair::parse(text, decimal).or_else(|| wkb::parse(text)),
    }
}
