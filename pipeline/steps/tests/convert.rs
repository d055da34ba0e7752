//! `convert` on small files: what is kept, what is not, and why.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int64Type, TimestampMillisecondType};
use hotcast_runner::FilePattern;
use hotcast_steps::convert::{
    Area, Columns, Convert, ConvertCounts, ConvertError, Dedupe, Hooks, OnBadClock, OneOrMany,
    Reason, SourceFile, convert_files,
};
use hotcast_steps::sample::{SampleParams, write_sample};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;

#[path = "convert/containers.rs"]
mod containers;
#[path = "convert/dialects.rs"]
mod dialects;

/// A kept row: local time, longitude, latitude, category, id, count.
#[derive(Clone, Debug, PartialEq)]
struct Kept {
    time: String,
    lon: f64,
    lat: f64,
    category: Option<String>,
    id: Option<String>,
    count: f64,
}

/// A row that is not kept: file, line, reason, field, raw text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rejected {
    file: String,
    line: i64,
    reason: String,
    field: Option<String>,
    raw: String,
}

#[derive(Debug)]
struct Outcome {
    counts: ConvertCounts,
    kept: Vec<Kept>,
    rejected: Vec<Rejected>,
}

impl Outcome {
    fn reasons(&self) -> Vec<(i64, &str)> {
        self.rejected
            .iter()
            .map(|r| (r.line, r.reason.as_str()))
            .collect()
    }

    fn times(&self) -> Vec<&str> {
        self.kept.iter().map(|k| k.time.as_str()).collect()
    }
}

fn one(name: &str) -> Option<OneOrMany> {
    Some(OneOrMany::One(name.to_owned()))
}

/// Parameters for files with the header `when,lon,lat,what,id`.
fn simple() -> Convert {
    let columns = Columns {
        time: one("when"),
        lon: one("lon"),
        lat: one("lat"),
        category: one("what"),
        id: one("id"),
        ..Columns::default()
    };
    Convert {
        max_reject_share: 1.0,
        ..Convert::new(FilePattern::Many(Vec::new()), columns)
    }
}

const HEADER: &str = "when,lon,lat,what,id\n";

fn try_files(
    params: &Convert,
    files: &[(&str, &[u8])],
    workers: usize,
) -> Result<Outcome, ConvertError> {
    let dir = tempfile::tempdir().unwrap();
    let sources: Vec<SourceFile> = files
        .iter()
        .map(|(name, bytes)| {
            let path = dir.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            SourceFile {
                path,
                label: (*name).to_owned(),
            }
        })
        .collect();
    let (incidents, rejects) = (
        dir.path().join("incidents.parquet"),
        dir.path().join("rejects.parquet"),
    );
    let hooks = Hooks {
        workers,
        progress: &|_| (),
        cancelled: &|| false,
        finding: &|_| (),
    };
    let counts = convert_files(&sources, params, &incidents, &rejects, &hooks)?;
    let outcome = Outcome {
        counts,
        kept: read_kept(&incidents),
        rejected: read_rejected(&rejects),
    };
    check_account(&outcome);
    Ok(outcome)
}

fn convert(params: &Convert, text: &str) -> Outcome {
    try_files(params, &[("a.csv", text.as_bytes())], 2).unwrap()
}

fn convert_error(params: &Convert, bytes: &[u8]) -> ConvertError {
    try_files(params, &[("a.csv", bytes)], 2).unwrap_err()
}

/// The account that must hold for every conversion.
fn check_account(outcome: &Outcome) {
    let counts = &outcome.counts;
    assert_eq!(counts.rows_in, counts.rows_kept + counts.rows_rejected);
    assert_eq!(counts.rows_kept, outcome.kept.len() as u64);
    assert_eq!(counts.rows_rejected, outcome.rejected.len() as u64);
    let mut by_reason: BTreeMap<&str, u64> = BTreeMap::new();
    for rejected in &outcome.rejected {
        *by_reason.entry(&rejected.reason).or_default() += 1;
    }
    let counted: BTreeMap<&str, u64> = counts
        .reasons
        .iter()
        .map(|(reason, &n)| (reason.name(), n))
        .collect();
    assert_eq!(counted, by_reason);
}

