//! Puts the page of the report together.

use chrono::{DateTime, Utc};

use super::super::human::{bytes, count, duration, plural};
use super::super::run_log::RunLog;
use super::super::runs::word;
use super::drawing::drawing;
use super::step::{Step, escape};
use super::table::table;
use super::timeline::timeline;
use hotcast_runner::run::{Event, Outcome};

const STYLE: &str = include_str!("style.css");

/// The report of a run.
pub(in super::super) fn render(log: &RunLog) -> String {
    let steps = Step::all(log);
    let title = escape(log.workflow().unwrap_or("run"));
    let elapsed_ms = log.end().map_or(0, |(_, ms)| ms);
    let times = timeline(&steps, log.started_ms().unwrap_or(0), elapsed_ms)
        .map(|svg| format!("<h2>Time</h2><div class=\"card\">{svg}</div>"))
        .unwrap_or_default();
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title} · {id}</title>\n\
         <style>\n{STYLE}</style></head><body>\n{header}\n{figures}\n{findings}<h2>Steps</h2><div \
         class=\"card\">{drawing}{legend}</div>\n{times}\n\
         <h2>Figures</h2><div class=\"card\">{table}</div>\n{notes}</body></html>\n",
        id = escape(&log.id),
        header = header(log, &title),
        figures = figures(&steps, elapsed_ms),
        findings = findings(&steps),
        drawing = drawing(&steps),
        legend = legend(&steps),
        table = table(&steps),
        notes = notes(log),
    )
}

fn header(log: &RunLog, title: &str) -> String {
    let (class, said) = match log.end() {
        Some((outcome, _)) => (class(outcome), word(outcome)),
        None => ("interrupted", "did not finish"),
    };
    let at = log
        .started_ms()
        .and_then(|ms| DateTime::<Utc>::from_timestamp_millis(i64::try_from(ms).ok()?))
        .map(|at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string())
        .unwrap_or_default();
    let (mut file, mut settings, mut threads) = (String::new(), String::new(), 0);
    for stamped in &log.events {
        if let Event::RunStarted {
            file: path,
            params,
            jobs,
            ..
        } = &stamped.event
        {
            file = escape(path);
            threads = *jobs;
            let params = params.as_object().into_iter().flatten();
            settings = params
                .map(|(name, value)| {
                    format!(" · <code>{}</code>", escape(&format!("{name}={value}")))
                })
                .collect();
        }
    }
    format!(
        "<h1>{title} <span class=\"badge {class}\">{said}</span></h1>\n<p class=\"about\">{file} \
         · {at} · run <code>{}</code> · {}{settings}</p>",
        escape(&log.id),
        plural(threads, "thread"),
    )
}

fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ran => "ran",
        Outcome::Reused => "reused",
        Outcome::Failed => "failed",
        Outcome::Skipped => "skipped",
        Outcome::Interrupted => "interrupted",
    }
}

fn figures(steps: &[Step<'_>], elapsed_ms: u64) -> String {
    let of = |outcome| {
        steps
            .iter()
            .filter(|step| step.outcome() == Some(outcome))
            .count() as u64
    };
    let sum = |name: &str| {
        steps
            .iter()
            .filter_map(|step| step.count(name))
            .reduce(|a, b| a + b)
    };
    let most = |name: &str| steps.iter().filter_map(|step| step.count(name)).max();
    let peak = steps
        .iter()
        .filter_map(|step| step.end?.max_rss_bytes)
        .max();
    let failed = of(Outcome::Failed);
    let shown = [
        ("Time", Some(duration(elapsed_ms))),
        ("Steps run", Some(count(of(Outcome::Ran)))),
        ("Up to date", Some(count(of(Outcome::Reused)))),
        ("Failed", (failed > 0).then(|| count(failed))),
        ("Rows read", sum("rows_in").map(count)),
        ("Rows rejected", sum("rows_rejected").map(count)),
        ("Rows filtered", sum("rows_filtered").map(count)),
        // Steps that pass models on count them too, so that a sum would count them twice.
        ("Models", most("models").map(count)),
        ("Peak memory", peak.map(bytes)),
    ];
    let figures: String = shown
        .into_iter()
        .filter_map(|(name, value)| Some(format!("<div><dt>{name}</dt><dd>{}</dd></div>", value?)))
        .collect();
    format!("<dl class=\"figures\">{figures}</dl>")
}

/// The findings of the steps: sentences about their results.
fn findings(steps: &[Step<'_>]) -> String {
    let items: String = steps
        .iter()
        .filter_map(|step| Some((&step.info.name, &step.end?.findings)))
        .flat_map(|(name, findings)| findings.iter().map(move |said| (name, said)))
        .map(|(name, said)| format!("<p><b>{}</b> {}</p>", escape(name), escape(said)))
        .collect();
    if items.is_empty() {
        String::new()
    } else {
        format!("<h2>Findings</h2><div class=\"card\">{items}</div>\n")
    }
}

fn legend(steps: &[Step<'_>]) -> String {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for step in steps {
        if !seen.contains(&(step.class(), step.word())) {
            seen.push((step.class(), step.word()));
        }
    }
    let items: String = seen
        .iter()
        .map(|(class, word)| format!("<li><i class=\"{class}\"></i>{word}</li>"))
        .collect();
    format!("<ul class=\"legend\">{items}</ul>")
}

/// Published results, and damage that was found.
fn notes(log: &RunLog) -> String {
    let note = |event: &Event| match event {
        Event::Published { step, to, changed } => Some(format!(
            "<code>{}</code> published to <code>{}</code>{}",
            escape(step),
            escape(to),
            if *changed { "" } else { ", unchanged" }
        )),
        Event::Damaged { path, what } => Some(format!(
            "<span class=\"badge failed\">damaged</span> <code>{}</code>: {}",
            escape(path),
            escape(what)
        )),
        _ => None,
    };
    let items: String = log
        .events
        .iter()
        .filter_map(|stamped| note(&stamped.event))
        .map(|note| format!("<p class=\"about\">{note}</p>"))
        .collect();
    if items.is_empty() {
        String::new()
    } else {
        format!("<h2>Also</h2><div class=\"card\">{items}</div>\n")
    }
}
