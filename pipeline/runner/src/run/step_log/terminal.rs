//! Lines without the control codes of terminals (ECMA-48).

/// Returns the text that a terminal would show of a line, without its control codes, so that a
/// program can neither colour, move nor overwrite the text around it.
pub fn for_terminal(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let text = text.trim_end_matches(['\r', '\n']);
    let mut shown = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => match chars.next() {
                Some('[') => skip_control_sequence(&mut chars),
                Some(']' | 'P' | 'X' | '^' | '_') => skip_string(&mut chars),
                Some(' '..='/') => {
                    // The character after one or more of these ends the sequence.
                    while chars.next().is_some_and(|c| (' '..='/').contains(&c)) {}
                }
                _ => {}
            },
            // The one-character forms of `ESC [` and of the strings.
            '\u{9b}' => skip_control_sequence(&mut chars),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => skip_string(&mut chars),
            // The following text is written over the text before.
            '\r' => shown.clear(),
            '\u{8}' => drop(shown.pop()),
            '\t' => shown.push('\t'),
            c if c.is_control() || is_direction(c) => {}
            c => shown.push(c),
        }
    }
    shown.truncate(shown.trim_end().len());
    shown
}

/// Skips the rest of a sequence such as `ESC [ 1 ; 31 m`.
fn skip_control_sequence(chars: &mut impl Iterator<Item = char>) {
    let _ = chars.find(|c| ('\u{40}'..='\u{7e}').contains(c));
}

/// Skips a text for the terminal itself, such as a title, up to its end.
fn skip_string(chars: &mut std::iter::Peekable<impl Iterator<Item = char>>) {
    while let Some(c) = chars.next() {
        if matches!(c, '\u{7}' | '\u{9c}') || (c == '\u{1b}' && chars.next_if_eq(&'\\').is_some()) {
            return;
        }
    }
}

/// Returns `true` for characters that change the order in which others are shown, and could
/// disguise a line (Boucher and Anderson, "Trojan Source", 2021).
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::for_terminal;

    #[test]
    fn control_codes_are_left_out() {
        for (printed, shown) in [
            (&b"\x1b[1;31mred\x1b[0m plain"[..], "red plain"),
            (b"10 %\r55 %\r100 %\r\n", "100 %"),
            (
                b"\x1b]0;title\x07after\x1b]8;;http://x\x1b\\link",
                "afterlink",
            ),
            (b"typo\x08\x08\x08ext\x07", "text"),
            (b"caf\xe9", "caf\u{fffd}"),
            (b"\x1b(Bset \x1bMup\x00", "set up"),
            (b"tab\tstays  ", "tab\tstays"),
            (b"\x1b[2J\x1b[", ""),
            ("a\u{202e}b".as_bytes(), "ab"),
        ] {
            assert_eq!(for_terminal(printed), shown);
        }
    }
}
