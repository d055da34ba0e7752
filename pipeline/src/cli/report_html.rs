//! A report of a run as one HTML file without anything from elsewhere.

use std::collections::BTreeMap;

use super::human::{bytes, count, duration};
use super::run_log::RunLog;
use super::runs::word;
use crate::run::{Event, Outcome, StepInfo};

const BOX: (usize, usize) = (170, 56);
const GAP: (usize, usize) = (70, 26);

const STYLE: &str = "
:root{color-scheme:light dark;--ran:#2f7d32;--reused:#64748b;--failed:#c62828;--skipped:#b7791f;--line:#8884}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin-bottom:.2rem}svg{max-width:100%;height:auto;margin:1.5rem 0}
svg text{fill:currentColor;font:14px system-ui,sans-serif}svg .small{font-size:12px;opacity:.75}
svg rect{fill:transparent;stroke-width:2.5}svg path{fill:none;stroke:currentColor;opacity:.35;stroke-width:1.5}
.ran{stroke:var(--ran);color:var(--ran)}.reused{stroke:var(--reused);color:var(--reused)}
.failed{stroke:var(--failed);color:var(--failed)}.skipped,.interrupted{stroke:var(--skipped);color:var(--skipped)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.45rem .7rem;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td .why{opacity:.75;font-size:.9em}b{font-weight:600}
";

/// The report.
pub(super) fn render(log: &RunLog) -> String {
    let steps = log.steps();
    let title = escape(log.workflow().unwrap_or("run"));
    let (outcome, elapsed) = log
        .end()
        .map_or(("did not end", 0), |(outcome, ms)| (word(outcome), ms));
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title} · {id}</title>\
         <style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n<p>Run <code>{id}</code>: {outcome}, {elapsed}.</p>\n{drawing}\n{table}\n</body></html>\n",
        id = escape(&log.id),
        elapsed = duration(elapsed),
        drawing = drawing(log, &steps),
        table = table(log, &steps),
    )
}

/// The steps as boxes, each in the column after the last of those that it reads.
fn drawing(log: &RunLog, steps: &[&StepInfo]) -> String {
    let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut filled: Vec<usize> = Vec::new();
    for step in steps {
        let column = step
            .reads
            .iter()
            .filter_map(|name| places.get(name.as_str()))
            .map(|(column, _)| column + 1)
            .max()
            .unwrap_or(0);
        filled.resize(filled.len().max(column + 1), 0);
        places.insert(&step.name, (column, filled[column]));
        filled[column] += 1;
    }
    let corner =
        |(column, row): (usize, usize)| (10 + column * (BOX.0 + GAP.0), 10 + row * (BOX.1 + GAP.1));
    let mut shapes = String::new();
    for step in steps {
        let to = corner(places[step.name.as_str()]);
        for from in step
            .reads
            .iter()
            .filter_map(|name| places.get(name.as_str()))
        {
            let from = corner(*from);
            let (x1, y1, x2, y2) = (from.0 + BOX.0, from.1 + BOX.1 / 2, to.0, to.1 + BOX.1 / 2);
            let bend = (x2 - x1) / 2;
            shapes.push_str(&format!(
                "<path d=\"M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}\"/>",
                x1 + bend,
                x2 - bend
            ));
        }
    }
    for step in steps {
        let (x, y) = corner(places[step.name.as_str()]);
        let (class, note) = log
            .step(&step.name)
            .map_or(("skipped", String::new()), note);
        shapes.push_str(&format!(
            "<g><rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" rx=\"8\"/><text x=\"{}\" y=\"{}\">{}</text><text class=\"small\" x=\"{}\" y=\"{}\">{}</text></g>",
            BOX.0, BOX.1, x + 12, y + 24, escape(&step.name), x + 12, y + 43, escape(&note),
        ));
    }
    let (width, height) = (
        20 + filled.len() * (BOX.0 + GAP.0),
        20 + filled.iter().max().unwrap_or(&0) * (BOX.1 + GAP.1),
    );
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" role=\"img\" aria-label=\"The steps and what they read\">{shapes}</svg>"
    )
}

fn note(event: &Event) -> (&'static str, String) {
    let Event::StepFinished {
        outcome,
        elapsed_ms,
        ..
    } = event
    else {
        return ("skipped", String::new());
    };
    match outcome {
        Outcome::Ran => ("ran", format!("ran, {}", duration(*elapsed_ms))),
        Outcome::Reused => ("reused", "up to date".to_owned()),
        Outcome::Failed => ("failed", "failed".to_owned()),
        Outcome::Skipped => ("skipped", "not tried".to_owned()),
        Outcome::Interrupted => ("interrupted", "interrupted".to_owned()),
    }
}

fn table(log: &RunLog, steps: &[&StepInfo]) -> String {
    let rows: String = steps.iter().map(|step| row(log, step)).collect();
    format!(
        "<table><thead><tr><th>Step</th><th>Outcome</th><th class=\"n\">Time</th><th class=\"n\">Rows</th><th class=\"n\">Size</th><th class=\"n\">Memory</th><th>Counts</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

fn row(log: &RunLog, step: &StepInfo) -> String {
    let Some(
        event @ Event::StepFinished {
            elapsed_ms,
            units,
            rows,
            bytes: size,
            counts,
            max_rss_bytes,
            error,
            ..
        },
    ) = log.step(&step.name)
    else {
        return format!(
            "<tr><td><b>{}</b></td><td>did not end</td></tr>",
            escape(&step.name)
        );
    };
    let (class, _) = note(event);
    let causes = log.events.iter().find_map(|stamped| match &stamped.event {
        Event::StepStarted {
            step: name, causes, ..
        } if *name == step.name => Some(
            causes
                .iter()
                .map(|cause| escape(&cause.to_string()))
                .collect::<Vec<_>>()
                .join("<br>"),
        ),
        _ => None,
    });
    let why = error
        .clone()
        .map(|error| escape(&error))
        .or(causes)
        .map(|why| format!("<div class=\"why\">{why}</div>"))
        .unwrap_or_default();
    let units = units.map(|units| {
        format!(
            "{} computed, {} reused",
            count(units.computed),
            count(units.reused)
        )
    });
    let counts: Vec<String> = units
        .into_iter()
        .chain(
            counts
                .iter()
                .map(|(name, n)| format!("{} {}", escape(&name.replace('_', " ")), count(*n))),
        )
        .collect();
    format!(
        "<tr><td><b>{}</b><div class=\"why\">{}</div></td><td><span class=\"{class}\">{class}</span>{why}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
        escape(&step.name),
        escape(&step.kind),
        duration(*elapsed_ms),
        rows.map(count).unwrap_or_default(),
        size.map(bytes).unwrap_or_default(),
        max_rss_bytes.map(bytes).unwrap_or_default(),
        counts.join("<br>"),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
