//! The reader.

use super::number::parse;
use super::value::Value;

/// A text that is not JSON, with position and reason.
///
/// # Example
/// ```
/// use sarima::{Model, ModelError};
/// let error = Model::from_json(r#"{"schema_version": }"#).unwrap_err();
/// assert!(matches!(error, ModelError::Json(e) if e.offset == 19), "{error}");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at byte `{offset}`")]
pub struct JsonError {
    /// The reason.
    pub reason: &'static str,
    /// Zero-based position in the text.
    pub offset: usize,
}

/// Maximum depth of lists and objects; a model document needs five levels.
const MAX_DEPTH: usize = 16;

/// Reads one JSON value (RFC 8259). Memory is bounded by a small multiple of the text's length, the
/// stack by [`MAX_DEPTH`]. Numbers that overflow are refused.
pub(crate) fn read(text: &str) -> Result<Value, JsonError> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.skip_space();
    if reader.at < text.len() {
        return Err(reader.error("unexpected text after the value"));
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn error(&self, reason: &'static str) -> JsonError {
        JsonError {
            reason,
            offset: self.at,
        }
    }

    /// The text from `start` up to here; `start` is at a character boundary.
    fn since(&self, start: usize) -> &str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes `byte` if it is next after white space.
    fn take(&mut self, byte: u8) -> bool {
        self.skip_space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        if depth > MAX_DEPTH {
            return Err(self.error("too deeply nested"));
        }
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Value, JsonError> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        for (word, value) in [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
        ] {
            if rest.starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.error("expected a value"))
    }

    fn list(&mut self, depth: usize) -> Result<Value, JsonError> {
        self.at += 1;
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Value::List(items));
            }
            if !self.take(b',') {
                return Err(self.error("expected `,` or `]`"));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, JsonError> {
        self.at += 1;
        let mut fields = Vec::new();
        if self.take(b'}') {
            return Ok(Value::Object(fields));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err(self.error("expected a field name"));
            }
            let name = self.string()?;
            if !self.take(b':') {
                return Err(self.error("expected `:`"));
            }
            fields.push((name, self.value(depth + 1)?));
            if self.take(b'}') {
                return Ok(Value::Object(fields));
            }
            if !self.take(b',') {
                return Err(self.error("expected `,` or `}`"));
            }
        }
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start {
            Err(self.error("expected a digit"))
        } else {
            Ok(())
        }
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let number = parse(self.since(start));
        if number.is_finite() {
            Ok(Value::Number(number))
        } else {
            Err(self.error("number out of range"))
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            while self
                .peek()
                .is_some_and(|b| b != b'"' && b != b'\\' && b >= 0x20)
            {
                self.at += 1;
            }
            out.push_str(self.since(start));
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                _ => return Err(self.error("unfinished string")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        self.at += 1;
        let escaped = self.peek();
        self.at += 1;
        Ok(match escaped {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b @ (b'"' | b'\\' | b'/')) => char::from(b),
            Some(b'u') => return self.unicode(),
            _ => return Err(self.error("unknown escape")),
        })
    }

    fn unicode(&mut self) -> Result<char, JsonError> {
        let first = self.four_hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or(self.error("lone surrogate"));
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(b"\\u") {
            return Err(self.error("lone surrogate"));
        }
        self.at += 2;
        let second = self.four_hex()?;
        let low = second.wrapping_sub(0xdc00);
        let pair = (low < 0x400).then(|| 0x10000 + ((first - 0xd800) << 10) + low);
        pair.and_then(char::from_u32)
            .ok_or(self.error("lone surrogate"))
    }

    fn four_hex(&mut self) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|b| char::from(b).to_digit(16));
            code = code * 16 + digit.ok_or(self.error("expected four hexadecimal digits"))?;
            self.at += 1;
        }
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::super::write;
    use super::*;

    #[test]
    fn values_come_back_as_written() {
        let numbers = [
            0.0,
            -0.0,
            1.0,
            0.1,
            1e-7,
            5e-324,
            f64::MAX,
            123_456_789.123_456_79,
            1e16,
            -2.5e-4,
        ];
        let text = "quote \" slash \\ line \n é 🦀";
        let value = Value::object(vec![
            ("n", Value::numbers(&numbers)),
            (text, Value::text(text)),
            ("none", Value::Null),
        ]);
        let json = write(&value);
        assert_eq!(read(&json), Ok(value));
        let peer: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(peer[text], text);
        for (i, n) in numbers.iter().enumerate() {
            assert_eq!(peer["n"][i].as_f64().unwrap().to_bits(), n.to_bits());
        }
    }

    #[test]
    fn escapes_and_white_space_are_read() {
        let value = read(" { \"a\\u00e9\\ud83e\\udd80\\/\" : [ true , false,null ] } ").unwrap();
        let list = Value::List(vec![Value::Bool(true), Value::Bool(false), Value::Null]);
        assert_eq!(value, Value::object(vec![("aé🦀/", list)]));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        let bad = [
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "01",
            "1.",
            "-",
            "1e",
            "+1",
            "nan",
            "1e999",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"\n\"",
            "\"open",
            "1 2",
            "tru",
            "[1 2]",
            "\"\\ud800\\u0041\"",
            "\u{feff}1",
        ];
        for text in bad {
            assert!(read(text).is_err(), "{text}");
            assert!(
                serde_json::from_str::<serde_json::Value>(text).is_err(),
                "{text}"
            );
        }
        assert_eq!(
            read(&"[".repeat(100_000)).unwrap_err().reason,
            "too deeply nested"
        );
    }
}