fn batches(path: &Path) -> Vec<RecordBatch> {
    let file = std::fs::File::open(path).unwrap();
    ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn read_kept(path: &Path) -> Vec<Kept> {
    let mut rows = Vec::new();
    for batch in batches(path) {
        let time = batch["time"].as_primitive::<TimestampMillisecondType>();
        let number = |name: &str| batch[name].as_primitive::<Float64Type>().clone();
        let text = |name: &str, row: usize| {
            let column = batch[name].as_string::<i32>();
            column.is_valid(row).then(|| column.value(row).to_owned())
        };
        let count = batch
            .column_by_name("count")
            .map(|c| c.as_primitive::<Float64Type>().clone());
        for row in 0..batch.num_rows() {
            rows.push(Kept {
                time: time
                    .value_as_datetime(row)
                    .unwrap()
                    .format("%Y-%m-%d %H:%M:%S%.f")
                    .to_string(),
                lon: number("lon").value(row),
                lat: number("lat").value(row),
                category: text("category", row),
                id: text("id", row),
                count: count.as_ref().map_or(1.0, |c| c.value(row)),
            });
        }
    }
    rows
}

fn read_rejected(path: &Path) -> Vec<Rejected> {
    let mut rows = Vec::new();
    for batch in batches(path) {
        let text = |name: &str, row: usize| {
            let column = batch[name].as_string::<i32>();
            column.is_valid(row).then(|| column.value(row).to_owned())
        };
        for row in 0..batch.num_rows() {
            rows.push(Rejected {
                file: text("file", row).unwrap(),
                line: batch["line"].as_primitive::<Int64Type>().value(row),
                reason: text("reason", row).unwrap(),
                field: text("field", row),
                raw: text("raw", row).unwrap(),
            });
        }
    }
    rows
}

#[test]
fn every_kind_of_fault_is_named_with_its_line_field_and_text() {
    let text = format!(
        "{HEADER}\
         2020-01-31 23:45:00,-87.6,41.9,THEFT,1\n\
         ,-87.6,41.9,THEFT,2\n\
         soon,-87.6,41.9,THEFT,3\n\
         2020-02-30,-87.6,41.9,THEFT,4\n\
         2020-02-01,,,THEFT,5\n\
         2020-02-01,west,41.9,THEFT,6\n\
         2020-02-01,0,0.0,THEFT,7\n\
         2020-02-01,-87.6,141.9,THEFT,8\n\
         2020-02-01,-87.6,41.9,THEFT\n\
         2020-02-01,-87.6,41.9,THEFT,9,extra\n\
         {HEADER}\
         \n\
         2020-02-01,-87.6,41.9,\"THEFT,10\n\
         2020-02-01,-87.6,41.9,\"SAID \"\"STOP\"\",\nRAN\",11\n\
         2020-02-01,-87.6,41.9,,\n\
         2020-02-01,-87."
    );
    let outcome = convert(&simple(), &text);
    let expected = [
        (3, "missing_time", Some("when")),
        (4, "unparsable_time", Some("when")),
        (5, "unparsable_time", Some("when")),
        (6, "missing_coordinates", Some("lon")),
        (7, "unparsable_coordinates", Some("lon")),
        (8, "sentinel_coordinates", Some("lat")),
        (9, "coordinates_out_of_range", Some("lat")),
        (10, "field_count", None),
        (11, "field_count", None),
        (12, "repeated_header", None),
        (14, "unbalanced_quote", None),
        (18, "field_count", None),
    ];
    let found: Vec<_> = outcome
        .rejected
        .iter()
        .map(|r| (r.line, r.reason.as_str(), r.field.as_deref()))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(outcome.rejected[1].raw, "soon,-87.6,41.9,THEFT,3");
    assert_eq!(outcome.rejected[11].raw, "2020-02-01,-87.");
    assert_eq!(outcome.rejected[0].file, "a.csv");
    assert_eq!(outcome.counts.rows_in, 15);
    let categories: Vec<_> = outcome.kept.iter().map(|k| k.category.as_deref()).collect();
    assert_eq!(
        categories,
        [Some("THEFT"), Some("SAID \"STOP\",\nRAN"), None]
    );
    assert_eq!(outcome.kept[0].time, "2020-01-31 23:45:00");
    assert_eq!(outcome.kept[2].id, None);
}

#[test]
fn a_mark_windows_line_ends_blanks_and_a_missing_last_line_end_change_nothing() {
    let plain = format!("{HEADER}2020-02-01,-87.6,41.9,THEFT,1\n2020-02-02,-87.5,41.8,ARSON,2\n");
    let odd = "\u{feff}\r\n when , lon,\"lat\",what,id\r\n 2020-02-01 , -87.6 ,\" 41.9 \",  THEFT,\"1\" \r\n\r\n2020-02-02,-87.5,41.8, \"ARSON\",2";
    assert_eq!(
        convert(&simple(), &plain).kept,
        convert(&simple(), odd).kept
    );
}

#[test]
fn columns_are_found_in_any_order_and_by_alternative_names() {
    let mut params = simple();
    params.columns.time = Some(OneOrMany::Many(vec![
        "occurred".to_owned(),
        "When".to_owned(),
    ]));
    let files: [(&str, &[u8]); 2] = [
        (
            "a.csv",
            b"when,lon,lat,what,id\n2020-02-01,-87.6,41.9,THEFT,1\n",
        ),
        (
            "b.csv",
            b"id;lat;note;lon;OCCURRED;What\n2;41.8;x;-87.5;2020-02-02;ARSON\n",
        ),
    ];
    let outcome = try_files(&params, &files, 2).unwrap();
    assert_eq!(
        outcome.times(),
        ["2020-02-01 00:00:00", "2020-02-02 00:00:00"]
    );
    assert_eq!(outcome.kept[1].lon, -87.5);
}

#[test]
fn each_way_of_writing_a_time_is_read() {
    for (format, text, expected) in [
        (
            "%m/%d/%Y %I:%M:%S %p",
            "01/31/2020 11:45:00 PM",
            "2020-01-31 23:45:00",
        ),
        (
            "%m/%d/%Y %I:%M:%S %p",
            "1/3/2020 12:05:09 AM",
            "2020-01-03 00:05:09",
        ),
        (
            "%m/%d/%Y %I:%M %p",
            "01/31/2020 12:00 pm",
            "2020-01-31 12:00:00",
        ),
        ("%d.%m.%y %H:%M", "31.01.20 23:45", "2020-01-31 23:45:00"),
        ("%d %B %Y", "31 January 2020", "2020-01-31 00:00:00"),
        ("%b %d, %Y", "Jan. 31, 2020", "2020-01-31 00:00:00"),
        (
            "%a, %d %b %Y %T",
            "Fri, 31 Jan 2020 23:45:00",
            "2020-01-31 23:45:00",
        ),
        ("%Y%m%d", "20200131", "2020-01-31 00:00:00"),
        ("%Y-%m", "2020-01", "2020-01-01 00:00:00"),
        ("%Y", "2020", "2020-01-01 00:00:00"),
        ("%Y/%j", "2020/366", "2020-12-31 00:00:00"),
        (
            "%F %T.%f",
            "2020-01-31 23:45:00.250",
            "2020-01-31 23:45:00.250",
        ),
        ("iso", "2020-01-31T23:45:00.000Z", "2020-01-31 23:45:00"),
        ("iso", "2020-01-31T23:45:00-06:00", "2020-01-31 23:45:00"),
        ("iso", "2020-01-31 23:45", "2020-01-31 23:45:00"),
        ("iso", "2020/01/31", "2020-01-31 00:00:00"),
        ("iso", "20200131T234500", "2020-01-31 23:45:00"),
        ("iso", "2020-01", "2020-01-01 00:00:00"),
        ("iso", "2020", "2020-01-01 00:00:00"),
        ("iso", "2020-02-29 24:00", "2020-03-01 00:00:00"),
        (
            "%d/%m/%Y %I:%M:%S %p",
            "31/01/2020 11:45:00 p.\u{a0}m.",
            "2020-01-31 23:45:00",
        ),
        (
            "%d/%m/%Y %I:%M:%S %p",
            "31/01/2020 11:45:00\u{202f}PM",
            "2020-01-31 23:45:00",
        ),
        (
            "%d/%m/%Y %I:%M %p",
            "31/01/2020 11:45 a. m.",
            "2020-01-31 11:45:00",
        ),
        ("%m/%d/%Y %H:%M", "12/31/2020 24:00", "2021-01-01 00:00:00"),
        ("excel_serial", "43861.989583333336", "2020-01-31 23:45:00"),
        ("excel_serial", "43861", "2020-01-31 00:00:00"),
        ("excel_serial_1904", "42399", "2020-01-31 00:00:00"),
        ("epoch_s", "1580514300.0", "2020-01-31 23:45:00"),
        ("epoch_s", "1580514300.25", "2020-01-31 23:45:00.250"),
        ("epoch_s", "-1.5", "1969-12-31 23:59:58.500"),
        ("%s.%f", "-1.5", "1969-12-31 23:59:58.500"),
        ("epoch_s", "1580514300", "2020-01-31 23:45:00"),
        ("epoch_ms", "1580514300000", "2020-01-31 23:45:00"),
        ("epoch_ms", "-1", "1969-12-31 23:59:59.999"),
    ] {
        let params = Convert {
            time_format: OneOrMany::One(format.to_owned()),
            ..simple()
        };
        let outcome = convert(&params, &format!("{HEADER}\"{text}\",-87.6,41.9,THEFT,1\n"));
        assert_eq!(outcome.times(), [expected], "{format}: {text}");
    }
}

#[test]
fn dates_that_no_calendar_has_are_rejected() {
    for (format, text) in [
        ("iso", "2019-02-29"),
        ("iso", "2020-13-01"),
        ("iso", "2020-01-01T24:01"),
        ("iso", "43831"),
        ("iso", "202001"),
        ("iso", "20200131234500"),
        ("excel_serial", "60"),
        ("%m/%d/%Y %H:%M %p", "01/10/2020 11:00 PM"),
        ("iso", "2020-01-01x"),
        ("%m/%d/%Y", "00/10/2020"),
        ("%m/%d/%Y", "1/10/20"),
        ("%m/%d/%Y %I:%M %p", "01/10/2020 13:00 PM"),
        ("%m/%d/%Y %I:%M %p", "01/10/2020 11:00 XM"),
        ("%Y/%j", "2019/366"),
        ("epoch_s", "99999999999999999999"),
    ] {
        let params = Convert {
            time_format: OneOrMany::One(format.to_owned()),
            ..simple()
        };
        let outcome = convert(&params, &format!("{HEADER}{text},-87.6,41.9,THEFT,1\n"));
        assert_eq!(
            outcome.reasons(),
            [(2, "unparsable_time")],
            "{format}: {text}"
        );
    }
}

#[test]
fn several_formats_in_one_file_are_tried_in_order() {
    let params = Convert {
        time_format: OneOrMany::Many(["%m/%d/%Y", "iso", "epoch_s"].map(str::to_owned).to_vec()),
        ..simple()
    };
    let outcome = convert(
        &params,
        &format!(
            "{HEADER}02/01/2020,-87.6,41.9,,\n2020-02-02T05:00,-87.6,41.9,,\n1580688000,-87.6,41.9,,\n"
        ),
    );
    assert_eq!(
        outcome.times(),
        [
            "2020-02-01 00:00:00",
            "2020-02-02 05:00:00",
            "2020-02-03 00:00:00"
        ]
    );
}

#[test]
fn stated_offsets_are_brought_to_the_city_s_wall_clock_when_it_is_declared() {
    let params = Convert {
        timezone: Some("America/New_York".to_owned()),
        ..simple()
    };
    let outcome = convert(
        &params,
        &format!(
            "{HEADER}2019-09-27T04:00:00Z,-78.5,38,,\n2019-12-27T05:00:00Z,-78.5,38,,\n2019-09-27T06:00:00+02:00,-78.5,38,,\n2019-09-27T04:00:00,-78.5,38,,\n"
        ),
    );
    // Summer time, winter time, another offset, and a time that is local already.
    assert_eq!(
        outcome.times(),
        [
            "2019-09-27 00:00:00",
            "2019-12-27 00:00:00",
            "2019-09-27 00:00:00",
            "2019-09-27 04:00:00"
        ]
    );
}

/// Columns of a date and a clock, for files with the header `day,clock,lon,lat`.
fn day_and_clock() -> Convert {
    let columns = Columns {
        date: one("day"),
        clock: one("clock"),
        lon: one("lon"),
        lat: one("lat"),
        ..Columns::default()
    };
    Convert {
        columns,
        ..simple()
    }
}

fn clocks(clocks: &[&str]) -> String {
    let rows: String = clocks
        .iter()
        .map(|clock| format!("2019-12-31,{clock},-87.6,41.9\n"))
        .collect();
    format!("day,clock,lon,lat\n{rows}")
}

#[test]
fn twenty_four_o_clock_is_the_midnight_that_ends_the_day() {
    let text = clocks(&["24:00", "24:00:00", "2400", "23:59", "24:01", "2401", "0"]);
    let outcome = convert(&day_and_clock(), &text);
    let next = "2020-01-01 00:00:00";
    assert_eq!(
        outcome.times(),
        [
            next,
            next,
            next,
            "2019-12-31 23:59:00",
            "2019-12-31 00:00:00"
        ]
    );
    assert_eq!(
        outcome.reasons(),
        [(6, "unparsable_time"), (7, "unparsable_time")]
    );
}

#[test]
fn an_unreadable_clock_costs_the_row_unless_its_day_is_enough() {
    let text = clocks(&["n/a", "17:20", "99:99", "", "?"]);
    let rejecting = convert(&day_and_clock(), &text);
    assert_eq!(rejecting.counts.clock_unreadable, 0);
    let fields: Vec<_> = rejecting
        .rejected
        .iter()
        .map(|r| (r.line, r.field.as_deref()))
        .collect();
    assert_eq!(
        fields,
        [(2, Some("clock")), (4, Some("clock")), (6, Some("clock"))]
    );
    let keeping = Convert {
        on_bad_clock: OnBadClock::Midnight,
        ..day_and_clock()
    };
    let outcome = convert(&keeping, &text);
    let midnight = "2019-12-31 00:00:00";
    assert_eq!(
        outcome.times(),
        [
            midnight,
            "2019-12-31 17:20:00",
            midnight,
            midnight,
            midnight
        ]
    );
    // A blank clock is nothing unreadable.
    assert_eq!(outcome.counts.clock_unreadable, 3);
    // A bad day is not helped by its clock.
    let bad_day = convert(&keeping, "day,clock,lon,lat\nsoon,n/a,-87.6,41.9\n");
    assert_eq!(bad_day.rejected[0].field.as_deref(), Some("day"));
}

#[test]
fn a_repeated_row_without_a_clock_is_counted_once() {
    let params = Convert {
        on_bad_clock: OnBadClock::Midnight,
        dedupe: Dedupe::Row,
        ..day_and_clock()
    };
    let outcome = convert(&params, &clocks(&["n/a", "n/a"]));
    assert_eq!(outcome.counts.clock_unreadable, 1);
    assert_eq!(outcome.counts.rows_kept, 1);
}

#[test]
fn the_part_of_a_time_that_is_wrong_is_the_one_that_is_blamed() {
    let columns = Columns {
        year: one("y"),
        month: one("m"),
        day: one("d"),
        hour: one("h"),
        minute: one("min"),
        lon: one("lon"),
        lat: one("lat"),
        ..Columns::default()
    };
    let params = Convert {
        columns,
        ..simple()
    };
    let rows = [
        ("2019,12,31,24,0", None),
        ("2019,12,31,24,", None),
        ("2019,12,31,,", None),
        ("2019,12,31,24,30", Some("h")),
        ("2019,12,31,25,0", Some("h")),
        ("2019,12,31,-1,0", Some("h")),
        ("2019,12,31,7,60", Some("min")),
        ("2019,13,31,7,0", Some("m")),
        ("2019,0,31,7,0", Some("m")),
        ("2019,Brumaire,31,7,0", Some("m")),
        ("2019,2,29,7,0", Some("d")),
        ("19,12,31,7,0", Some("y")),
    ];
    let text: String = rows.map(|(row, _)| format!("{row},-87.6,41.9\n")).concat();
    let text = format!("y,m,d,h,min,lon,lat\n{text}");
    let outcome = convert(&params, &text);
    assert_eq!(
        outcome.times(),
        [
            "2020-01-01 00:00:00",
            "2020-01-01 00:00:00",
            "2019-12-31 00:00:00"
        ]
    );
    let blamed: Vec<_> = outcome
        .rejected
        .iter()
        .map(|r| r.field.as_deref())
        .collect();
    let expected: Vec<_> = rows[3..].iter().map(|(_, field)| *field).collect();
    assert_eq!(blamed, expected);
    let keeping = Convert {
        on_bad_clock: OnBadClock::Midnight,
        ..params
    };
    let outcome = convert(&keeping, &text);
    assert_eq!(outcome.counts.clock_unreadable, 4);
    assert_eq!(outcome.counts.rows_kept, 7);
}

#[test]
fn a_date_that_two_formats_read_as_different_days_is_rejected() {
    let with = |formats: &[&str]| Convert {
        time_format: OneOrMany::Many(formats.iter().map(|&f| f.to_owned()).collect()),
        ..simple()
    };
    let text = |dates: &[&str]| {
        let rows: String = dates
            .iter()
            .map(|date| format!("{date},-87.6,41.9,A,1\n"))
            .collect();
        format!("{HEADER}{rows}")
    };
    // The day is the same both ways, or only one way is a day.
    let outcome = convert(
        &with(&["%m/%d/%Y", "%d/%m/%Y"]),
        &text(&["03/04/2021", "04/04/2021", "21/04/2021", "04/21/2021"]),
    );
    assert_eq!(outcome.reasons(), [(2, "ambiguous_time")]);
    assert_eq!(outcome.rejected[0].field.as_deref(), Some("when"));
    let days: Vec<_> = outcome.times().iter().map(|t| t[..10].to_owned()).collect();
    assert_eq!(days, ["2021-04-04", "2021-04-21", "2021-04-21"]);
    // Two digits of a year in front or behind, and `iso` against a year with the day before the month.
    let outcome = convert(&with(&["%y/%m/%d", "%d/%m/%y"]), &text(&["20/04/21"]));
    assert_eq!(outcome.reasons(), [(2, "ambiguous_time")]);
    let outcome = convert(&with(&["iso", "%Y-%d-%m"]), &text(&["2021-03-04"]));
    assert_eq!(outcome.reasons(), [(2, "ambiguous_time")]);
    // Formats of different shapes never fit one text.
    let outcome = convert(
        &with(&["%m/%d/%Y %H:%M", "%d/%m/%Y", "epoch_s"]),
        &text(&["03/04/2021 05:00", "03/04/2021", "1618963200"]),
    );
    assert_eq!(
        outcome.times(),
        [
            "2021-03-04 05:00:00",
            "2021-04-03 00:00:00",
            "2021-04-21 00:00:00"
        ]
    );
}

#[test]
fn a_date_and_a_clock_in_two_columns_become_one_time() {
    let mut params = simple();
    params.columns = Columns {
        time: None,
        date: one("when"),
        clock: one("clock"),
        ..params.columns
    };
    let text = "when,clock,lon,lat,what,id\n2020-01-31T05:00,23:45,1,2,,\n2020-01-31,9:05:07 pm,1,2,,\n2020-01-31,914,1,2,,\n2020-01-31,,1,2,,\n2020-01-31,late,1,2,,\n";
    let outcome = convert(&params, text);
    assert_eq!(
        outcome.times(),
        [
            "2020-01-31 23:45:00",
            "2020-01-31 21:05:07",
            "2020-01-31 09:14:00",
            "2020-01-31 00:00:00"
        ]
    );
    assert_eq!(outcome.reasons(), [(6, "unparsable_time")]);
    assert_eq!(outcome.rejected[0].field.as_deref(), Some("clock"));
}

#[test]
fn parts_of_a_date_in_columns_become_one_time() {
    let mut params = simple();
    let Columns {
        lon, lat, category, ..
    } = params.columns;
    params.columns = Columns {
        year: one("Y"),
        month: one("M"),
        day: one("D"),
        hour: one("h"),
        minute: one("m"),
        lon,
        lat,
        category,
        ..Columns::default()
    };
    let text = "Y,M,D,h,m,lon,lat,what\n2020,1,31,23,45,1,2,\n2020.0,February,29,,,1,2,\n2020,2,30,1,1,1,2,\n2020,,1,1,1,1,2,\n2020,Foo,1,1,1,1,2,\n";
    let outcome = convert(&params, text);
    assert_eq!(
        outcome.times(),
        ["2020-01-31 23:45:00", "2020-02-29 00:00:00"]
    );
    assert_eq!(
        outcome.reasons(),
        [
            (4, "unparsable_time"),
            (5, "missing_time"),
            (6, "unparsable_time")
        ]
    );
    let mut months = params.clone();
    months.columns = Columns {
        day: None,
        hour: None,
        minute: None,
        ..params.columns
    };
    assert_eq!(
        convert(&months, text).times(),
        [
            "2020-01-01 00:00:00",
            "2020-02-01 00:00:00",
            "2020-02-01 00:00:00"
        ]
    );
}

#[test]
fn projected_coordinates_are_brought_to_degrees_thousands_and_all() {
    let mut params = Convert {
        epsg: Some(3435.into()),
        ..simple()
    };
    params.columns = Columns {
        lon: None,
        lat: None,
        x: one("x"),
        y: one("y"),
        ..params.columns
    };
    let outcome = convert(
        &params,
        "when,x,y,what,id\n2020-01-01,1174694,1901831,,\n2020-01-01,\"1,174,694.0\",\"1,901,831\",,\n2020-01-01,0,0,,\n2020-01-01,,5,,\n",
    );
    // The portal publishes this place in both forms.
    for kept in &outcome.kept {
        assert!(
            (kept.lon - -87.633_937_881).abs() < 2e-9 && (kept.lat - 41.886_018_055).abs() < 2e-9,
            "{kept:?}"
        );
    }
    assert_eq!(outcome.kept.len(), 2);
    assert_eq!(
        outcome.reasons(),
        [(4, "sentinel_coordinates"), (5, "missing_coordinates")]
    );
}

#[test]
fn the_plane_serves_rows_without_degrees() {
    let mut params = Convert {
        epsg: Some(3435.into()),
        ..simple()
    };
    params.columns.x = one("x");
    params.columns.y = one("y");
    let outcome = convert(
        &params,
        "when,lon,lat,x,y,what,id\n2020-01-01,-87.5,41.8,1174694,1901831,,\n2020-01-01,,,1174694,1901831,,\n",
    );
    assert_eq!(outcome.kept[0].lon, -87.5);
    assert!((outcome.kept[1].lon - -87.633_937_881).abs() < 2e-9);
}

#[test]
fn a_point_column_is_read_in_both_notations() {
    let mut params = simple();
    params.columns = Columns {
        lon: None,
        lat: None,
        point: one("where"),
        ..params.columns
    };
    let outcome = convert(
        &params,
        "when,where,what,id\n2020-01-01,\"(41.9, -87.6)\",,\n2020-01-01,POINT (-87.6 41.9),,\n2020-01-01,,,\n2020-01-01,nowhere,,\n",
    );
    assert_eq!(
        outcome
            .kept
            .iter()
            .map(|k| (k.lon, k.lat))
            .collect::<Vec<_>>(),
        [(-87.6, 41.9); 2]
    );
    assert_eq!(
        outcome.reasons(),
        [(4, "missing_coordinates"), (5, "unparsable_coordinates")]
    );
}

#[test]
fn a_decimal_comma_is_read_where_it_is_declared() {
    let params = Convert {
        decimal: ',',
        ..simple()
    };
    let outcome = convert(
        &params,
        "when;lon;lat;what;id\n2020-01-01;13,4050;52,52;Diebstahl;1\n",
    );
    assert_eq!((outcome.kept[0].lon, outcome.kept[0].lat), (13.405, 52.52));
}

#[test]
fn bytes_that_are_not_utf8_are_read_as_declared() {
    let text: &[u8] =
        b"when,lon,lat,what,id\n2020-01-01,1,2,CAF\xc9,1\n2020-01-01,1,2,\"\x80 \"\"5\"\"\",2\n";
    for (encoding, expected) in [
        ("auto", vec!["CAFÉ", "€ \"5\""]),
        ("windows-1252", vec!["CAFÉ", "€ \"5\""]),
        ("utf-8", vec![]),
    ] {
        let params = Convert {
            encoding: encoding.to_owned(),
            ..simple()
        };
        let outcome = try_files(&params, &[("a.csv", text)], 2).unwrap();
        assert_eq!(
            outcome
                .kept
                .iter()
                .filter_map(|k| k.category.as_deref())
                .collect::<Vec<_>>(),
            expected,
            "{encoding}"
        );
        if encoding == "utf-8" {
            assert_eq!(
                outcome.reasons(),
                [(2, "invalid_encoding"), (3, "invalid_encoding")]
            );
        }
    }
}

#[test]
fn filters_take_rows_out_and_say_so() {
    let text = format!(
        "{HEADER}2020-01-01,1,1,,a\n2020-01-01,5,5,,b\n2020-01-01,9,1,,c\n2020-01-01,2,1,,d\n2019-12-31 23:59,1,1,,e\n2020-02-01,1,1,,f\n2020-01-01,50,1,,g\n"
    );
    let params = Convert {
        bbox: Some([0.0, 0.0, 10.0, 10.0]),
        polygon: Some(Area::Ring(vec![[0.0, 0.0], [8.0, 0.0], [0.0, 8.0]])),
        sentinels: vec![[2.0, 1.0]],
        since: Some("2020-01-01".parse().unwrap()),
        until: Some("2020-02-01".parse().unwrap()),
        max_reject_share: 0.2,
        ..simple()
    };
    let outcome = convert(&params, &text);
    assert_eq!(outcome.kept.len(), 1);
    assert_eq!(
        outcome.reasons(),
        [
            (3, "outside_polygon"),
            (4, "outside_polygon"),
            (5, "sentinel_coordinates"),
            (6, "outside_period"),
            (7, "outside_period"),
            (8, "outside_bbox")
        ]
    );
}

#[test]
fn duplicates_are_kept_unless_asked_for() {
    let files: [(&str, &[u8]); 2] = [
        ("a.csv", b"when,lon,lat,what,id\n2020-01-01,1,1,A,7\n2020-01-01,1,1,A,7\n2020-01-01,1,1,B,7\n2020-01-01,1,1,C,\n2020-01-01,1,1,C,\n"),
        ("b.csv", b"when,lon,lat,what,id\n2020-01-01,1,1,A,7\n2020-01-01,1,1,D,8\n"),
    ];
    for (dedupe, kept, repeated) in [
        (Dedupe::None, "AABCCAD", vec![]),
        (
            Dedupe::Id,
            "ACCD",
            vec![("a.csv", 3), ("a.csv", 4), ("b.csv", 2)],
        ),
        (
            Dedupe::Row,
            "ABCD",
            vec![("a.csv", 3), ("a.csv", 6), ("b.csv", 2)],
        ),
    ] {
        let outcome = try_files(&Convert { dedupe, ..simple() }, &files, 2).unwrap();
        assert_eq!(
            outcome
                .kept
                .iter()
                .filter_map(|k| k.category.as_deref())
                .collect::<String>(),
            kept
        );
        let found: Vec<_> = outcome
            .rejected
            .iter()
            .map(|r| (r.file.as_str(), r.line))
            .collect();
        assert_eq!(found, repeated);
        assert!(
            outcome
                .rejected
                .iter()
                .all(
                    |r| r.reason == Reason::Duplicate.name() && r.raw == "2020-01-01,1,1,A,7"
                        || r.line > 3
                )
        );
    }
}

#[test]
fn counts_are_read_with_their_sign() {
    let mut params = simple();
    params.columns.count = one("n");
    let outcome = convert(
        &params,
        "when,lon,lat,what,id,n\n2020-01-01,1,1,A,1,3\n2020-01-01,1,1,A,1,-2\n2020-01-01,1,1,A,1,\n2020-01-01,1,1,A,1,\"1,200\"\n",
    );
    assert_eq!(
        outcome.kept.iter().map(|k| k.count).collect::<Vec<_>>(),
        [3.0, -2.0, 1200.0]
    );
    assert_eq!(outcome.reasons(), [(4, "unparsable_count")]);
}

#[test]
fn ragged_rows_are_kept_where_that_is_allowed() {
    let params = Convert {
        ragged: true,
        ..simple()
    };
    let outcome = convert(
        &params,
        &format!("{HEADER}2020-01-01,1,1\n2020-01-02,1,1,A,1,,,\n2020-01-03\n"),
    );
    assert_eq!(
        outcome.times(),
        ["2020-01-01 00:00:00", "2020-01-02 00:00:00"]
    );
    assert_eq!(outcome.reasons(), [(4, "missing_coordinates")]);
}

#[test]
fn compressed_files_give_what_plain_ones_do_whatever_their_names() {
    let text = format!("{HEADER}2020-01-01,1,1,A,1\n2020-01-02,x,1,A,1\n");
    let (head, tail) = text.as_bytes().split_at(30);
    // Two members, as concatenated archives have them.
    let gzip: Vec<u8> = [head, tail]
        .iter()
        .flat_map(|part| {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(part).unwrap();
            encoder.finish().unwrap()
        })
        .collect();
    let frames: Vec<u8> = [head, tail]
        .iter()
        .flat_map(|part| zstd::encode_all(*part, 1).unwrap())
        .collect();
    let plain = convert(&simple(), &text);
    for (name, bytes) in [("a.csv.gz", &gzip), ("no-extension", &frames)] {
        let outcome = try_files(&simple(), &[(name, bytes)], 2).unwrap();
        assert_eq!(
            (outcome.kept, outcome.rejected[0].line),
            (plain.kept.clone(), 3)
        );
    }
    let cut = try_files(&simple(), &[("a.csv.gz", &gzip[..gzip.len() - 12])], 2).unwrap_err();
    assert!(matches!(cut, ConvertError::Read { .. }), "{cut}");
    assert_eq!(
        cut.hint().unwrap(),
        "the compressed file is cut off; fetch it again"
    );
}

#[test]
fn a_header_alone_is_a_file_without_incidents_and_nothing_at_all_is_an_error() {
    assert_eq!(convert(&simple(), HEADER).counts.rows_in, 0);
    assert_eq!(convert(&simple(), HEADER.trim_end()).counts.rows_in, 0);
    for text in ["", "\n\r\n", "\u{feff}"] {
        let error = convert_error(&simple(), text.as_bytes());
        assert_eq!(
            error.to_string(),
            "a.csv: the file is empty, without a header line"
        );
    }
}

#[test]
fn files_that_are_no_csv_are_told_apart() {
    assert!(
        convert_error(&simple(), b"\xff\xfew\0h\0e\0n\0")
            .to_string()
            .contains("line 1: the file is UTF-16")
    );
    assert!(
        convert_error(&simple(), b"PK\x03\x04....")
            .to_string()
            .contains("not a whole zip archive")
    );
    assert!(
        convert_error(&simple(), b"when\0\0,lon\n")
            .to_string()
            .contains("NUL")
    );
    assert!(
        convert_error(&simple(), b"when,\"lon\n1,2\n")
            .to_string()
            .contains("never closed")
    );
}

/// Some megabytes, so that there are many chunks, whose ends fall into quoted fields of several lines, and a stray quote that nothing closes.
#[test]
fn quoted_line_ends_are_found_wherever_a_chunk_ends() {
    let story = "and then\n".repeat(40);
    let long_story = "on and on, \"\"he said\"\"\n".repeat(20_000);
    let (mut text, mut line, mut ids, mut rejects) = (HEADER.to_owned(), 2, Vec::new(), Vec::new());
    for id in 0..6_000 {
        let row = match id % 1_000 {
            7 => format!("2020-02-01,-87.6,41.9,\"STRAY,{id}\n"),
            8 => format!("2020-02-30,-87.6,41.9,\"TWO\nLINES\",{id}\n"),
            500 => format!("2020-02-01,-87.6,41.9,\"{long_story}\",{id}\n"),
            _ if id > 1_000 && id % 3 == 0 => format!("2020-02-01,-87.6,41.9,\"{story}\",{id}\n"),
            _ => format!("2020-02-01,-87.6,41.9,THEFT,{id}\n"),
        };
        match id % 1_000 {
            7 => rejects.push((line, "unbalanced_quote")),
            8 => rejects.push((line, "unparsable_time")),
            _ => ids.push(id.to_string()),
        }
        line += row.matches('\n').count() as i64;
        text += &row;
    }
    for workers in [1, 3] {
        let outcome = try_files(&simple(), &[("a.csv", text.as_bytes())], workers).unwrap();
        assert_eq!(outcome.reasons(), rejects);
        let found: Vec<String> = outcome.kept.into_iter().filter_map(|row| row.id).collect();
        assert_eq!(found, ids);
    }
}

#[test]
fn a_line_without_end_is_an_error_that_says_where() {
    let mut text = format!("{HEADER}2020-02-01,-87.6,41.9,THEFT,1\n").into_bytes();
    text.resize(text.len() + (65 << 20), b'x');
    let error = convert_error(&simple(), &text);
    assert_eq!(
        error.to_string(),
        "a.csv: line 3: a line is longer than 64 MiB, so this is not a CSV"
    );
}

#[test]
fn nul_bytes_and_long_fields_are_dirt_of_their_row() {
    let long = "x".repeat(300_000);
    let text = format!(
        "{HEADER}2020-02-01,-87.6,41.9,A\0B,1\n2020\0,-87.6,41.9,A,2\n2020-02-01,-87.6,41.9,{long},3\n"
    );
    let outcome = convert(&simple(), &text);
    assert_eq!(outcome.reasons(), [(3, "unparsable_time")]);
    let categories: Vec<_> = outcome.kept.iter().map(|k| k.category.as_deref()).collect();
    assert_eq!(categories, [Some("A\0B"), Some(long.as_str())]);
}

#[test]
fn a_missing_column_is_an_error_that_names_the_choice() {
    let error = convert_error(&simple(), b"wehn,lon,lat,what,id\n");
    assert_eq!(
        error.to_string(),
        "a.csv: line 1: no column `when` for `columns.time`; the columns are `wehn`, `lon`, `lat`, `what`, `id`"
    );
    assert_eq!(error.hint().unwrap(), "did you mean `wehn`?");
}

#[test]
fn a_file_of_which_most_rows_are_malformed_is_an_error_with_a_remedy() {
    let params = Convert {
        max_reject_share: 0.5,
        ..simple()
    };
    let text = format!(
        "{HEADER}2020-01-01,1,1,A,1\n01/31/2020 11:45:00 PM,1,1,A,1\n02/01/2020 11:45:00 PM,1,1,A,1\n"
    );
    let error = convert_error(&params, text.as_bytes());
    assert_eq!(
        error.to_string(),
        "a.csv: line 3, field `when`: 2 of 3 rows are malformed, mostly by unparsable_time: `01/31/2020 11:45:00 PM`, expected `iso`"
    );
    assert_eq!(
        error.hint().unwrap(),
        "`time_format: [\"iso\", \"%m/%d/%Y %I:%M:%S %p\"]` fits all 3 values; or raise `max_reject_share`, now 0.5"
    );
}

#[test]
fn an_unreadable_path_is_an_error_that_names_it() {
    let source = SourceFile {
        path: "/does/not/exist.csv".into(),
        label: "data/x.csv".to_owned(),
    };
    let dir = tempfile::tempdir().unwrap();
    let hooks = Hooks {
        workers: 1,
        progress: &|_| (),
        cancelled: &|| false,
        finding: &|_| (),
    };
    let error = convert_files(
        &[source],
        &simple(),
        &dir.path().join("a"),
        &dir.path().join("b"),
        &hooks,
    )
    .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("data/x.csv: cannot be read: "),
        "{error}"
    );
}

