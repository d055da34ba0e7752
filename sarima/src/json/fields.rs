//! The fields of an object, by name and type.

use super::value::Value;

/// The fields of one object, and its path for error messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a> {
    path: &'a str,
    fields: &'a [(String, Value)],
}

impl<'a> Fields<'a> {
    /// The fields of `value`; `path` is empty for the document itself.
    pub(crate) fn of(path: &'a str, value: &'a Value) -> Result<Self, String> {
        match value {
            Value::Object(fields) => Ok(Self { path, fields }),
            _ => Err(format!("`{path}` is not an object")),
        }
    }

    fn name(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    fn wrong(&self, name: &str, expected: &str) -> String {
        format!("`{}` is not {expected}", self.name(name))
    }

    /// Refuses unknown and repeated fields.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), String> {
        for (i, (name, _)) in self.fields.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let known = known.join("`, `");
                return Err(format!(
                    "unknown field `{}`, expected `{known}`",
                    self.name(name)
                ));
            }
            if self.fields[..i].iter().any(|(n, _)| n == name) {
                return Err(format!("`{}` stands twice", self.name(name)));
            }
        }
        Ok(())
    }

    /// A field that may be missing; `null` counts as missing.
    pub(crate) fn optional(&self, name: &str) -> Option<&'a Value> {
        let found = self.fields.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value).filter(|v| **v != Value::Null)
    }

    pub(crate) fn required(&self, name: &str) -> Result<&'a Value, String> {
        self.optional(name)
            .ok_or_else(|| format!("`{}` is missing", self.name(name)))
    }

    pub(crate) fn number(&self, name: &str) -> Result<f64, String> {
        match self.required(name)? {
            Value::Number(number) => Ok(*number),
            _ => Err(self.wrong(name, "a number")),
        }
    }

    pub(crate) fn optional_number(&self, name: &str) -> Result<Option<f64>, String> {
        self.optional(name).map(|_| self.number(name)).transpose()
    }

    /// A whole number from 0 to 2^53.
    pub(crate) fn whole(&self, name: &str) -> Result<usize, String> {
        whole(self.number(name)?).ok_or_else(|| self.wrong(name, "a whole number"))
    }

    pub(crate) fn boolean(&self, name: &str) -> Result<bool, String> {
        match self.required(name)? {
            Value::Bool(value) => Ok(*value),
            _ => Err(self.wrong(name, "true or false")),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Result<&'a str, String> {
        match self.required(name)? {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong(name, "a string")),
        }
    }

    pub(crate) fn list(&self, name: &str) -> Result<&'a [Value], String> {
        match self.required(name)? {
            Value::List(items) => Ok(items),
            _ => Err(self.wrong(name, "a list")),
        }
    }

    /// A list of numbers; empty when the field is missing.
    pub(crate) fn numbers(&self, name: &str) -> Result<Vec<f64>, String> {
        if self.optional(name).is_none() {
            return Ok(Vec::new());
        }
        numbers(self.required(name)?).ok_or_else(|| self.wrong(name, "a list of numbers"))
    }

    /// A list of as many whole numbers as `into` holds.
    pub(crate) fn wholes(&self, name: &str, into: &mut [usize]) -> Result<(), String> {
        let items = self.list(name)?;
        let mut fits = items.len() == into.len();
        for (place, item) in into.iter_mut().zip(items) {
            match as_number(item).and_then(whole) {
                Some(number) => *place = number,
                None => fits = false,
            }
        }
        if fits {
            return Ok(());
        }
        Err(self.wrong(name, &format!("a list of {} whole numbers", into.len())))
    }
}

/// A list of numbers, or `None` for anything else.
pub(crate) fn numbers(value: &Value) -> Option<Vec<f64>> {
    match value {
        Value::List(items) => items.iter().map(as_number).collect(),
        _ => None,
    }
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

fn whole(number: f64) -> Option<usize> {
    let fits = number.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&number);
    (fits && number <= usize::MAX as f64).then_some(number as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read;

    #[test]
    fn errors_name_the_field() {
        let value = read(r#"{"n": 1.5, "list": [1, 2], "text": "x", "none": null}"#).unwrap();
        let fields = Fields::of("spec", &value).unwrap();
        assert_eq!(fields.number("n"), Ok(1.5));
        let error = |result: Result<usize, String>| result.unwrap_err();
        assert_eq!(error(fields.whole("n")), "`spec.n` is not a whole number");
        assert_eq!(error(fields.whole("none")), "`spec.none` is missing");
        assert_eq!(fields.optional_number("none"), Ok(None));
        let mut three = [0; 3];
        let error = fields.wholes("list", &mut three).unwrap_err();
        assert_eq!(error, "`spec.list` is not a list of 3 whole numbers");
        let error = fields.only(&["n", "list", "text"]).unwrap_err();
        assert_eq!(
            error,
            "unknown field `spec.none`, expected `n`, `list`, `text`"
        );
    }

    #[test]
    fn a_repeated_field_is_refused() {
        let value = read(r#"{"n": 1, "n": 2}"#).unwrap();
        let fields = Fields::of("", &value).unwrap();
        assert_eq!(fields.only(&["n"]).unwrap_err(), "`n` stands twice");
    }
}
