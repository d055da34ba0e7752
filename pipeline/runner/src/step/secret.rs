//! Values that a step takes from the caller's environment. They reach its program and nothing else.

use std::ffi::{OsStr, OsString};
use std::fmt;

/// A field of a step that takes its value from an environment variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromCaller {
    /// The names that lead to the field, outermost first, such as `env` and `TOKEN`.
    pub path: Vec<String>,
    /// The variable.
    pub variable: String,
}

impl FromCaller {
    /// The field's name in messages, such as `env.TOKEN`.
    pub fn field(&self) -> String {
        self.path.join(".")
    }
}

/// A value that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(OsString);

impl Secret {
    /// Wraps a value.
    pub fn new(value: OsString) -> Self {
        Self(value)
    }

    /// The value itself, for the program that needs it.
    pub fn reveal(&self) -> &OsStr {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Written by hand: a derived `Debug` would print the value wherever a struct holds it.
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_of_debug_shows_the_value() {
        let secret = Secret::new("hunter2".into());
        for shown in [format!("{secret:?}"), format!("{:#?}", Some(&secret))] {
            assert!(!shown.contains("hunter2"), "{shown}");
        }
        assert_eq!(secret.reveal(), "hunter2");
    }
}
