//! Mistakes in lists of values that are found before anything runs.

use super::matcher::Matcher;
use super::pattern::Pattern;
use super::values::Values;

/// A mistake in one or two lists: the sentence and the way out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) message: String,
    pub(crate) hint: &'static str,
    /// `true` if the list that leaves out is at fault.
    pub(crate) in_drop: bool,
}

/// The mistakes in the list of what is kept and in that of what is left out; `what` names the values.
pub(crate) fn mistakes(keep: Option<&Values>, drop: Option<&Values>, what: &str) -> Vec<Mistake> {
    let mut found = Vec::new();
    for (values, in_drop) in [(keep, false), (drop, true)] {
        let alone = values.map_or(Vec::new(), |values| within(values, what));
        found.extend(alone.into_iter().map(|(message, hint)| Mistake {
            message,
            hint,
            in_drop,
        }));
    }
    if let Some((keep, drop)) = keep.zip(drop) {
        found.extend(between(keep, drop, what));
    }
    found
}

/// Mistakes in one list.
fn within(values: &Values, what: &str) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    if values.texts().next().is_none() {
        let hint = "name at least one value, or leave the list out";
        found.push((format!("the list for {what} is empty"), hint));
    }
    let mut seen: Vec<Pattern> = Vec::new();
    for text in values.texts() {
        let pattern = Pattern::new(text);
        if pattern.is_all() {
            let hint = "name the values; `\\*` is a star";
            found.push((format!("`{text}` for {what} matches everything"), hint));
        }
        let pattern = if values.ignore_case() {
            pattern.folded()
        } else {
            pattern
        };
        if seen.contains(&pattern) {
            let message = format!("`{text}` for {what} is there twice");
            found.push((message, "name it once"));
        }
        seen.push(pattern);
    }
    found
}

/// Contradictions: a value that is kept and left out, and one that is left out anyway.
fn between(keep: &Values, drop: &Values, what: &str) -> Vec<Mistake> {
    let matches = |values: &Values, literal: &str| {
        let matcher = Matcher::new(values);
        matcher.matches(literal.as_bytes(), &mut vec![false; matcher.len()])
    };
    let mut found = Vec::new();
    for text in keep.texts() {
        let pattern = Pattern::new(text);
        if pattern.literal().is_some_and(|value| matches(drop, value)) {
            found.push(Mistake {
                message: format!("`{text}` for {what} is kept and left out"),
                hint: "take it from one of the two lists",
                in_drop: false,
            });
        }
    }
    for text in drop.texts() {
        let pattern = Pattern::new(text);
        if pattern.literal().is_some_and(|value| !matches(keep, value)) {
            found.push(Mistake {
                message: format!("`{text}` for {what} has no effect: it is not among what is kept"),
                hint: "a list of what is kept leaves out all else; remove the value",
                in_drop: true,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(keep: serde_json::Value, drop: serde_json::Value) -> Vec<String> {
        let values = |json| serde_json::from_value::<Option<Values>>(json).unwrap();
        let found = mistakes(values(keep).as_ref(), values(drop).as_ref(), "`x`");
        found.into_iter().map(|mistake| mistake.message).collect()
    }

    #[test]
    fn lists_that_cannot_be_meant_are_mistakes() {
        let none = || serde_json::Value::Null;
        let list = |texts: &[&str]| serde_json::json!(texts);
        assert_eq!(said(list(&[]), none()), ["the list for `x` is empty"]);
        assert_eq!(
            said(none(), list(&["a", " a"])),
            ["` a` for `x` is there twice"]
        );
        assert_eq!(
            said(list(&["*"]), none()),
            ["`*` for `x` matches everything"]
        );
        assert_eq!(
            said(list(&["a"]), list(&["a*"])),
            ["`a` for `x` is kept and left out"]
        );
        assert_eq!(
            said(list(&["a"]), list(&["b"])),
            ["`b` for `x` has no effect: it is not among what is kept"]
        );
        assert!(said(list(&["a*"]), list(&["ab", "*c"])).is_empty());
        let folded = serde_json::json!({ "values": ["a", "A"], "ignore_case": true });
        assert_eq!(said(folded, none()), ["`A` for `x` is there twice"]);
    }
}
