//! The workflow as a text with comments.

use super::draft::Draft;
use super::place_choice::columns_of;
use super::scalar::{scalar, scalars};
use super::summary::thousands;
use super::times::Resolution;
use crate::convert::{Convert, Longitudes, OnBadClock, OneOrMany};
use hotcast_artifacts::Freq;

/// Writes lines with their indentation.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, indent: usize, line: &str) {
        self.0.push_str(&" ".repeat(indent));
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn comment(&mut self, indent: usize, text: &str) {
        self.add(indent, &format!("# {text}"));
    }
}

/// The workflow of a draft.
pub(super) fn write(draft: &Draft) -> String {
    let mut lines = Lines::default();
    lines.comment(
        0,
        "Written by `hotcast init` from a look at the files. `hotcast run` runs it as it stands.",
    );
    let doubtful = draft.doubts();
    if !doubtful.is_empty() {
        lines.comment(
            0,
            "What the files could not tell is marked LIKELIEST: look at it first.",
        );
    }
    lines.add(0, "version: 1");
    lines.add(0, &format!("name: {}", scalar(&draft.name)));
    lines.add(0, "steps:");
    convert(&mut lines, draft);
    analysis(&mut lines, draft);
    lines.0
}

fn convert(lines: &mut Lines, draft: &Draft) {
    let params = &draft.params;
    lines.add(2, "convert:");
    lines.add(4, "uses: convert");
    lines.add(4, &format!("input: {}", scalars(&draft.input)));
    form(lines, params);
    for (what, why) in &draft.mapping.guesses {
        lines.comment(4, &format!("LIKELIEST {what}: {why}."));
    }
    lines.add(4, &format!("columns: {{ {} }}", columns(params)));
    if draft.dates.values > 0 {
        let read = match draft.dates.read == draft.dates.values {
            true => "all".to_owned(),
            false => format!("{} of", thousands(draft.dates.read)),
        };
        let values = thousands(draft.dates.values);
        lines.comment(
            4,
            &format!("Reads {read} {values} values that were looked at."),
        );
    }
    if let Some(doubt) = &draft.dates.doubt {
        lines.comment(4, &format!("LIKELIEST order of day and month: {doubt}."));
    }
    lines.add(4, &format!("time_format: {}", names(&params.time_format)));
    if params.columns.clock.is_some() {
        lines.add(4, &format!("clock_format: {}", names(&params.clock_format)));
        if params.on_bad_clock == OnBadClock::Midnight {
            lines.comment(
                4,
                "Some clocks cannot be read; the day of these rows counts all the same.",
            );
            lines.add(4, "on_bad_clock: midnight");
        }
    }
    if let Some(zone) = &params.timezone {
        lines.comment(
            4,
            "The times are UTC: converted, the quiet hours are those of the night.",
        );
        lines.add(4, &format!("timezone: {zone}"));
    }
    if !params.nulls.0.is_empty() {
        let texts: Vec<String> = params.nulls.0.iter().map(|word| quoted(&word.0)).collect();
        lines.comment(4, "Texts that stand for a blank.");
        lines.add(4, &format!("nulls: [{}]", texts.join(", ")));
    }
    place(lines, draft);
    limits(lines, draft);
    if let (Some(id), Some(said)) = (&draft.mapping.id, draft.repeated_ids()) {
        lines.comment(
            4,
            &format!("{said}: `dedupe: id` keeps the first row of each `{id}`."),
        );
    }
}

fn form(lines: &mut Lines, params: &Convert) {
    let quoted = |c: char| scalar(&c.to_string());
    if params.delimiter != "auto" {
        lines.add(4, &format!("delimiter: {}", scalar(&params.delimiter)));
    }
    if params.skip_rows > 0 {
        lines.add(4, &format!("skip_rows: {}", params.skip_rows));
    }
    if let Some(c) = params.comment {
        lines.add(4, &format!("comment: {}", quoted(c)));
    }
    if let Some(c) = params.escape {
        lines.add(4, &format!("escape: {}", quoted(c)));
    }
    if let Some(names) = &params.header {
        lines.comment(4, "The files have no header: these names are made up.");
        let list: Vec<String> = names.iter().map(|name| scalar(name)).collect();
        lines.add(4, &format!("header: [{}]", list.join(", ")));
    }
    if params.decimal != '.' {
        lines.add(4, &format!("decimal: {}", quoted(params.decimal)));
    }
}

fn place(lines: &mut Lines, draft: &Draft) {
    if draft.params.longitudes == Longitudes::West {
        let near = draft.city.map_or("a city", |city| city.name);
        lines.comment(
            4,
            &format!("LIKELIEST: longitudes without their sign; counted to the west, they are near {near}."),
        );
        lines.add(4, "longitudes: west");
    }
    let Some(system) = &draft.params.epsg else {
        return;
    };
    if draft.place.guessed {
        let others: Vec<String> = draft
            .place
            .rivals
            .iter()
            .map(|one| match one.city {
                Some(city) => format!("{} ({})", one.system, city.name),
                None => one.system.to_string(),
            })
            .collect();
        let near = draft.place.city.map_or("", |city| city.name);
        lines.comment(
            4,
            &format!(
                "LIKELIEST coordinate system: it puts {} in {near}; others would be {}. --city decides.",
                columns_of(&draft.params),
                others.join(", ")
            ),
        );
    } else if let Some(city) = draft.city {
        lines.comment(4, &format!("Puts the points in {}.", city.name));
    }
    lines.add(4, &format!("epsg: {}", scalar_system(&system.to_string())));
}

