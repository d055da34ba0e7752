//! Texts as YAML has them.

/// A text as a plain or quoted scalar that is read back as this text, in a flow collection too.
pub(super) fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_ ./-".contains(c);
    let is_plain = text.starts_with(|c: char| c.is_alphabetic())
        && !text.ends_with([' ', '-'])
        && text.chars().all(plain)
        && !is_reserved(text);
    if is_plain {
        return text.to_owned();
    }
    // A text of JSON is a double-quoted scalar of YAML.
    serde_json::Value::from(text).to_string()
}

/// Words that YAML 1.1 or 1.2 reads as something other than a text.
fn is_reserved(text: &str) -> bool {
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// One text, or several as a list.
pub(super) fn scalars<'a>(texts: impl IntoIterator<Item = &'a String>) -> String {
    let all: Vec<String> = texts.into_iter().map(|text| scalar(text)).collect();
    match all.as_slice() {
        [one] => one.clone(),
        many => format!("[{}]", many.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_texts_stay_plain() {
        assert_eq!(scalar("Primary Type"), "Primary Type");
        for text in [
            "%m/%d/%Y", "Y", "no", "1", "a: b", "- a", "", " a", "a#b", "#a", "a,b",
        ] {
            assert!(scalar(text).starts_with('"'), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_text_is_read_back(text in "\\PC*|[a-z:#,\\[\\]{}& *!|>'\"%@`-]*") {
            let yaml = format!("{{ a: {}, b: 1 }}", scalar(&text));
            let read: std::collections::BTreeMap<String, serde_json::Value> =
                serde_saphyr::from_str(&yaml).unwrap();
            prop_assert_eq!(&read["a"], &serde_json::Value::from(text));
        }
    }
}