#[test]
fn an_interrupted_conversion_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.csv");
    std::fs::write(&path, format!("{HEADER}2020-01-01,1,1,A,1\n")).unwrap();
    let source = SourceFile {
        path,
        label: "a.csv".to_owned(),
    };
    let hooks = Hooks {
        workers: 2,
        progress: &|_| (),
        cancelled: &|| true,
        finding: &|_| (),
    };
    let error = convert_files(
        &[source],
        &simple(),
        &dir.path().join("a"),
        &dir.path().join("b"),
        &hooks,
    )
    .unwrap_err();
    assert!(matches!(error, ConvertError::Cancelled));
}

fn portal() -> Convert {
    let columns = Columns {
        time: one("Date"),
        lon: one("Longitude"),
        lat: one("Latitude"),
        category: one("Primary Type"),
        id: one("Case Number"),
        ..Columns::default()
    };
    let input = FilePattern::Many(Vec::new());
    Convert {
        time_format: OneOrMany::One("%m/%d/%Y %I:%M:%S %p".to_owned()),
        ..Convert::new(input, columns)
    }
}

/// The counts were made by `fixtures/convert/expected.py` with Python's csv and datetime modules.
#[test]
fn a_spoiled_export_gives_the_counts_that_python_gives() {
    let text = include_bytes!("fixtures/convert/portal_dirty.csv");
    let expected: serde_json::Value =
        serde_json::from_str(include_str!("fixtures/convert/expected.json")).unwrap();
    let params = Convert {
        sentinels: vec![[-91.686_565_684, 36.619_446_395]],
        ..portal()
    };
    let outcome = try_files(&params, &[("portal.csv", text)], 2).unwrap();
    let number = |key: &str| expected[key].as_u64().unwrap();
    assert_eq!(
        (outcome.counts.rows_in, outcome.counts.rows_kept),
        (number("rows_in"), number("rows_kept"))
    );
    let reasons: BTreeMap<String, u64> =
        serde_json::from_value(expected["reasons"].clone()).unwrap();
    assert_eq!(
        outcome
            .counts
            .reasons
            .iter()
            .map(|(r, &n)| (r.name().to_owned(), n))
            .collect::<BTreeMap<_, _>>(),
        reasons
    );
    let months: BTreeMap<String, u64> =
        serde_json::from_value(expected["per_month"].clone()).unwrap();
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for kept in &outcome.kept {
        *found.entry(kept.time[..7].to_owned()).or_default() += 1;
    }
    assert_eq!(found, months);
}