/// A text in quotes, so that `NULL` is one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A code is a number in YAML, other systems are texts.
fn scalar_system(system: &str) -> String {
    match system.bytes().all(|b| b.is_ascii_digit()) {
        true => system.to_owned(),
        false => scalar(system),
    }
}

fn limits(lines: &mut Lines, draft: &Draft) {
    let params = &draft.params;
    if let (Some([west, south, east, north]), Some(area)) = (params.bbox, &draft.area) {
        let share = match 100.0 * area.astray as f64 / draft.trial.points.len().max(1) as f64 {
            small if small < 0.01 => "less than 0.01 %".to_owned(),
            share => format!("{share:.2} %"),
        };
        lines.comment(
            4,
            &format!("Leaves out places far from all others, {share} of the rows."),
        );
        lines.add(4, &format!("bbox: [{west}, {south}, {east}, {north}]"));
    }
    if !params.sentinels.is_empty() {
        let list: Vec<String> = params
            .sentinels
            .iter()
            .map(|[lon, lat]| format!("[{lon}, {lat}]"))
            .collect();
        lines.comment(
            4,
            "Places that many rows have, far from all others: they stand for \"unknown\".",
        );
        lines.add(4, &format!("sentinels: [{}]", list.join(", ")));
    }
    if let Some(since) = params.since {
        lines.comment(4, "Earlier years have a few rows only.");
        lines.add(4, &format!("since: {since}"));
    }
    if let Some(until) = params.until {
        lines.comment(4, "Later dates are slips.");
        lines.add(4, &format!("until: {until}"));
    }
}

fn analysis(lines: &mut Lines, draft: &Draft) {
    let Some(capacity) = &draft.capacity else {
        return;
    };
    let freq = freq(capacity.freq);
    lines.comment(2, &draft.expectation());
    lines.add(2, "cluster:");
    lines.add(4, "uses: cluster");
    lines.add(4, "incidents: convert");
    lines.add(4, "method: grid");
    lines.add(4, &format!("cell_deg: {}", capacity.cell_deg));
    lines.add(2, "series:");
    lines.add(4, "uses: series");
    lines.add(4, "incidents: convert");
    lines.add(4, "hotspots: cluster");
    if draft.resolution >= Resolution::Month {
        lines.comment(4, "The dates name months only.");
    }
    lines.add(4, &format!("freq: {freq}"));
    lines.add(2, "train:");
    lines.add(4, "uses: train");
    lines.add(4, "series: series");
    train(lines, draft, capacity.freq);
    lines.add(2, "evaluate:");
    for line in [
        "uses: evaluate",
        "series: series",
        "models: train",
        "incidents: convert",
        "hotspots: cluster",
    ] {
        lines.add(4, line);
    }
    lines.add(4, &format!("horizon: {}", capacity.horizon));
    lines.add(4, &format!("origins: {}", capacity.origins));
    let baselines = match capacity.season {
        Some(_) => "[ets, mean, seasonal_naive]",
        None => "[ets, mean]",
    };
    lines.add(4, &format!("baselines: {baselines}"));
    lines.add(2, "export:");
    for line in [
        "uses: export",
        "incidents: convert",
        "hotspots: cluster",
        "series: series",
        "models: train",
        "evaluation: evaluate",
    ] {
        lines.add(4, line);
    }
    lines.add(
        4,
        &format!("to: {}", scalar(&format!("artifacts/{}", draft.name))),
    );
}

/// The method that forecasts best on held-out data: `counts` for days and weeks, and for months,
/// whose counts are larger, the choice for each hotspot, which mostly is `counts` too.
fn train(lines: &mut Lines, draft: &Draft, freq: Freq) {
    lines.comment(
        4,
        "Small counts. Their season is that of all hotspots together, if it improves forecasts.",
    );
    let method = match freq {
        Freq::Day | Freq::Week => "counts",
        Freq::Month => "best",
    };
    lines.add(4, &format!("method: {method}"));
    if draft.city.is_some_and(|city| city.country == "US") {
        lines.add(4, "exog: { holidays: US }");
    }
}

pub(super) fn freq(freq: Freq) -> &'static str {
    match freq {
        Freq::Day => "day",
        Freq::Week => "week",
        Freq::Month => "month",
    }
}

/// The mapped columns, in the order of their declaration.
pub(super) fn columns(params: &Convert) -> String {
    let mut mapped = Vec::new();
    let Ok(_) = params.columns.try_map(|role, names| {
        mapped.extend(
            names
                .as_ref()
                .map(|names| format!("{role}: {}", self::names(names))),
        );
        Ok::<(), std::convert::Infallible>(())
    });
    mapped.join(", ")
}

fn names(names: &OneOrMany) -> String {
    scalars(names.as_slice())
}
