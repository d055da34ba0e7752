//! Markers of the morning and the afternoon.

/// Markers of the morning and of the afternoon as the CLDR has them, in small letters, without dots
/// and blanks.
///
/// # References
/// Unicode CLDR 46, `dayPeriods`.
const MARKERS: &[(&str, &str)] = &[
    // English, Spanish (`a. m.`), Portuguese, Catalan, Galician, Dutch, Romanian, …
    ("am", "pm"),
    // Greek.
    ("πμ", "μμ"),
    ("ΠΜ", "ΜΜ"),
    // Chinese.
    ("上午", "下午"),
    // Japanese.
    ("午前", "午後"),
    // Korean.
    ("오전", "오후"),
];

/// Takes a marker off the front of `text`: `true` for the afternoon, and the rest. Dots and blanks
/// may stand between the letters, and a dot behind them.
pub(super) fn half_day(text: &[u8]) -> Option<(bool, &[u8])> {
    MARKERS.iter().find_map(|(morning, afternoon)| {
        let after = |marker: &str| after_marker(text, marker);
        after(morning)
            .map(|rest| (false, rest))
            .or_else(|| after(afternoon).map(|rest| (true, rest)))
    })
}

fn after_marker<'a>(text: &'a [u8], marker: &str) -> Option<&'a [u8]> {
    let mut rest = text;
    for (at, letter) in marker.chars().enumerate() {
        if at > 0 {
            rest = &rest[rest.iter().take_while(|b| matches!(b, b'.' | b' ')).count()..];
        }
        let mut bytes = [0; 4];
        let letter = letter.encode_utf8(&mut bytes).as_bytes();
        let (front, after) = rest.split_at_checked(letter.len())?;
        if !front.eq_ignore_ascii_case(letter) {
            return None;
        }
        rest = after;
    }
    Some(rest.strip_prefix(b".").unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_read_with_their_dots_and_blanks() {
        for (text, expected) in [
            ("AM", Some((false, ""))),
            ("pm x", Some((true, " x"))),
            ("a.m.", Some((false, ""))),
            ("p.m.", Some((true, ""))),
            ("p. m.", Some((true, ""))),
            ("P.M", Some((true, ""))),
            ("π.μ.", Some((false, ""))),
            ("μ.μ.", Some((true, ""))),
            ("下午3", Some((true, "3"))),
            ("午前", Some((false, ""))),
            ("오후 3", Some((true, " 3"))),
            ("XM", None),
            ("m.", None),
            ("p", None),
            ("", None),
        ] {
            let found = half_day(text.as_bytes());
            let expected = expected.map(|(half, rest)| (half, rest.as_bytes()));
            assert_eq!(found, expected, "{text}");
        }
    }
}
