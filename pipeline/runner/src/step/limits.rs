//! `timeout`, `retries` and `resources`: the limits of a step.
//!
//! They are not part of the key, because they cannot change a result: they can only end the step,
//! and then there is no result.

use std::fmt;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

/// The most threads that a step may ask for, and the most retries. More is a slip of the keyboard.
const MAX_COUNT: u32 = 1000;

/// The limits that every step may state.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    /// The longest time that one attempt may take, such as `90s`, `10m` or `1h30m`; a number counts seconds. A step that takes longer is ended and fails.
    #[serde(default)]
    pub(crate) timeout: Option<Timeout>,
    /// The number of further attempts after the step has failed, each from an empty directory.
    #[serde(default)]
    pub(crate) retries: Option<Count>,
    /// The share of the machine that the step takes.
    #[serde(default)]
    pub(crate) resources: Resources,
}

/// The share of the machine that a step takes.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resources {
    /// The number of the `--jobs` threads that the step takes, 1 by default: other steps run beside it only while the rest is enough for them.
    #[serde(default)]
    pub(crate) threads: Option<Count>,
    /// The most memory that a command may take with everything that it has started, such as `512MB` or `2GB`; a number counts bytes.
    #[serde(default)]
    pub(crate) memory: Option<Memory>,
}

impl Limits {
    /// The fields of a step that make up its limits.
    pub(crate) const FIELDS: [&str; 3] = ["timeout", "retries", "resources"];

    /// Adopts the limits that `other` states.
    pub(crate) fn take(&mut self, other: Self) {
        self.timeout = other.timeout.or(self.timeout);
        self.retries = other.retries.or(self.retries);
        self.resources.threads = other.resources.threads.or(self.resources.threads);
        self.resources.memory = other.resources.memory.or(self.resources.memory);
    }

    /// The number of attempts in all.
    pub(crate) fn attempts(&self) -> u32 {
        self.retries.map_or(0, |count| count.0) + 1
    }

    /// The number of the `jobs` threads that the step takes.
    pub(crate) fn threads(&self, jobs: usize) -> usize {
        let threads = self.resources.threads.map_or(1, |count| count.0 as usize);
        // A step that asks for more threads than there are runs alone, instead of never.
        threads.clamp(1, jobs.max(1))
    }
}

/// A small whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "u64")]
pub(crate) struct Count(u32);

impl TryFrom<u64> for Count {
    type Error = String;

    fn try_from(n: u64) -> Result<Self, String> {
        u32::try_from(n)
            .ok()
            .filter(|&n| n <= MAX_COUNT)
            .map(Self)
            .ok_or_else(|| format!("`{n}` is more than {MAX_COUNT}"))
    }
}

/// A quantity as a workflow has it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a number, or a number with its unit")]
enum Quantity {
    Number(f64),
    Text(String),
}

/// A longest time.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(try_from = "Quantity")]
#[schemars(with = "Quantity")]
pub struct Timeout(pub(crate) Duration);

impl TryFrom<Quantity> for Timeout {
    type Error = String;

    fn try_from(quantity: Quantity) -> Result<Self, String> {
        let seconds = match quantity {
            Quantity::Number(seconds) => seconds,
            Quantity::Text(text) => seconds(&text)?,
        };
        Duration::try_from_secs_f64(seconds)
            .ok()
            // From a millisecond to three years; anything beyond is a mistake in the unit.
            .filter(|time| *time >= Duration::from_millis(1) && seconds <= 1e8)
            .map(Self)
            .ok_or_else(|| format!("`{seconds}` seconds is not a time to wait"))
    }
}

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, ms) = (self.0.as_secs(), self.0.subsec_millis());
        match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
            (0, 0, _) if ms > 0 => write!(f, "{} s", self.0.as_secs_f64()),
            (0, 0, s) => write!(f, "{s} s"),
            (0, m, 0) => write!(f, "{m} min"),
            (0, m, s) => write!(f, "{m} min {s} s"),
            (h, m, _) => write!(f, "{h} h {m} min"),
        }
    }
}

/// The seconds of a text such as `1h30m`.
fn seconds(text: &str) -> Result<f64, String> {
    let wrong = || format!("`{text}` is not a time; write it as `90s`, `10m` or `1h30m`");
    let mut rest = text.trim();
    let mut sum = 0.0;
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, after) = rest.split_at(end.ok_or_else(wrong)?);
        let after = after.trim_start();
        let end = after
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let number: f64 = number.parse().map_err(|_| wrong())?;
        sum += number
            * match unit {
                "ms" => 0.001,
                "s" | "sec" => 1.0,
                "m" | "min" => 60.0,
                "h" => 3600.0,
                "d" => 86_400.0,
                _ => return Err(wrong()),
            };
        rest = after.trim_start();
    }
    Ok(sum)
}

