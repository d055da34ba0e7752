//! The number of rows of each day, decided before the first row is written.

use super::random::Random;
use super::rhythm::Rhythm;

/// Rows in one unit of work, which bounds memory.
const ROWS_PER_UNIT: u64 = 8_192;

/// A piece of a day: rows `first_row..first_row + rows`, whose times lie in a slice of the day.
#[derive(Clone, Copy)]
pub(crate) struct Unit {
    pub(crate) index: u64,
    pub(crate) day: usize,
    pub(crate) first_row: u64,
    pub(crate) rows: u64,
    /// The slice of the day's cumulated activity, within 0 to 1.
    pub(crate) slice: (f64, f64),
}

/// Distributes exactly `rows` over the days, in proportion to their level with Poisson-like noise.
pub(crate) fn schedule(seed: u64, rows: u64, rhythm: &Rhythm) -> impl Iterator<Item = Unit> {
    let expected = rows as f64 / (0..rhythm.days()).map(|d| rhythm.level(d)).sum::<f64>();
    let mut random = Random::stream(seed, 6, 0);
    let weights: Vec<f64> = (0..rhythm.days())
        .map(|day| {
            let mean = rhythm.level(day) * expected;
            (mean + mean.sqrt() * random.normal()).max(0.0)
        })
        .collect();
    let total = weights.iter().sum::<f64>();
    // With a handful of rows every weight may be noise around zero; the levels themselves always
    // serve.
    let (weights, total) = if total > 0.0 {
        (weights, total)
    } else {
        (vec![1.0; rhythm.days()], rhythm.days() as f64)
    };
    let mut before = 0.0;
    let mut first_row = 0;
    let mut index = 0;
    let last = weights.len().saturating_sub(1);
    weights
        .into_iter()
        .enumerate()
        .flat_map(move |(day, weight)| {
            before += weight;
            // Rounding the running sum rather than each day makes the counts add up exactly.
            let until = if day == last {
                rows
            } else {
                ((before / total) * rows as f64).round().min(rows as f64) as u64
            };
            let units = split_day(day, first_row, until.saturating_sub(first_row), index);
            index += units.len() as u64;
            first_row = until.max(first_row);
            units
        })
}

fn split_day(day: usize, first_row: u64, rows: u64, index: u64) -> Vec<Unit> {
    let parts = rows.div_ceil(ROWS_PER_UNIT);
    (0..parts)
        .map(|part| {
            let (from, to) = (rows * part / parts, rows * (part + 1) / parts);
            Unit {
                index: index + part,
                day,
                first_row: first_row + from,
                rows: to - from,
                slice: (part as f64 / parts as f64, (part + 1) as f64 / parts as f64),
            }
        })
        .collect()
}
