//! Counts all values of a column in all files by the formats that fit them.

use std::collections::{BTreeMap, HashMap};

use super::candidates::{Candidate, Set, Target};
use super::columns::Columns;
use super::encoding::Charset;
use super::error::ConvertError;
use super::filter::{Account, Filter};
use super::header::Header;
use super::params::Convert;
use super::row::Row;
use super::source;
use super::source_file::SourceFile;
use super::walk::walk;

/// Values of one shape that are tried with every candidate. Later values are tried only with the
/// candidates that fitted one of them.
const TRIALS: u32 = 1000;

/// Shapes that are remembered. Values of others are tried with every candidate.
const MOST_SHAPES: usize = 1000;

/// Longer values are not dates.
const LONGEST: usize = 64;

/// The number of values of a column by the candidates that fit them. Its size does not depend on
/// the number of values.
#[derive(Default)]
pub(crate) struct Survey {
    /// For each set of candidates: the number of values that exactly these fit, and the first
    /// value.
    pub(crate) fits: BTreeMap<Set, (u64, Example)>,
    /// Values that are not blank.
    pub(crate) values: u64,
    /// Files with such values.
    pub(crate) files: u64,
}

/// A value, and the line and file that it stands in.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) value: String,
}

/// The candidates that have fitted values with digits, letters and signs at the same positions.
#[derive(Default)]
struct ShapeFits {
    seen: u32,
    ever: Set,
}

impl Survey {
    /// Reads the column in all files; skips files that cannot be read or lack the column. `None` if
    /// `cancelled`.
    pub(crate) fn of(
        files: &[SourceFile],
        params: &Convert,
        target: Target,
        candidates: &[Candidate],
        cancelled: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let mut surveyor = Surveyor::new(candidates, target);
        let charset = Charset::new(&params.encoding).unwrap_or(Charset::Auto);
        for file in files {
            let before = surveyor.survey.values;
            let read = source::each_member(file, params.entries.as_ref(), &mut |member| {
                let label = member.label.clone();
                let mut take = |column: &mut Column, line: u64, row: &Row<'_>| {
                    // Other faults of a row are reported when it is converted.
                    let against = column.filter.rule_against(row, &mut column.account);
                    let value = row.value(column.at);
                    if let Some(value) = charset.utf8(value)
                        && !value.is_empty()
                        && matches!(against, Ok(None))
                    {
                        surveyor.take(&label, line, &value);
                    }
                };
                let locate = |header: &Header| Column::of(header, params, target);
                walk(member, params, cancelled, &locate, &mut take)
            });
            // Other faults of a file are reported when it is converted.
            if matches!(read, Err(ConvertError::Cancelled)) {
                return None;
            }
            surveyor.survey.files += u64::from(surveyor.survey.values > before);
        }
        Some(surveyor.survey)
    }

    /// The number of values that some candidate fits.
    pub(crate) fn read(&self) -> u64 {
        self.values - self.fits.get(&0).map_or(0, |(unread, _)| *unread)
    }

    fn add(&mut self, fits: Set, file: &str, line: u64, value: &[u8]) {
        self.values += 1;
        let example = || Example {
            file: file.to_owned(),
            line,
            value: String::from_utf8_lossy(value).chars().take(60).collect(),
        };
        self.fits.entry(fits).or_insert_with(|| (0, example())).0 += 1;
    }
}

/// Makes a survey of values as they come.
pub(crate) struct Surveyor<'a> {
    candidates: &'a [Candidate],
    target: Target,
    shapes: HashMap<Vec<u8>, ShapeFits>,
    pub(crate) survey: Survey,
}

impl<'a> Surveyor<'a> {
    pub(crate) fn new(candidates: &'a [Candidate], target: Target) -> Self {
        Self {
            candidates,
            target,
            shapes: HashMap::new(),
            survey: Survey::default(),
        }
    }

    /// Counts a value, in UTF-8, that is not blank.
    pub(crate) fn take(&mut self, file: &str, line: u64, value: &[u8]) {
        let fits = fitting(self.candidates, self.target, value, &mut self.shapes);
        self.survey.add(fits, file, line, value);
    }
}

/// The candidates that fit a value.
fn fitting(
    candidates: &[Candidate],
    target: Target,
    value: &[u8],
    shapes: &mut HashMap<Vec<u8>, ShapeFits>,
) -> Set {
    if value.len() > LONGEST {
        return 0;
    }
    let try_all = |among: Set| {
        candidates
            .iter()
            .enumerate()
            .filter(|(at, candidate)| among >> at & 1 == 1 && candidate.fits(value, target))
            .fold(0, |set: Set, (at, _)| set | 1 << at)
    };
    let shape: Vec<u8> = value.iter().map(|&byte| class(byte)).collect();
    if shapes.len() >= MOST_SHAPES && !shapes.contains_key(&shape) {
        return try_all(Set::MAX);
    }
    let known = shapes.entry(shape).or_default();
    let fits = try_all(if known.seen < TRIALS {
        Set::MAX
    } else {
        known.ever
    });
    known.seen = known.seen.saturating_add(1);
    known.ever |= fits;
    fits
}

fn class(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => b'0',
        b'a'..=b'z' | b'A'..=b'Z' => b'a',
        other => other,
    }
}

/// The column that is surveyed in one file, and the rows that count.
struct Column {
    at: usize,
    filter: Filter,
    account: Account,
}

impl Column {
    fn of(header: &Header, params: &Convert, target: Target) -> Result<Option<Self>, ConvertError> {
        let Some(at) = position(header, params, target)? else {
            return Ok(None);
        };
        let filter = Filter::new(params, header)?;
        let account = filter.account();
        Ok(Some(Self {
            at,
            filter,
            account,
        }))
    }
}

/// The position of the column that is read with the formats sought.
fn position(
    header: &Header,
    params: &Convert,
    target: Target,
) -> Result<Option<usize>, ConvertError> {
    let columns = match target {
        Target::Date => Columns {
            time: params.columns.time.clone(),
            date: params.columns.date.clone(),
            ..Columns::default()
        },
        Target::Clock => Columns {
            clock: params.columns.clock.clone(),
            ..Columns::default()
        },
    };
    let at = header.locate(&columns)?;
    Ok(at.time.or(at.date).or(at.clock))
}
