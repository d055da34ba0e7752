//! Blanks other than the space bar's.

/// `text` with plain blanks in place of no-break, narrow and thin ones, and trimmed; `None` if it
/// has none of these.
#[cold]
pub(super) fn plain_blanks(text: &[u8]) -> Option<Vec<u8>> {
    // A lone A0 is the no-break space of the Windows and ISO 8859 encodings; in UTF-8 it never
    // begins a character.
    const BLANKS: [&[u8]; 5] = [
        b"\xc2\xa0",
        b"\xe2\x80\xaf",
        b"\xe2\x80\x89",
        b"\xe2\x80\x87",
        b"\xa0",
    ];
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let odd = BLANKS.iter().find_map(|blank| rest.strip_prefix(*blank));
        // A byte A0 inside a character is not a blank.
        let within = plain.last().is_some_and(|b: &u8| !b.is_ascii());
        match odd.filter(|_| !(within && *first == 0xa0)) {
            Some(after) => {
                plain.push(b' ');
                rest = after;
            }
            None => {
                plain.push(*first);
                rest = after;
            }
        }
    }
    (plain != text).then(|| plain.trim_ascii().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_all_kinds_become_plain_and_letters_stay() {
        for (text, expected) in [
            (
                &b"11:45\xe2\x80\xafp.\xc2\xa0m."[..],
                Some(&b"11:45 p. m."[..]),
            ),
            (b"11:45\xa0PM\xa0", Some(b"11:45 PM")),
            (b"11:45 PM", None),
            // `à` ends with the byte A0.
            ("à".as_bytes(), None),
        ] {
            assert_eq!(plain_blanks(text).as_deref(), expected);
        }
    }
}
