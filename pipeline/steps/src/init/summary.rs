//! What a draft says of itself, in sentences.

use super::draft::Draft;
use super::workflow::{columns, freq};

impl Draft {
    /// The parameters that were guessed.
    pub(super) fn doubts(&self) -> Vec<String> {
        let mapped = self
            .mapping
            .guesses
            .iter()
            .map(|(what, why)| format!("{what}: {why}"));
        let order = self.dates.doubt.iter().cloned();
        let place = self.place.guessed.then(|| {
            "the coordinate system: --city names the city that the points are in".to_owned()
        });
        mapped.chain(order).chain(place).collect()
    }

    /// What is to be expected of the workflow.
    pub(super) fn expectation(&self) -> String {
        let Some(capacity) = &self.capacity else {
            return String::new();
        };
        let metres = (capacity.cell_deg * 111_195.0).round();
        let freq = freq(capacity.freq);
        let about = if self.trial.scale > 1.001 {
            "about "
        } else {
            ""
        };
        let mut said = format!(
            "{}s and cells of {}° ({metres} m): {about}{} hotspots with {:.1} incidents a {freq}",
            title(freq),
            capacity.cell_deg,
            thousands(capacity.hotspots as u64),
            capacity.mean,
        );
        if capacity.stand_ins > 0 {
            said += &format!(
                ", {about}{} of them too sparse for a model",
                capacity.stand_ins
            );
        }
        if !capacity.enough {
            said += match capacity.hotspots {
                0..15 => "; few places stand out: a larger area or smaller cells would have more",
                _ => "; few incidents: a longer period or larger cells would have more",
            };
        }
        said + "."
    }

    /// Ids that more than one row has.
    pub(super) fn repeated_ids(&self) -> Option<String> {
        let (rows, ids) = (
            self.trial.ids.values().sum::<u32>(),
            self.trial.ids.len() as u32,
        );
        (rows > ids).then(|| {
            format!(
                "{} of {rows} sampled rows have an id that an earlier one has",
                rows - ids
            )
        })
    }

    /// The findings, one a line.
    pub(super) fn findings(&self) -> Vec<String> {
        let trial = &self.trial;
        let mut said = Vec::new();
        let looked = match trial.scale > 1.001 {
            true => format!(
                "about {} rows, of which {} were looked at",
                thousands((trial.rows_in as f64 * trial.scale) as u64),
                thousands(trial.rows_in)
            ),
            false => format!("{} rows", thousands(trial.rows_in)),
        };
        let files = match self.files {
            1 => "1 file".to_owned(),
            n => format!("{n} files"),
        };
        said.push(format!(
            "{files}, {:.1} MB of text, {looked}",
            self.bytes as f64 / 1e6
        ));
        if let Some(file) = self.unread.first() {
            said.push(format!(
                "{} of the files, such as {file}, were not read to their ends, as that takes too long",
                self.unread.len()
            ));
        }
        said.push(format!("columns: {}", columns(&self.params)));
        if !self.mapping.categories.is_empty() {
            said.push(format!(
                "categories such as {}",
                self.mapping.categories.join(", ")
            ));
        }
        let formats = self.params.time_format.as_slice().join(", ");
        let place = match (self.city, &self.params.epsg) {
            (Some(city), Some(system)) => format!("in {} (epsg {system})", city.name),
            (Some(city), None) => format!("in or near {}", city.name),
            (None, _) => "far from any large city".to_owned(),
        };
        said.push(format!("times: {formats}; places: {place}"));
        if let Some(capacity) = &self.capacity {
            let [first, last] = capacity.span;
            said.push(format!("from {first} to {last}"));
        }
        if let Some((place, n)) = self.area.as_ref().and_then(|area| area.commonest)
            && n as f64 > 0.05 * trial.points.len() as f64
            && trial.points.len() > 100
        {
            let share = 100.0 * n as f64 / trial.points.len() as f64;
            said.push(format!(
                "{share:.0} % of the rows lie at {:.5}, {:.5}: perhaps it stands for \"unknown\"; `sentinels` leaves it out",
                place[0], place[1]
            ));
        }
        said.extend(
            self.repeated_ids()
                .map(|said| format!("{said} (`dedupe: id` keeps the first)")),
        );
        let expectation = self.expectation();
        if !expectation.is_empty() {
            said.push(expectation);
        }
        said.extend(
            self.doubts()
                .into_iter()
                .map(|doubt| format!("likeliest: {doubt}")),
        );
        said
    }
}

fn title(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

/// A number with its thousands apart.
pub(super) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