#[test]
fn a_sample_is_the_same_on_any_number_of_threads_and_every_row_of_it_is_accounted_for() {
    let params = SampleParams {
        rows: 30_000,
        seed: 3,
        dirty: true,
        ..SampleParams::default()
    };
    let write = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let mut csv = Vec::new();
        pool.install(|| write_sample(&mut csv, &params, &|_| ()))
            .unwrap();
        csv
    };
    let csv = write(1);
    assert!(csv == write(4));
    let one_worker = try_files(&portal(), &[("s.csv", &csv)], 1).unwrap();
    let four_workers = try_files(&portal(), &[("s.csv", &csv)], 4).unwrap();
    assert_eq!(one_worker.kept, four_workers.kept);
    assert_eq!(one_worker.rejected, four_workers.rejected);
    let malformed = one_worker.counts.rows_malformed() as f64 / 30_000.0;
    assert!((0.01..0.03).contains(&malformed), "{malformed}");
    assert!(
        one_worker.counts.reasons.len() >= 6,
        "{:?}",
        one_worker.counts.reasons
    );
}

#[test]
fn a_clean_sample_has_the_portal_s_header_and_loses_only_rows_without_coordinates() {
    let params = SampleParams {
        rows: 20_000,
        missing_coordinates: 0.02,
        ..SampleParams::default()
    };
    let mut csv = Vec::new();
    write_sample(&mut csv, &params, &|_| ()).unwrap();
    assert!(csv.starts_with(b"ID,Case Number,Date,Block,IUCR,Primary Type,Description,Location Description,Arrest,Domestic,Beat,District,Ward,Community Area,FBI Code,X Coordinate,Y Coordinate,Year,Updated On,Latitude,Longitude,Location\n"));
    let outcome = try_files(&portal(), &[("s.csv", &csv)], 2).unwrap();
    assert_eq!(outcome.counts.rows_in, 20_000);
    assert_eq!(
        outcome.counts.reasons.keys().copied().collect::<Vec<_>>(),
        [Reason::MissingCoordinates]
    );
    let share = outcome.counts.rows_rejected as f64 / 20_000.0;
    assert!((share - 0.02).abs() < 0.005, "{share}");
    assert!(
        outcome
            .kept
            .windows(2)
            .all(|pair| pair[0].time <= pair[1].time),
        "rows are in order of time"
    );
}

