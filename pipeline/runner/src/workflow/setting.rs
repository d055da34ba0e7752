//! Parameter values from the command line.

use super::diagnostic::Diagnostic;
use super::document;
use crate::node::{Node, NodeValue};

/// Reads a value. A list or map in brackets, a quoted text, a number, a boolean and `null` are
/// YAML; anything else is a text, taken literally.
pub(super) fn read(text: &str) -> Result<Node, Diagnostic> {
    let trimmed = text.trim();
    if trimmed.starts_with(['[', '{', '"', '\'']) {
        let value = document::parse(trimmed)?;
        // A letter directly after a complete value is a mistake in YAML; after a comment or another
        // document it is not, so something follows the value.
        return match document::parse(&format!("{trimmed}x")) {
            Err(_) => Ok(value),
            Ok(_) => Err(Diagnostic {
                message: "unexpected text after the value".to_owned(),
                span: None,
                hint: Some("remove the comment, or quote the whole value as text".to_owned()),
            }),
        };
    }
    let is_word = !trimmed.is_empty() && !trimmed.contains(char::is_whitespace);
    let value = if is_word {
        document::parse(trimmed).ok()
    } else {
        None
    };
    Ok(value
        .filter(|node| !matches!(node.value, NodeValue::String(_) | NodeValue::Map(_)))
        // Tags, anchors and comments would drop a part of the text.
        .filter(|_| !trimmed.starts_with(['!', '&', '#']))
        .unwrap_or_else(|| Node::new(NodeValue::String(text.to_owned()), 0..0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_whole() {
        for text in [
            "hello # world",
            "a: b",
            "- a",
            "a\nb",
            " padded ",
            "",
            "*x",
            "!x",
            "!!str 5",
            "!!int 5",
            "&a 5",
            "5 # five",
            "--- 5",
            "%x",
            "| a",
            "#5",
            "12345678901234567890123",
            "no",
            "a:",
        ] {
            let value = read(text).unwrap().value;
            assert_eq!(value, NodeValue::String(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn other_values_are_yaml() {
        let value = |text: &str| read(text).unwrap().value;
        assert_eq!(value("5"), NodeValue::Int(5));
        assert_eq!(value(" -5 "), NodeValue::Int(-5));
        assert_eq!(value("0.50"), NodeValue::Float(0.5));
        assert_eq!(read("0.50").unwrap().written.as_deref(), Some("0.50"));
        assert_eq!(value("true"), NodeValue::Bool(true));
        assert_eq!(value("null"), NodeValue::Null);
        assert_eq!(value("'a # b'"), NodeValue::String("a # b".to_owned()));
        assert!(matches!(value("[a, 'b]']"), NodeValue::Seq(nodes) if nodes.len() == 2));
        assert!(matches!(value("{ a: 1 }"), NodeValue::Map(_)));
        for text in [
            "[1] # one",
            "'a' # b",
            "[1",
            "'a",
            "[1] [2]",
            "{a: 1}\n---\n2",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
