//! Excerpts of files in messages: short, on one line, without control characters.

/// Characters of a value that are shown.
const VALUE: usize = 120;

/// Characters of a name that are shown.
const NAME: usize = 60;

/// Names of a list that are shown.
const NAMES: usize = 20;

/// A value, cut where it is long.
pub(crate) fn value(text: &str) -> String {
    cut(text, VALUE)
}

/// A name, cut where it is long.
pub(crate) fn name(text: &str) -> String {
    cut(text, NAME)
}

/// The first of `count` names in back-ticks, and how many more there are.
pub(crate) fn list<'a>(names: impl Iterator<Item = &'a str>, count: usize) -> String {
    let shown: Vec<String> = names
        .take(NAMES)
        .map(|n| format!("`{}`", name(n)))
        .collect();
    let shown_names = shown.join(", ");
    match count.saturating_sub(shown.len()) {
        0 => shown_names,
        more => format!("{shown_names} and {more} more"),
    }
}

fn cut(text: &str, length: usize) -> String {
    // Escapes line ends and the control sequences of terminals.
    let visible = |c: char| match c {
        '\u{fffd}' => vec![c],
        c if c.is_control() => c.escape_default().collect(),
        c => vec![c],
    };
    let mut shown: String = text.chars().take(length).flat_map(visible).collect();
    if text.chars().nth(length).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_and_lists_are_cut_and_control_characters_shown() {
        assert_eq!(value("a\nb\u{1b}[2Jé"), "a\\nb\\u{1b}[2Jé");
        assert_eq!(value(&"x".repeat(1 << 20)).chars().count(), 121);
        let names = vec!["column"; 5000];
        let listed = list(names.iter().copied(), names.len());
        assert!(listed.ends_with("`column` and 4980 more"), "{listed}");
        assert_eq!(list(["a", "b"].into_iter(), 2), "`a`, `b`");
    }
}
