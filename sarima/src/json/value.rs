//! A JSON value.

/// A JSON value. An object keeps the order of its fields.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A whole number. Those above 2^53 do not occur in documents.
    pub(crate) fn whole(number: usize) -> Self {
        Self::Number(number as f64)
    }

    pub(crate) fn numbers(numbers: &[f64]) -> Self {
        Self::List(numbers.iter().map(|&n| Self::Number(n)).collect())
    }

    pub(crate) fn or_null(number: Option<f64>) -> Self {
        number.map_or(Self::Null, Self::Number)
    }

    pub(crate) fn object(fields: Vec<(&str, Self)>) -> Self {
        Self::Object(
            fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }
}