/// Field texts that are likely to upset a reader.
fn any_row() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (1u32..13, 1u32..32, -100i32..100, -100i32..100)
            .prop_map(|(month, day, lon, lat)| format!("2020-{month:02}-{day:02},{lon},{lat},A,\"x, \"\"{day}\"\"\"")),
        2 => "[0-9,\"a \r.-]{0,24}",
        1 => Just("2020-01-01,1,1,\"two\nlines\",3".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever the text, each record is kept or rejected, once; `try_files` checks the sums.
    #[test]
    fn every_row_is_accounted_for(rows in prop::collection::vec(any_row(), 0..40)) {
        let text = format!("{HEADER}{}", rows.join("\n"));
        let outcome = convert(&simple(), &text);
        let lines = text.lines().count() as u64;
        prop_assert!(outcome.counts.rows_in < lines.max(1));
        prop_assert!(outcome.rejected.windows(2).all(|pair| pair[0].line < pair[1].line));
    }

    /// Well-formed rows in another order, or spread over files, are the same incidents.
    #[test]
    fn the_order_of_rows_and_files_does_not_matter(
        days in prop::collection::vec((1u32..29, -90i32..90), 1..40),
        seed in any::<u64>(),
        cut in 0usize..40,
    ) {
        let mut rows: Vec<String> = days.iter().enumerate().map(|(i, (day, at))| format!("2020-02-{day:02},{at},{at},A,{i}\n")).collect();
        let sorted = |outcome: Outcome| {
            let mut rows: Vec<String> = outcome.kept.iter().map(|k| format!("{k:?}")).collect();
            rows.sort();
            (rows, outcome.counts.rows_rejected)
        };
        let straight = sorted(convert(&simple(), &format!("{HEADER}{}", rows.concat())));
        let pivot = (seed % rows.len() as u64) as usize;
        rows.rotate_left(pivot);
        rows.reverse();
        let (first, second) = rows.split_at(cut.min(rows.len()));
        let files = [format!("{HEADER}{}", first.concat()), format!("{HEADER}{}", second.concat())];
        let shuffled = try_files(&simple(), &[("b.csv", files[1].as_bytes()), ("a.csv", files[0].as_bytes())], 2).unwrap();
        prop_assert_eq!(straight, sorted(shuffled));
    }
}
