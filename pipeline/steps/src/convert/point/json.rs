//! Points in JSON, or in a dictionary as Python prints it.

use serde_json::{Map, Value};

use super::stated::Stated;

/// Reads a GeoJSON point, or an object that names latitude and longitude, as Socrata's older
/// exports have it.
///
/// # References
/// RFC 7946.
pub(crate) fn parse(text: &str) -> Option<Stated> {
    let value: Value = serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&as_json(text)))
        .ok()?;
    let object = value.as_object()?;
    if object.contains_key("type") {
        geojson(object)
    } else {
        labelled(object)
    }
}

fn geojson(object: &Map<String, Value>) -> Option<Stated> {
    if object.get("type")?.as_str()? != "Point" {
        return None;
    }
    let srid = match object.get("crs") {
        None | Some(Value::Null) => None,
        Some(crs) => Some(named_system(crs)?),
    };
    let coordinates = match object.get("coordinates")? {
        Value::Null => return Some(Stated::Nothing),
        other => other.as_array()?,
    };
    if coordinates.is_empty() {
        return Some(Stated::Nothing);
    }
    if !(2..=4).contains(&coordinates.len()) {
        return None;
    }
    Some(Stated::Geometry {
        x: coordinates[0].as_f64()?,
        y: coordinates[1].as_f64()?,
        srid,
    })
}

/// The number in a `crs` member of GeoJSON before RFC 7946: `urn:ogc:def:crs:EPSG::25832`,
/// `EPSG:25832`, `urn:ogc:def:crs:OGC:1.3:CRS84`.
fn named_system(crs: &Value) -> Option<u32> {
    let name = crs.get("properties")?.get("name")?.as_str()?;
    let last = name.rsplit(':').next()?;
    if last == "CRS84" {
        return Some(4326);
    }
    last.parse().ok().filter(|_| name.contains("EPSG"))
}

fn labelled(object: &Map<String, Value>) -> Option<Stated> {
    let find = |names: &[&str]| {
        let mut found = object
            .iter()
            .filter(|(name, _)| names.iter().any(|n| n.eq_ignore_ascii_case(name)))
            .map(|(_, value)| value);
        // Two that fit are ambiguous.
        found.next().filter(|_| found.next().is_none())
    };
    let lat = find(&["latitude", "lat"])?;
    let lon = find(&["longitude", "lon", "lng", "long"])?;
    let blank =
        |value: &Value| value.is_null() || value.as_str().is_some_and(|t| t.trim().is_empty());
    if blank(lat) && blank(lon) {
        return Some(Stated::Nothing);
    }
    Some(Stated::Degrees {
        lon: number(lon)?,
        lat: number(lat)?,
    })
}

/// A number, or a text that is one.
fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::String(text) => text.trim().parse().ok()?,
        other => other.as_f64()?,
    };
    Some(number).filter(|n| n.is_finite())
}

/// A dictionary as Python prints it, in JSON: with double quotes, `null`, `true` and `false`.
fn as_json(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '\'' || c == '"' {
            let (inside, after) = quoted(&rest[1..], c);
            json.push_str(&Value::String(inside).to_string());
            rest = after;
        } else if c.is_ascii_alphabetic() {
            let end = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            json.push_str(match &rest[..end] {
                "None" => "null",
                "True" => "true",
                "False" => "false",
                other => other,
            });
            rest = &rest[end..];
        } else {
            json.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    json
}

/// The text up to its closing quote, and the rest.
fn quoted(text: &str, quote: char) -> (String, &str) {
    let mut inside = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return (inside, &text[at + c.len_utf8()..]);
        }
        match c {
            '\\' => inside.extend(chars.next().map(|(_, escaped)| escaped)),
            other => inside.push(other),
        }
    }
    (inside, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_and_named_degrees_are_read() {
        let degrees = Some(Stated::Degrees {
            lon: 2.35,
            lat: 48.86,
        });
        for text in [
            r#"{"latitude": "48.86", "longitude": "2.35"}"#,
            r#"{"lat": 48.86, "lng": 2.35}"#,
            "{'latitude': '48.86', 'longitude': '2.35', 'needs_recoding': False}",
            r#"{'longitude': 2.35, 'human_address': '{"address": "3 O\'Hara"}', 'latitude': 48.86, 'x': None}"#,
        ] {
            assert_eq!(parse(text), degrees, "{text}");
        }
        for (text, srid) in [
            (r#"{"type":"Point","coordinates":[2.35,48.86]}"#, None),
            (r#"{"coordinates":[2.35,48.86,30],"type":"Point"}"#, None),
            ("{'type': 'Point', 'coordinates': [2.35, 48.86]}", None),
            (
                r#"{"type":"Point","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2154"}},"coordinates":[2.35,48.86]}"#,
                Some(2154),
            ),
        ] {
            let expected = Stated::Geometry {
                x: 2.35,
                y: 48.86,
                srid,
            };
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn nothing_is_told_from_what_cannot_be_read() {
        for text in [
            r#"{"type":"Point","coordinates":[]}"#,
            r#"{"latitude":"","longitude":""}"#,
            "{'latitude': None, 'longitude': None}",
        ] {
            assert_eq!(parse(text), Some(Stated::Nothing), "{text}");
        }
        for text in [
            r#"{"type":"LineString","coordinates":[[2.35,48.86],[2.4,48.9]]}"#,
            r#"{"type":"Point","coordinates":["2.35","48.86"]}"#,
            r#"{"type":"Point","coordinates":[2.35]}"#,
            r#"{"type":"Point","crs":{"type":"link"},"coordinates":[2.35,48.86]}"#,
            r#"{"latitude":"48.86"}"#,
            r#"{"lat":1,"latitude":2,"lon":3}"#,
            r#"{"latitude":"48,86","longitude":"2,35"}"#,
            "{48.86, 2.35}",
            "{'latitude': '48.86",
            "{",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
