//! The writer.

use std::fmt::Write;

use super::number::Shortest;
use super::value::Value;

/// The text of a value, on one line. Numbers have the shortest form that reads back to the same
/// bits. NaN and infinities become `null`, because JSON has no other form for them.
pub(crate) fn write(value: &Value) -> String {
    let mut out = String::new();
    append(value, &mut out);
    out
}

fn append(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => append_number(*number, out),
        Value::Text(text) => append_text(text, out),
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                separate(i, out);
                append(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (i, (name, item)) in fields.iter().enumerate() {
                separate(i, out);
                append_text(name, out);
                out.push(':');
                append(item, out);
            }
            out.push('}');
        }
    }
}

fn separate(index: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
}

fn append_number(number: f64, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = if number.is_finite() {
        write!(out, "{}", Shortest(number))
    } else {
        write!(out, "null")
    };
}

fn append_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 => {
                let digit = |d: u32| char::from_digit(d, 16).unwrap_or('0');
                out.push_str("\\u00");
                out.push(digit(c as u32 / 16));
                out.push(digit(c as u32 % 16));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_value_is_written_on_one_line() {
        let value = Value::object(vec![
            ("text", Value::text("a\"b\\c\n")),
            ("list", Value::numbers(&[1.0, -0.5, 1e300, f64::NAN])),
            ("none", Value::Null),
            ("yes", Value::Bool(true)),
        ]);
        let expected =
            r#"{"text":"a\"b\\c\u000a","list":[1,-0.5,1e300,null],"none":null,"yes":true}"#;
        assert_eq!(write(&value), expected);
    }
}
