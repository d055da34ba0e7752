//! A trial: what `convert` keeps and rejects of the samples with given parameters.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::{Float64Type, TimestampMillisecondType};
use rayon::prelude::*;

use super::rows::aligned;
use super::sample::Sample;
use crate::convert::{
    Charset, Chunk, ChunkReader, ChunkRows, Convert, ConvertError, Dedupe, Dialect, Member, Reason,
    Reject, RowReader, Text,
};

/// Rejected rows that are shown of each reason at most.
const SHOWN: usize = 10;

/// What became of the rows of the samples.
#[derive(Default)]
pub(super) struct Trial {
    pub(super) rows_in: u64,
    pub(super) rows_kept: u64,
    pub(super) reasons: BTreeMap<Reason, u64>,
    /// The first rejected rows of each reason, with their files.
    pub(super) rejects: BTreeMap<Reason, Vec<(String, Reject)>>,
    pub(super) points: Vec<[f64; 2]>,
    pub(super) times: Vec<i64>,
    /// Ids and how often they occur.
    pub(super) ids: HashMap<String, u32>,
    /// Rows in the whole files for each row of the samples.
    pub(super) scale: f64,
}

/// Work on a chunk and the line on which it starts.
type Work<'a> = dyn FnMut(&ChunkReader, Option<u64>, &Chunk) -> Result<(), ConvertError> + 'a;

impl Trial {
    /// Converts the samples.
    pub(super) fn of(samples: &[Sample], params: &Convert) -> Result<Self, ConvertError> {
        let params = Convert {
            // Duplicates are found in the whole of the files only.
            dedupe: Dedupe::None,
            ..params.clone()
        };
        let parts: Vec<Self> = samples
            .par_iter()
            .map(|sample| of_sample(sample, &params))
            .collect::<Result<_, _>>()?;
        let mut whole = Self::default();
        let (mut kept, mut bytes) = (0, 0);
        for (sample, part) in samples.iter().zip(parts) {
            whole.add(part);
            kept += sample.kept();
            bytes += sample.bytes;
        }
        whole.scale = bytes as f64 / (kept as f64).max(1.0);
        Ok(whole)
    }

    fn add(&mut self, other: Self) {
        self.rows_in += other.rows_in;
        self.rows_kept += other.rows_kept;
        self.points.extend(other.points);
        self.times.extend(other.times);
        for (reason, n) in other.reasons {
            *self.reasons.entry(reason).or_default() += n;
        }
        for (reason, rejects) in other.rejects {
            let shown = self.rejects.entry(reason).or_default();
            shown.extend(rejects.into_iter().take(SHOWN - shown.len().min(SHOWN)));
        }
        for (id, n) in other.ids {
            *self.ids.entry(id).or_default() += n;
        }
    }

    fn take(
        &mut self,
        label: &str,
        first_line: Option<u64>,
        rows: ChunkRows,
    ) -> Result<(), ConvertError> {
        self.rows_in += rows.counts.rows_in;
        self.rows_kept += rows.counts.rows_kept;
        for (&reason, &n) in &rows.counts.reasons {
            *self.reasons.entry(reason).or_default() += n;
        }
        for mut reject in rows.rejects {
            let shown = self.rejects.entry(reject.reason).or_default();
            if shown.len() < SHOWN {
                reject.line = first_line.map_or(0, |line| line + reject.line);
                shown.push((label.to_owned(), reject));
            }
        }
        let columns = rows.batch.into_columns(None)?;
        let [times, lons, lats, _, ids, ..] = columns.as_slice() else {
            return Ok(());
        };
        self.times
            .extend_from_slice(times.as_primitive::<TimestampMillisecondType>().values());
        let lats = lats.as_primitive::<Float64Type>().values();
        let lons = lons.as_primitive::<Float64Type>().values();
        self.points
            .extend(lons.iter().zip(lats).map(|(&lon, &lat)| [lon, lat]));
        for id in ids.as_string::<i32>().iter().flatten() {
            match self.ids.get_mut(id) {
                Some(n) => *n += 1,
                None => drop(self.ids.insert(id.to_owned(), 1)),
            }
        }
        Ok(())
    }
}

fn of_sample(sample: &Sample, params: &Convert) -> Result<Trial, ConvertError> {
    let mut trial = Trial::default();
    each_chunk(sample, params, &mut |reader, line, chunk| {
        let rows = reader.read(chunk);
        trial.take(&sample.label, line, rows)
    })?;
    Ok(trial)
}

/// Hands the chunks of a sample to `work`, with the line on which each starts, where that is known.
pub(super) fn each_chunk(
    sample: &Sample,
    params: &Convert,
    work: &mut Work<'_>,
) -> Result<(), ConvertError> {
    let (dialect, charset) = (Dialect::new(params)?, Charset::new(&params.encoding)?);
    let Some((start, others)) = sample.pieces.split_first() else {
        return Ok(());
    };
    let member = Member::new(sample.label.clone(), Box::new(start.as_slice()))?;
    let (mut text, start) = Text::open(member, &dialect, charset, params.ragged)?;
    let positions = start.locate(&params.columns, &dialect, charset)?;
    let labels = start.header.labels();
    let reader = ChunkReader {
        layout: text.layout(),
        row_reader: RowReader::new(params, &positions, &start)?,
        names: labels.iter().map(|name| Arc::from(name.as_str())).collect(),
        dedupe: false,
    };
    let mut line = text.first_line();
    // Makes chunks end where records do.
    text.resume(0, Vec::new());
    while let Some(mut chunk) = text.next(Vec::new())? {
        chunk.complete &= sample.whole;
        work(&reader, Some(line), &chunk)?;
        line += memchr::memchr_iter(reader.layout.newline, &chunk.text).count() as u64;
    }
    for piece in others {
        let start = reader
            .layout
            .fields
            .map_or(0, |fields| aligned(piece, fields, &reader.layout));
        let chunk = Chunk {
            complete: false,
            text: piece[start..].to_vec(),
        };
        work(&reader, None, &chunk)?;
    }
    Ok(())
}
