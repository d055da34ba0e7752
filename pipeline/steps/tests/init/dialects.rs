//! Random tables in random dialects: the proposed workflow reads back what was written.

use std::io::Write as _;

use chrono::{DateTime, NaiveDate};
use hotcast_steps::init::Options;
use proptest::prelude::*;

use super::support::{Files, params};

#[derive(Clone, Debug)]
struct Dialect {
    delimiter: char,
    decimal: char,
    newline: &'static str,
    date: &'static str,
    names: [&'static str; 5],
    title: usize,
    header: bool,
    mark: bool,
    packed: bool,
    quoted: bool,
    order: Vec<usize>,
    seed: u32,
}

const DATES: [&str; 8] = [
    "%Y-%m-%d",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d/%m/%Y %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%d-%b-%Y",
    "%Y/%m/%d",
];

const NAMES: [[&str; 5]; 4] = [
    ["id", "date", "latitude", "longitude", "category"],
    ["Case Number", "Occurred On", "LAT", "LON", "Crime Type"],
    ["OBJECTID", "fecha", "latitud", "longitud", "tipo de delito"],
    [
        "incident_id",
        "incident_datetime",
        "point_y",
        "point_x",
        "offense",
    ],
];

fn dialect() -> impl Strategy<Value = Dialect> {
    let form = (
        prop::sample::select(vec![',', ';', '\t', '|']),
        prop::sample::select(vec!['.', ',']),
        prop::sample::select(vec!["\n", "\r\n"]),
        prop::sample::select(DATES.to_vec()),
        prop::sample::select(NAMES.to_vec()),
    );
    let rest = (
        0..3_usize,
        prop::bool::weighted(0.8),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        Just(vec![0, 1, 2, 3, 4]).prop_shuffle(),
        any::<u32>(),
    );
    (form, rest).prop_map(|(form, rest)| Dialect {
        delimiter: form.0,
        // A comma cannot be both.
        decimal: if form.0 == ',' { '.' } else { form.1 },
        newline: form.2,
        date: form.3,
        names: form.4,
        title: if rest.1 { rest.0 } else { 0 },
        header: rest.1,
        mark: rest.2,
        packed: rest.3,
        quoted: rest.4,
        order: rest.5,
        seed: rest.6 % 1000,
    })
}

/// The rows: minutes since 1970, latitude and longitude in ten-thousandths of a degree.
fn rows(seed: u32) -> Vec<(i64, i64, i64)> {
    let start = NaiveDate::from_ymd_opt(2019, 1, 1)
        .unwrap()
        .and_time(chrono::NaiveTime::MIN);
    let start = start.and_utc().timestamp() / 60;
    (0..400_i64)
        .map(|n| {
            let spread = (n * 7919 + i64::from(seed)) % 1009;
            (start + n * 1447, 418_001 + spread, -877_003 + spread * 2)
        })
        .collect()
}

fn write(dialect: &Dialect) -> Vec<u8> {
    const KINDS: [&str; 5] = ["THEFT", "FRAUD", "ARSON", "ASSAULT", "OTHER"];
    let join = |fields: [String; 5]| -> String {
        let ordered: Vec<String> = dialect
            .order
            .iter()
            .map(|&at| match dialect.quoted {
                true => format!("\"{}\"", fields[at]),
                false => fields[at].clone(),
            })
            .collect();
        ordered.join(&dialect.delimiter.to_string()) + dialect.newline
    };
    let mut text = String::new();
    for line in 0..dialect.title {
        text += &format!("Incidents of the city, page {line}{}", dialect.newline);
    }
    if dialect.header {
        text += &join(dialect.names.map(str::to_owned));
    }
    for (n, (minute, lat, lon)) in rows(dialect.seed).into_iter().enumerate() {
        let time = DateTime::from_timestamp(minute * 60, 0).unwrap();
        let degrees = |ten_thousandths: i64| {
            let text = format!("{:.4}", ten_thousandths as f64 / 10_000.0);
            text.replace('.', &dialect.decimal.to_string())
        };
        text += &join([
            format!("C{}", n + 100_000),
            time.format(dialect.date).to_string(),
            degrees(lat),
            degrees(lon),
            KINDS[n % KINDS.len()].to_owned(),
        ]);
    }
    let mut bytes = if dialect.mark {
        b"\xef\xbb\xbf".to_vec()
    } else {
        Vec::new()
    };
    bytes.extend(text.into_bytes());
    if dialect.packed {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&bytes).unwrap();
        bytes = encoder.finish().unwrap();
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_table_is_read_back_whatever_its_dialect(dialect in dialect()) {
        let files = Files::new(&[("table.csv", &write(&dialect))]);
        // Names of columns are all that tells latitude from longitude where there is no header.
        let proposal = match files.look(&Options::default()) {
            Ok(proposal) => proposal,
            Err(error) => {
                prop_assert!(!dialect.header, "{error}");
                return Ok(());
            }
        };
        let params = params(&proposal);
        let (counts, found) = files.convert(&params);
        prop_assert_eq!(counts.rows_kept, 400, "{}", proposal.workflow);
        prop_assert!(params.columns.category.is_some(), "{}", proposal.workflow);
        let expected = rows(dialect.seed);
        for ((time, lon, lat), (minute, y, x)) in found.into_iter().zip(expected) {
            let wall = if dialect.date.contains("%H") || dialect.date.contains("%I") {
                minute * 60_000
            } else {
                minute * 60_000 / 86_400_000 * 86_400_000
            };
            prop_assert_eq!(time, wall, "{}", proposal.workflow);
            prop_assert!((lon - x as f64 / 10_000.0).abs() < 1e-9, "{}", proposal.workflow);
            prop_assert!((lat - y as f64 / 10_000.0).abs() < 1e-9, "{}", proposal.workflow);
        }
    }
}
