//! The times at which the steps ran, on one axis.

use super::super::human::duration;
use super::step::{Step, escape};

const NAME: f64 = 150.0;
const WIDTH: f64 = 820.0;
const ROW: f64 = 26.0;

/// A bar for each step that ran; `None` if none did.
pub(super) fn timeline(steps: &[Step<'_>], started_ms: u64, elapsed_ms: u64) -> Option<String> {
    let ran: Vec<(&Step<'_>, u64)> = steps
        .iter()
        .filter_map(|step| Some((step, step.started_ms?)))
        .collect();
    if ran.is_empty() {
        return None;
    }
    let last = ran
        .iter()
        .map(|(step, at)| at.saturating_sub(started_ms) + step.elapsed_ms())
        .max();
    // A run that was killed has no total time; the axis then ends with its last step.
    let whole = last.unwrap_or(0).max(elapsed_ms).max(1) as f64;
    let height = ROW * ran.len() as f64 + 22.0;
    let x = |ms: u64| NAME + ms as f64 / whole * (WIDTH - NAME - 90.0);
    let mut shapes = String::new();
    for part in 0..=4_u32 {
        let ms = (whole * f64::from(part) / 4.0) as u64;
        shapes.push_str(&format!(
            "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"0\" y2=\"{1:.1}\"/><text class=\"small\" \
             x=\"{0:.1}\" y=\"{2:.1}\" text-anchor=\"middle\">{3}</text>",
            x(ms),
            height - 20.0,
            height - 5.0,
            duration(ms),
        ));
    }
    for (row, (step, at)) in ran.iter().enumerate() {
        let (from, top) = (at.saturating_sub(started_ms), row as f64 * ROW);
        let end = x(from + step.elapsed_ms());
        shapes.push_str(&format!(
            "<g class=\"{}\"><text class=\"small\" x=\"0\" y=\"{:.1}\">{}</text><rect \
             class=\"bar\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"14\" rx=\"3\"/><text \
             class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{}</text></g>",
            step.class(),
            top + 15.0,
            escape(&step.info.name),
            x(from),
            top + 4.0,
            (end - x(from)).max(2.0),
            end.max(x(from) + 2.0) + 6.0,
            top + 15.0,
            duration(step.elapsed_ms()),
        ));
    }
    Some(format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" \
         aria-label=\"When each step ran\">{shapes}</svg>"
    ))
}
