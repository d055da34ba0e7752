//! Draws the steps as boxes, each in the column after the last of those that it reads.

use std::collections::BTreeMap;

use super::super::human::duration;
use super::step::{Step, escape};
use hotcast_runner::run::Outcome;

const BOX: (usize, usize) = (158, 54);
const GAP: (usize, usize) = (56, 22);
const MARGIN: usize = 6;

pub(super) fn drawing(steps: &[Step<'_>]) -> String {
    let (places, filled) = places(steps);
    let tallest = filled.iter().copied().max().unwrap_or(1);
    let corner = |(column, row): (usize, usize)| {
        // Columns are centred, which keeps edges short.
        let above = (tallest - filled[column]) * (BOX.1 + GAP.1) / 2;
        (
            MARGIN + column * (BOX.0 + GAP.0),
            MARGIN + above + row * (BOX.1 + GAP.1),
        )
    };
    let mut shapes = String::new();
    let mut deepest = 0;
    for step in steps {
        let to = corner(places[step.info.name.as_str()]);
        let sources = step.info.reads.iter();
        for from in sources.filter_map(|name| places.get(name.as_str())) {
            shapes.push_str(&edge(corner(*from), to));
            deepest = deepest.max(depth(corner(*from), to).unwrap_or(0));
        }
    }
    // Boxes after edges, so that they are drawn above them.
    for step in steps {
        shapes.push_str(&shape(step, corner(places[step.info.name.as_str()])));
    }
    let width = 2 * MARGIN + filled.len() * (BOX.0 + GAP.0) - GAP.0.min(filled.len() * GAP.0);
    let height = 2 * MARGIN + tallest * (BOX.1 + GAP.1) - GAP.1 + deepest;
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         aria-label=\"The steps and what they read\">\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" \
         markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker>\
         </defs>{shapes}</svg>"
    )
}

/// The column and row of each step, and how many steps each column has.
fn places<'a>(steps: &'a [Step<'_>]) -> (BTreeMap<&'a str, (usize, usize)>, Vec<usize>) {
    let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut filled: Vec<usize> = Vec::new();
    for step in steps {
        let before = step
            .info
            .reads
            .iter()
            .filter_map(|name| places.get(name.as_str()));
        let column = before.map(|(column, _)| column + 1).max().unwrap_or(0);
        filled.resize(filled.len().max(column + 1), 0);
        places.insert(&step.info.name, (column, filled[column]));
        filled[column] += 1;
    }
    (places, filled)
}

/// The depth of an edge below the boxes, if boxes between its ends would hide a straight one.
///
/// It grows with the number of these boxes, so that such edges rarely overlap.
fn depth(from: (usize, usize), to: (usize, usize)) -> Option<usize> {
    let columns = (to.0 - from.0) / (BOX.0 + GAP.0);
    (from.1 == to.1 && columns > 1).then_some(10 + 9 * columns)
}

fn edge(from: (usize, usize), to: (usize, usize)) -> String {
    let (x1, y1) = (from.0 + BOX.0, from.1 + BOX.1 / 2);
    let (x2, y2) = (to.0 - 2, to.1 + BOX.1 / 2);
    let path = if let Some(depth) = depth(from, to) {
        // From the lower edge of one box to that of the other. A cubic curve reaches three quarters
        // of the depth of its handles.
        let (x1, x2, y) = (x1 - BOX.0 / 4, x2 + BOX.0 / 4, from.1 + BOX.1);
        let handle = y + depth * 4 / 3;
        format!("M{x1} {y}C{x1} {handle} {x2} {handle} {x2} {}", y + 2)
    } else {
        let bend = (GAP.0 / 2).max((x2 - x1) / 3);
        format!("M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}", x1 + bend, x2 - bend)
    };
    format!("<path class=\"edge\" marker-end=\"url(#tip)\" d=\"{path}\"/>")
}

fn shape(step: &Step<'_>, (x, y): (usize, usize)) -> String {
    let note = match step.outcome() {
        Some(Outcome::Ran) => duration(step.elapsed_ms()),
        _ => step.word().to_owned(),
    };
    let name = &step.info.name;
    // The 16 characters that fit into a box; the title has the full name.
    let shown: String = if name.chars().count() > 16 {
        name.chars().take(15).chain(['…']).collect()
    } else {
        name.clone()
    };
    format!(
        "<g class=\"{}\"><title>{} ({}): {}</title><rect class=\"box\" x=\"{x}\" y=\"{y}\" \
         width=\"{}\" height=\"{}\" rx=\"9\"/><text x=\"{}\" y=\"{}\">{}</text><text \
         class=\"small\" x=\"{}\" y=\"{}\">{}</text><text class=\"mark\" x=\"{}\" \
         y=\"{}\">{}</text></g>",
        step.class(),
        escape(name),
        escape(&step.info.kind),
        step.word(),
        BOX.0,
        BOX.1,
        x + 12,
        y + 23,
        escape(&shown),
        x + 12,
        y + 42,
        escape(&note),
        x + BOX.0 - 24,
        y + 23,
        step.mark(),
    )
}
