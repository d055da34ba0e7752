//! A small city with known counts.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ArrowWriter;

pub(crate) const DAY_MS: i64 = 86_400_000;

/// An incident on a lattice of whole cells of 0.001 degrees, so that its cell needs no arithmetic.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incident {
    pub(crate) day: i64,
    pub(crate) row: i64,
    pub(crate) col: i64,
    pub(crate) category: &'static str,
}

/// 2018-01-01, a Monday.
pub(crate) const FIRST_DAY: i64 = 17_532;

/// Three years: nine busy cells in a block, the middle one busiest, with a season and a trend, and
/// a few incidents around them.
pub(crate) fn city() -> Vec<Incident> {
    let mut state = 12_345u64;
    let mut random = move |n: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let mut incidents = Vec::new();
    for day in FIRST_DAY..FIRST_DAY + 3 * 364 {
        let summer = i64::from((day / 91) % 4 == 1);
        for row in 0..3 {
            for col in 0..3 {
                let busy = 1 + 2 * i64::from(row == 1 && col == 1) + summer;
                for _ in 0..busy + random(2) as i64 {
                    let category = ["THEFT", "BATTERY", "THEFT", "ROBBERY"][random(4) as usize];
                    incidents.push(Incident {
                        day,
                        row,
                        col,
                        category,
                    });
                }
            }
        }
        let (row, col) = (10 + random(12) as i64, 10 + random(12) as i64);
        incidents.push(Incident {
            day,
            row,
            col,
            category: "OTHER",
        });
    }
    incidents
}

pub(crate) fn write(path: &Path, incidents: &[Incident]) {
    let schema = Arc::new(Schema::new(vec![
        Field::new(
            "time",
            DataType::Timestamp(TimeUnit::Millisecond, None),
            false,
        ),
        Field::new("lon", DataType::Float64, false),
        Field::new("lat", DataType::Float64, false),
        Field::new("category", DataType::Utf8, true),
        Field::new("id", DataType::Utf8, true),
    ]));
    // The middle of the cell, so that no rounding decides.
    let degrees = |whole: f64, cell: i64| whole + (cell as f64 + 0.5) / 1000.0;
    let time = incidents.iter().map(|i| i.day * DAY_MS + 3_600_000);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(TimestampMillisecondArray::from_iter_values(time)),
        Arc::new(Float64Array::from_iter_values(
            incidents.iter().map(|i| degrees(-87.0, i.col)),
        )),
        Arc::new(Float64Array::from_iter_values(
            incidents.iter().map(|i| degrees(41.0, i.row)),
        )),
        Arc::new(StringArray::from_iter_values(
            incidents.iter().map(|i| i.category),
        )),
        Arc::new(StringArray::from(vec![None::<&str>; incidents.len()])),
    ];
    let batch = RecordBatch::try_new(schema.clone(), columns).unwrap();
    let mut writer = ArrowWriter::try_new(fs::File::create(path).unwrap(), schema, None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// The id of a cell by the rule in the documentation of the artifacts.
pub(crate) fn id(row: i64, col: i64) -> i64 {
    (13_100_000 + row * 100) * 36_000_000 + (9_300_000 + col * 100)
}
