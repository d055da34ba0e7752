//! The most frequent categories of a hotspot.

use std::collections::BTreeMap;

use super::hotspot::CategoryCount;

/// The most categories of a hotspot, `other` included.
const LISTED: usize = 10;

/// The categories with most incidents, at most ten in all, the rest summed as `other`.
///
/// Equal counts are in the order of their names.
pub(super) fn mix(counts: &BTreeMap<String, f64>) -> Vec<CategoryCount> {
    let mut all: Vec<CategoryCount> = (counts.iter())
        .filter(|(_, n)| n.round() >= 1.0)
        .map(|(name, &n)| CategoryCount {
            name: name.clone(),
            count: n.round() as i64,
        })
        .collect();
    all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    if all.len() > LISTED {
        let rest: i64 = all.drain(LISTED - 1..).map(|c| c.count).sum();
        match all.iter_mut().find(|c| c.name == "other") {
            Some(other) => other.count += rest,
            None => all.push(CategoryCount {
                name: "other".to_owned(),
                count: rest,
            }),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_are_listed_and_no_incident_is_lost() {
        let counts: BTreeMap<String, f64> = (0..15)
            .map(|i| (format!("c{i:02}"), f64::from(i + 1)))
            .collect();
        let mix = mix(&counts);
        assert_eq!(mix.len(), 10);
        assert_eq!(
            mix[0],
            CategoryCount {
                name: "c14".into(),
                count: 15
            }
        );
        assert_eq!(mix[9].name, "other");
        assert_eq!(mix.iter().map(|c| c.count).sum::<i64>(), 120);
    }
}
