//! A client's text, short enough to be repeated in an error.

/// At most 40 characters of a client's text, so that an error is never longer than its cause deserves.
pub(crate) fn excerpt(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        format!("{short}…")
    } else {
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_when_shown() {
        assert_eq!(excerpt(&"é".repeat(100)).chars().count(), 41);
    }
}