/// An amount of memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "Quantity")]
#[schemars(with = "Quantity")]
pub(crate) struct Memory(pub(crate) u64);

impl TryFrom<Quantity> for Memory {
    type Error = String;

    fn try_from(quantity: Quantity) -> Result<Self, String> {
        let bytes = match &quantity {
            Quantity::Number(bytes) => *bytes,
            Quantity::Text(text) => bytes(text)?,
        };
        // Within `u64`, and not NaN.
        if (1.0..=1e18).contains(&bytes) {
            Ok(Self(bytes as u64))
        } else {
            Err(format!("`{bytes}` bytes is not an amount of memory"))
        }
    }
}

/// The bytes of a text such as `512MB`.
fn bytes(text: &str) -> Result<f64, String> {
    let wrong = || format!("`{text}` is not an amount of memory; write it as `512MB` or `2GB`");
    let at = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = (text[..at].trim(), text[at..].trim());
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let factor = match unit {
        "" | "B" => 1.0,
        "kB" | "KB" | "k" | "K" => 1e3,
        "MB" | "M" => 1e6,
        "GB" | "G" => 1e9,
        "TB" | "T" => 1e12,
        "KiB" | "Ki" => 1024.0,
        "MiB" | "Mi" => 1024.0 * 1024.0,
        "GiB" | "Gi" => 1024.0 * 1024.0 * 1024.0,
        _ => return Err(wrong()),
    };
    Ok(number * factor)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        for (text, expected) in [
            ("90s", 90.0),
            ("1h30m", 5400.0),
            ("2 min 5 s", 125.0),
            ("250ms", 0.25),
            ("1.5h", 5400.0),
        ] {
            let time = Timeout::try_from(Quantity::Text(text.to_owned())).unwrap();
            assert!((time.0.as_secs_f64() - expected).abs() < 1e-9, "{text}");
        }
        for text in ["", "5", "s", "-3s", "3 weeks", "1h30", "0s", "1e9s"] {
            assert!(
                Timeout::try_from(Quantity::Text(text.to_owned())).is_err(),
                "{text}"
            );
        }
        for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Timeout::try_from(Quantity::Number(seconds)).is_err());
        }
    }

    #[test]
    fn times_are_shown_with_their_units() {
        for (seconds, shown) in [
            (0.5, "0.5 s"),
            (7.0, "7 s"),
            (600.0, "10 min"),
            (61.0, "1 min 1 s"),
            (5400.0, "1 h 30 min"),
        ] {
            let time = Timeout::try_from(Quantity::Number(seconds)).unwrap();
            assert_eq!(time.to_string(), shown);
        }
    }

    #[test]
    fn a_step_takes_over_each_limit_that_it_states() {
        let limits = |value| serde_json::from_value::<Limits>(value).unwrap();
        let mut all =
            limits(json!({ "timeout": "1m", "retries": 2, "resources": { "threads": 4 } }));
        all.take(limits(
            json!({ "retries": 0, "resources": { "memory": "1GB" } }),
        ));
        let expected = json!({ "timeout": 60, "retries": 0,
            "resources": { "threads": 4, "memory": 1_000_000_000 } });
        assert_eq!(all, limits(expected));
        assert_eq!((all.attempts(), Limits::default().attempts()), (1, 1));
    }

    #[test]
    fn a_step_takes_no_more_threads_than_there_are_and_at_least_one() {
        let of = |threads: u64, jobs| {
            let limits = json!({ "resources": { "threads": threads } });
            serde_json::from_value::<Limits>(limits)
                .unwrap()
                .threads(jobs)
        };
        assert_eq!((of(3, 8), of(3, 2), of(0, 8), of(3, 0)), (3, 2, 1, 1));
        let slip = serde_json::from_value::<Count>(json!(1001));
        assert_eq!(slip.unwrap_err().to_string(), "`1001` is more than 1000");
    }

    #[test]
    fn memory_is_read_in_decimal_and_binary_units() {
        for (text, expected) in [("512MB", 512_000_000), ("2 GiB", 1 << 31), ("100", 100)] {
            let memory = Memory::try_from(Quantity::Text(text.to_owned()));
            assert_eq!(memory, Ok(Memory(expected)), "{text}");
        }
        for text in ["", "GB", "2 apples", "-1MB", "0"] {
            assert!(
                Memory::try_from(Quantity::Text(text.to_owned())).is_err(),
                "{text}"
            );
        }
    }
}
