//! Texts with equal headers, and the roles that their columns have.

use super::column::{Column, Formats};
use super::error::InitError;
use super::form::Form;
use super::labels;
use super::places::{self, Places, Where};
use super::rows::each_row;
use super::sample::Sample;
use super::times::{self, Times};
use crate::convert::Header;

/// Rows by which the columns of a group are judged.
const ROWS: u64 = 30_000;

/// Texts with the same header.
pub(super) struct Group<'f> {
    pub(super) form: Form,
    /// The positions of the texts.
    pub(super) members: Vec<usize>,
    pub(super) columns: Vec<Column<'f>>,
    pub(super) roles: Roles,
}

/// The columns that are read, by their positions.
#[derive(Clone, Debug)]
pub(super) struct Roles {
    pub(super) times: Times,
    pub(super) places: Places,
    /// Columns that can be the category, the likeliest first.
    pub(super) categories: Vec<usize>,
    pub(super) id: Option<usize>,
}

/// The groups of these samples, the one with most text first.
pub(super) fn groups<'f>(
    samples: &[Sample],
    formats: &'f Formats,
) -> Result<Vec<Group<'f>>, InitError> {
    let mut found: Vec<(Form, Vec<usize>)> = Vec::new();
    for (at, sample) in samples.iter().enumerate() {
        let top = sample.pieces.first().map_or(&[][..], Vec::as_slice);
        let top = &top[..top.len().min(1 << 18)];
        let form = Form::of(top).ok_or_else(|| InitError::NoTable {
            file: sample.label.clone(),
        })?;
        match found.iter_mut().find(|(other, _)| other.is_like(&form)) {
            Some((_, members)) => members.push(at),
            None => found.push((form, vec![at])),
        }
    }
    let mut groups = Vec::new();
    for (form, members) in found {
        groups.push(Group::of(samples, form, members, formats)?);
    }
    let size =
        |group: &Group<'_>| -> u64 { group.members.iter().map(|&at| samples[at].bytes).sum() };
    groups.sort_by_key(|group| std::cmp::Reverse(size(group)));
    Ok(groups)
}

impl Form {
    fn is_like(&self, other: &Self) -> bool {
        let same = |(a, b): (&String, &String)| a.trim().eq_ignore_ascii_case(b.trim());
        (
            self.delimiter,
            self.escape,
            self.comment,
            self.skip_rows,
            self.has_header,
        ) == (
            other.delimiter,
            other.escape,
            other.comment,
            other.skip_rows,
            other.has_header,
        ) && self.names.len() == other.names.len()
            && self.names.iter().zip(&other.names).all(same)
    }
}

impl<'f> Group<'f> {
    fn of(
        samples: &[Sample],
        form: Form,
        members: Vec<usize>,
        formats: &'f Formats,
    ) -> Result<Self, InitError> {
        let label = members.first().map_or("", |&at| samples[at].label.as_str());
        let header = Header {
            file: label.to_owned(),
            line: form.skip_rows as u64 + 1,
            names: form.names.clone(),
        };
        let mut columns: Vec<Column<'f>> = header
            .labels()
            .into_iter()
            .map(|name| Column::new(name, formats))
            .collect();
        let kept: u64 = members.iter().map(|&at| samples[at].kept()).sum();
        // A row of a table has a hundred bytes or so; which rows are taken does not depend on it.
        let every = (kept / 100 / ROWS).max(1) as usize;
        for &at in &members {
            each_row(&samples[at], &form, every, &mut |value| {
                for (position, column) in columns.iter_mut().enumerate() {
                    column.take(&samples[at].label, &value(position));
                }
            });
        }
        let roles = Roles::of(&columns, formats, label)?;
        Ok(Self {
            form,
            members,
            columns,
            roles,
        })
    }
}

impl Roles {
    fn of(columns: &[Column<'_>], formats: &Formats, file: &str) -> Result<Self, InitError> {
        let Some(times) = times::choose(columns, formats) else {
            return Err(InitError::NoTime {
                file: file.to_owned(),
                columns: described(columns),
            });
        };
        let Some(places) = places::choose(columns) else {
            return Err(InitError::NoPlace {
                file: file.to_owned(),
                columns: described(columns),
            });
        };
        let mut taken: Vec<usize> = [times.date, times.clock]
            .into_iter()
            .chain(times.parts)
            .flatten()
            .collect();
        match places.stated {
            Where::Degrees { lon, lat } => taken.extend([lon, lat]),
            Where::Point(at) => taken.push(at),
            Where::Plane { x, y } => taken.extend([x, y]),
        }
        taken.extend(places.beside.into_iter().flat_map(|(x, y)| [x, y]));
        Ok(Self {
            categories: labels::categories(columns, &taken),
            id: labels::id(columns, &taken),
            times,
            places,
        })
    }
}

/// The columns with three of their values each, for messages.
fn described(columns: &[Column<'_>]) -> String {
    let mut said: Vec<String> = columns
        .iter()
        .take(30)
        .map(|column| format!("  {}: {}", column.name, column.examples(3).join(" | ")))
        .collect();
    if columns.len() > said.len() {
        said.push(format!("  … and {} more", columns.len() - said.len()));
    }
    said.join("\n")
}
