//! Checks that a workflow does not read the files that it writes, except along an edge between two
//! steps.

use std::collections::BTreeMap;

use super::check::position;
use super::destinations::{Destination, Refusals};
use super::project::Project;
use super::read_step::ReadStep;
use crate::node::Span;
use crate::paths::Reach;
use crate::step::Source;

/// A path or glob that a step reads.
struct SourcePattern<'a> {
    step: &'a ReadStep,
    slot: String,
    text: String,
    span: Span,
}

/// Refuses destinations that a step would read as its source files.
///
/// The result would depend on whether the writer has run before.
pub(super) fn check(
    project: &Project,
    steps: &[ReadStep],
    destinations: &[Destination<'_>],
    refusals: &mut Refusals<'_>,
) {
    // A pattern is often shared by the repetitions of a step, and walking its directories takes
    // time.
    let mut reaches: BTreeMap<String, Reach> = BTreeMap::new();
    for source in steps.iter().flat_map(sources) {
        let reach = match reaches.entry(source.text.clone()) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                match Reach::of(&project.root, &source.text) {
                    Ok(reach) => new.insert(reach),
                    Err(error) => {
                        let message = format!("`{}` cannot be used: {error}", source.text);
                        refusals.add(&source.span, message, "name the file without links");
                        continue;
                    }
                }
            }
        };
        for destination in destinations {
            if reach.meets(
                &destination.place,
                destination.target,
                destination.ignore_case,
            ) {
                refuse(&source, destination, refusals);
            }
        }
    }
}

fn sources(step: &ReadStep) -> Vec<SourcePattern<'_>> {
    let mut sources = Vec::new();
    for input in step.step.inputs() {
        let Source::Files(pattern) = &input.source else {
            continue;
        };
        let own = position(&step.params, &input.slot);
        let span = own.unwrap_or_else(|| step.name.span.clone());
        sources.extend(pattern.patterns().iter().map(|text| SourcePattern {
            step,
            slot: input.slot.to_string(),
            text: text.clone(),
            span: span.clone(),
        }));
    }
    sources
}

fn refuse(source: &SourcePattern<'_>, destination: &Destination<'_>, refusals: &mut Refusals<'_>) {
    let (writer, reader) = (&destination.step.name.text, &source.step.name.text);
    let to = destination.to.display();
    if writer == reader {
        let message = format!(
            "`{to}` is a source of the step that writes it: `{}` is `{}`",
            source.slot, source.text
        );
        let hint = "write to another directory, or use a narrower pattern";
        refusals.add(&destination.span, message, hint);
        return;
    }
    let message = format!(
        "step `{reader}` reads `{}`, but `{to}` is written by step `{writer}`",
        source.text
    );
    let written = format!("{writer}.{}", destination.output);
    let hint = match source.slot.strip_prefix("inputs.") {
        Some(name) => format!("read the step instead: `inputs: {{ {name}: {written} }}`"),
        None => format!(
            "read the step instead: `{}: {{ step: {written} }}`",
            source.slot
        ),
    };
    let hint = format!("{hint}; or use another file for one of them");
    refusals.add(&source.span, message, hint);
}
