//! Looks at source files and writes a workflow for them.
//!
//! [`look`] takes samples from every part of every file (`sample`), finds the form of the text
//! (`form`) and the roles of the columns by their names and values (`times`, `places`, `labels`),
//! the formats of dates (`dates`), the coordinate system (`systems`), what to leave out (`area`,
//! `years`), and what period and cell size the data can bear (`capacity`). Then it converts the
//! samples with the parameters found, as `convert` would (`trial`).

mod area;
mod capacity;
mod column;
mod dates;
mod draft;
mod error;
mod form;
mod gazetteer;
mod group;
mod labels;
mod mapping;
mod place_choice;
mod places;
mod question;
mod rows;
mod sample;
mod scalar;
mod summary;
mod systems;
mod times;
mod trial;
mod workflow;
mod years;
mod zone;

pub use dates::DateOrder;
pub use draft::Options;
pub use error::InitError;
pub use gazetteer::{City, cities_named};
pub use question::{Answer, Choice, Nobody, Question};

use crate::convert::SourceFile;
use draft::Draft;

/// A workflow, and what was found on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The workflow's name.
    pub name: String,
    /// The workflow as YAML with comments.
    pub workflow: String,
    /// What was found, a sentence or two a line.
    pub findings: Vec<String>,
    /// Rows of the samples, and those that `convert` keeps.
    pub rows: [u64; 2],
    /// The reasons why rows of the samples are rejected, the most frequent first.
    pub reasons: Vec<(&'static str, u64)>,
    /// Rejected rows, at most ten, some of each reason.
    pub rejects: Vec<RejectedRow>,
}

/// A rejected row.
#[derive(Clone, Debug, PartialEq)]
pub struct RejectedRow {
    /// The file.
    pub file: String,
    /// Its line; `None` where it was not counted.
    pub line: Option<u64>,
    /// The reason.
    pub reason: &'static str,
    /// The column at fault.
    pub field: Option<String>,
    /// The row.
    pub text: String,
}

/// Rejected rows that are shown.
const SHOWN: usize = 10;

/// Looks at files and proposes a workflow that reads them as `input`.
///
/// # Errors
/// [`InitError`] where no workflow can be proposed.
pub fn look(
    files: &[SourceFile],
    input: &[String],
    options: &Options,
    who: &mut dyn Answer,
) -> Result<Proposal, InitError> {
    let draft = Draft::of(files, input, options, who)?;
    let mut reasons: Vec<(&'static str, u64)> = draft
        .trial
        .reasons
        .iter()
        .map(|(reason, n)| (reason.name(), *n))
        .collect();
    reasons.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    Ok(Proposal {
        workflow: workflow::write(&draft),
        findings: draft.findings(),
        rows: [draft.trial.rows_in, draft.trial.rows_kept],
        rejects: shown(&draft),
        reasons,
        name: draft.name,
    })
}

/// The first rejected row of each reason, then the second of each, and so on.
fn shown(draft: &Draft) -> Vec<RejectedRow> {
    let by_reason = &draft.trial.rejects;
    let rows = (0..SHOWN).flat_map(|nth| by_reason.values().filter_map(move |rows| rows.get(nth)));
    let mut rows: Vec<RejectedRow> = rows
        .take(SHOWN)
        .map(|(file, reject)| RejectedRow {
            file: file.clone(),
            line: (reject.line > 0).then_some(reject.line),
            reason: reject.reason.name(),
            field: reject.field.as_deref().map(str::to_owned),
            text: reject.raw.clone(),
        })
        .collect();
    rows.sort_by(|a, b| a.reason.cmp(b.reason));
    rows
}
