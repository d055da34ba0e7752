//! The table of the steps, with their figures.

use super::super::human::{bytes, count, duration};
use super::step::{Step, escape};
use hotcast_runner::run::Outcome;

/// Counts that other columns and figures show, which the last column leaves out.
const SHOWN: [&str; 3] = ["rows_in", "rows_kept", "rows_rejected"];

/// The prefix of counts that only findings are made from.
const FOR_FINDINGS: &str = "unmatched.";

pub(super) fn table(steps: &[Step<'_>]) -> String {
    let rows: String = steps.iter().map(row).collect();
    format!(
        "<table><thead><tr><th>Step</th><th>Outcome</th><th class=\"n\">Time</th><th \
         class=\"n\">Rows</th><th class=\"n\">Rejected</th><th class=\"n\">Size</th><th \
         class=\"n\">Memory</th><th>Counts</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

fn row(step: &Step<'_>) -> String {
    // The time of a reused step is that of looking it up, which says nothing about the step.
    let time = if step.outcome() == Some(Outcome::Reused) {
        String::new()
    } else {
        duration(step.elapsed_ms())
    };
    format!(
        "<tr><td><b>{}</b><div class=\"why\">{}</div></td><td><span class=\"badge {}\">{} \
         {}</span>{}</td><td class=\"n\">{time}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
         <td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"counts\">{}</td></tr>",
        escape(&step.info.name),
        escape(&step.info.kind),
        step.class(),
        step.mark(),
        step.word(),
        why(step),
        step.end
            .and_then(|end| end.rows)
            .map(count)
            .unwrap_or_default(),
        rejected(step),
        step.end
            .and_then(|end| end.bytes)
            .map(bytes)
            .unwrap_or_default(),
        step.end
            .and_then(|end| end.max_rss_bytes)
            .map(bytes)
            .unwrap_or_default(),
        counts(step).join("<br>"),
    )
}

fn why(step: &Step<'_>) -> String {
    let mut text: String = step
        .causes
        .iter()
        .map(|cause| format!("<div class=\"why\">{}</div>", escape(cause)))
        .collect();
    if let Some(error) = step.end.and_then(|end| end.error.as_ref()) {
        text.push_str(&format!("<pre class=\"error\">{}</pre>", escape(error)));
    }
    if let Some(hint) = step.end.and_then(|end| end.hint.as_ref()) {
        text.push_str(&format!("<div class=\"why\">hint: {}</div>", escape(hint)));
    }
    text
}

fn rejected(step: &Step<'_>) -> String {
    match (step.count("rows_rejected"), step.count("rows_in")) {
        (Some(rejected), Some(all)) if all > 0 => format!(
            "{}<div class=\"why\">{:.2} %</div>",
            count(rejected),
            rejected as f64 / all as f64 * 100.0
        ),
        (Some(rejected), _) => count(rejected),
        _ => String::new(),
    }
}

fn counts(step: &Step<'_>) -> Vec<String> {
    let Some(end) = step.end else {
        return Vec::new();
    };
    let units = end.units.map(|units| {
        format!(
            "{} computed, {} reused",
            count(units.computed),
            count(units.reused)
        )
    });
    let others = end
        .counts
        .iter()
        .filter(|(name, _)| !SHOWN.contains(&name.as_str()) && !name.starts_with(FOR_FINDINGS))
        .map(|(name, n)| format!("{} {}", escape(&words(name)), count(*n)));
    units.into_iter().chain(others).collect()
}

/// A name as words; what follows a dot names a column or value of the source and stays.
fn words(name: &str) -> String {
    let (own, of_source) = name.split_at(name.find('.').unwrap_or(name.len()));
    own.replace('_', " ") + of_source
}
