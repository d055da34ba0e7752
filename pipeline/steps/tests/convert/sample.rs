//! The made-up city and an export of its kind.

use std::collections::BTreeMap;

use hotcast_runner::FilePattern;
use hotcast_steps::convert::{Columns, Convert, OneOrMany, Reason};
use hotcast_steps::sample::{SampleParams, write_sample};

use crate::support::{one, try_files};

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
    let text = include_bytes!("../fixtures/convert/portal_dirty.csv");
    let expected: serde_json::Value =
        serde_json::from_str(include_str!("../fixtures/convert/expected.json")).unwrap();
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
    let header = b"ID,Case Number,Date,Block,IUCR,Primary Type,Description,\
        Location Description,Arrest,Domestic,Beat,District,Ward,Community Area,FBI Code,\
        X Coordinate,Y Coordinate,Year,Updated On,Latitude,Longitude,Location\n";
    assert!(csv.starts_with(header));
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
