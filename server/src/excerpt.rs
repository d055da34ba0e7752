//! `excerpt`: a client's text, cut for an error message.

/// The first 40 characters of `text`, and an ellipsis if there are more.
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
