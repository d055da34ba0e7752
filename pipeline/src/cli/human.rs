//! Formats durations, sizes and counts for people.

/// A duration: `87 ms`, `4.2 s`, `3 min 5 s`.
pub(crate) fn duration(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        // A little early, so that 59.96 s is a minute instead of 60.0 s.
        1_000..59_950 => format!("{:.1} s", ms as f64 / 1000.0),
        _ => {
            let seconds = (ms + 500) / 1000;
            format!("{} min {} s", seconds / 60, seconds % 60)
        }
    }
}

/// A size: `512 B`, `3.4 MB`.
pub(crate) fn bytes(n: u64) -> String {
    let mut value = n as f64;
    let mut units = ["B", "kB", "MB", "GB", "TB"].into_iter();
    let mut unit = units.next().unwrap_or_default();
    // A little early, so that 999.96 kB is 1.0 MB instead of 1000.0 kB.
    while value >= 999.5
        && let Some(next) = units.next()
    {
        value /= 1000.0;
        unit = next;
    }
    if unit == "B" {
        format!("{n} B")
    } else {
        format!("{value:.1} {unit}")
    }
}

/// A count with thousands separated: `5,827,001`.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 step`, `2 steps`.
pub(crate) fn plural(n: usize, one: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{} {one}s", count(n as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_changes_before_a_number_gets_a_fourth_digit() {
        for (n, shown) in [
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (999_499, "999.5 kB"),
            (999_500, "1.0 MB"),
            (3_420_000, "3.4 MB"),
            (5_000_000_000_000_000, "5000.0 TB"),
        ] {
            assert_eq!(bytes(n), shown, "{n}");
        }
        for (ms, shown) in [
            (999, "999 ms"),
            (1_000, "1.0 s"),
            (59_949, "59.9 s"),
            (59_950, "1 min 0 s"),
            (60_000, "1 min 0 s"),
            (3_725_000, "62 min 5 s"),
        ] {
            assert_eq!(duration(ms), shown, "{ms}");
        }
    }

    #[test]
    fn thousands_are_separated_and_one_is_singular() {
        for (n, shown) in [
            (0, "0 steps"),
            (1, "1 step"),
            (999, "999 steps"),
            (1_000, "1,000 steps"),
            (5_827_001, "5,827,001 steps"),
        ] {
            assert_eq!(plural(n, "step"), shown);
        }
    }
}
