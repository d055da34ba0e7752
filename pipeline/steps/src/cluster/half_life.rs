//! The parameter `half_life_days`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days in which an incident loses half its weight: a number, `auto` or `none`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "`auto`, `none` or a number of days such as 365")]
pub enum HalfLife {
    /// So many days.
    Days(f64),
    /// A word.
    Word(HalfLifeWord),
}

/// A word in place of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HalfLifeWord {
    /// Chosen on the last 52 weeks of the incidents.
    Auto,
    /// Old incidents weigh as much as new ones.
    None,
}

impl Default for HalfLife {
    fn default() -> Self {
        Self::Word(HalfLifeWord::Auto)
    }
}

impl HalfLife {
    /// The days that are named; `None` for a word.
    pub fn days(self) -> Option<f64> {
        match self {
            Self::Days(days) => Some(days),
            Self::Word(_) => None,
        }
    }

    /// `true` if the data decide.
    pub fn is_auto(self) -> bool {
        self == Self::Word(HalfLifeWord::Auto)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_number_or_a_word() {
        let read = |text: &str| serde_json::from_str::<HalfLife>(text);
        assert_eq!(read("730").unwrap().days(), Some(730.0));
        assert!(read("\"auto\"").unwrap().is_auto() && HalfLife::default().is_auto());
        assert_eq!(read("\"none\"").unwrap().days(), None);
        let error = read("\"never\"").unwrap_err().to_string();
        assert!(error.contains("`auto`, `none` or a number"), "{error}");
    }
}
