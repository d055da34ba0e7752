//! Files in the forms of cities' portals: the workflow has what somebody who knows the data would
//! choose.

use hotcast_steps::init::Options;

use super::support::{Files, params, said, step};

/// Rows below a header; `row` makes each from its number.
fn table(header: &str, rows: u32, row: impl Fn(u32) -> String) -> Vec<u8> {
    let rows: String = (0..rows).map(|n| row(n) + "\n").collect();
    format!("{header}\n{rows}").into_bytes()
}

fn options(city: Option<&str>) -> Options {
    Options {
        name: Some("w".to_owned()),
        city: city.map(str::to_owned),
        date_order: None,
    }
}

/// Day and month of a row's number, over a year.
fn date(n: u32) -> (u32, u32) {
    (1 + n % 28, 1 + n / 28 % 12)
}

const KINDS: [&str; 6] = ["THEFT", "BATTERY", "ASSAULT", "FRAUD", "ARSON", "ROBBERY"];

fn kind(n: u32) -> &'static str {
    KINDS[n as usize % KINDS.len()]
}

/// Degrees that move a little with the row's number.
fn near(centre: f64, n: u32) -> f64 {
    centre + f64::from(n % 37) * 0.0011
}

#[test]
fn new_york_has_a_clock_beside_the_first_of_three_dates() {
    let header = "CMPLNT_NUM,CMPLNT_FR_DT,CMPLNT_FR_TM,CMPLNT_TO_DT,CMPLNT_TO_TM,RPT_DT,KY_CD,\
                  OFNS_DESC,LAW_CAT_CD,X_COORD_CD,Y_COORD_CD,Latitude,Longitude,Lat_Lon";
    let rows = table(header, 900, |n| {
        let (day, month) = date(n);
        let (lat, lon) = (near(40.7, n), near(-73.9, n));
        format!(
            "{},{month:02}/{day:02}/2020,{:02}:30:00,{month:02}/28/2020,23:00:00,\
             {month:02}/28/2020,{},{},FELONY,1000000,200000,{lat},{lon},\"({lat}, {lon})\"",
            100_000_000 + n,
            n % 24,
            100 + n % 60,
            kind(n),
        )
    });
    let proposal = Files::new(&[("nypd.csv", &rows)])
        .look(&options(None))
        .unwrap();
    assert_eq!(
        said(&proposal),
        r#"{"clock_format":"%H:%M:%S","columns":{"category":"OFNS_DESC","clock":"CMPLNT_FR_TM","date":"CMPLNT_FR_DT","id":"CMPLNT_NUM","lat":"Latitude","lon":"Longitude"},"time_format":"%m/%d/%Y"}"#
    );
}

#[test]
fn los_angeles_has_minutes_in_a_number_and_zeros_for_unknown_places() {
    let header = "DR_NO,Date Rptd,DATE OCC,TIME OCC,AREA,Crm Cd,Crm Cd Desc,Premis Desc,LAT,LON";
    let rows = table(header, 900, |n| {
        let (day, month) = date(n);
        let (lat, lon) = match n % 90 {
            0 => (0.0, 0.0),
            _ => (near(34.0, n), near(-118.3, n)),
        };
        format!(
            "{},{month:02}/28/2021 12:00:00 AM,{month:02}/{day:02}/2021 12:00:00 AM,{:04},1,510,{},STREET,{lat},{lon}",
            n + 2_000_000,
            n % 24 * 100 + 15,
            kind(n),
        )
    });
    let files = Files::new(&[("la.csv", &rows)]);
    let proposal = files.look(&options(None)).unwrap();
    assert_eq!(
        said(&proposal),
        r#"{"clock_format":"hhmm","columns":{"category":"Crm Cd Desc","clock":"TIME OCC","date":"DATE OCC","id":"DR_NO","lat":"LAT","lon":"LON"},"time_format":"%m/%d/%Y %I:%M:%S %p"}"#
    );
    assert_eq!(proposal.reasons, [("sentinel_coordinates", 10)]);
    let (counts, _) = files.convert(&params(&proposal));
    assert_eq!((counts.rows_in, counts.rows_kept), (900, 890));
}

#[test]
fn london_names_months_only_and_comes_in_many_files() {
    let header = "Crime ID,Month,Reported by,Longitude,Latitude,LSOA name,Crime type,Context";
    let month = |month: u32| {
        table(header, 90, |n| {
            let (lon, lat) = (near(-0.12, n), near(51.5, n));
            format!(
                "{:x},2021-{month:02},Police,{lon},{lat},Camden 1,{},",
                n * 97 + month,
                kind(n)
            )
        })
    };
    let months: Vec<(String, Vec<u8>)> = (1..=12)
        .map(|m| (format!("2021-{m:02}-street.csv"), month(m)))
        .collect();
    let files: Vec<(&str, &[u8])> = months.iter().map(|(n, b)| (n.as_str(), &b[..])).collect();
    let proposal = Files::new(&files).look(&options(None)).unwrap();
    let columns = &step(&proposal, "convert")["columns"];
    assert_eq!(columns["time"], "Month");
    assert_eq!(columns["category"], "Crime type");
    assert_eq!(step(&proposal, "series")["freq"], "month");
}

#[test]
fn toronto_has_hours_beside_dates_and_some_dates_of_long_ago() {
    let header = "OBJECTID,EVENT_UNIQUE_ID,REPORT_DATE,OCC_DATE,OCC_YEAR,OCC_MONTH,OCC_DAY,\
                  OCC_HOUR,PREMISES_TYPE,OFFENCE,LONG_WGS84,LAT_WGS84";
    let rows = table(header, 3_000, |n| {
        let (day, month) = date(n);
        let year = if n % 500 == 0 { 1980 } else { 2015 + n % 5 };
        format!(
            "{n},GO-{},{month}/28/{year} 5:00:00 AM,{month}/{day}/{year} 5:00:00 AM,{year},May,{day},{},Outside,{},{},{}",
            n + 20_000,
            n % 24,
            kind(n),
            near(-79.4, n),
            near(43.7, n),
        )
    });
    let files = Files::new(&[("toronto.csv", &rows)]);
    let proposal = files.look(&options(None)).unwrap();
    assert_eq!(
        said(&proposal),
        r#"{"clock_format":"%H","columns":{"category":"OFFENCE","clock":"OCC_HOUR","date":"OCC_DATE","id":"EVENT_UNIQUE_ID","lat":"LAT_WGS84","lon":"LONG_WGS84"},"since":"2015-01-01","time_format":"%m/%d/%Y %I:%M:%S %p"}"#
    );
    let (_, rows) = files.convert(&params(&proposal));
    // Row 1 is of the second day of 2016, at one.
    assert_eq!(rows[0].0, 1_451_696_400_000);
}

#[test]
fn vancouver_has_parts_of_times_and_metres_of_its_zone() {
    let header = "TYPE,YEAR,MONTH,DAY,HOUR,MINUTE,HUNDRED_BLOCK,NEIGHBOURHOOD,X,Y";
    let rows = table(header, 900, |n| {
        let (day, month) = date(n);
        let (x, y) = match n % 9 {
            0 => (0.0, 0.0),
            _ => (
                491_000.5 + f64::from(n % 37) * 90.0,
                5_457_000.5 + f64::from(n % 37) * 90.0,
            ),
        };
        format!(
            "{},2019,{month},{day},{},15,10XX A ST,Oakridge,{x},{y}",
            kind(n),
            n % 24
        )
    });
    let files = Files::new(&[("crimedata_vancouver.csv", &rows)]);
    let proposal = files.look(&options(None)).unwrap();
    assert_eq!(
        step(&proposal, "convert")["columns"].to_string(),
        r#"{"category":"TYPE","day":"DAY","hour":"HOUR","minute":"MINUTE","month":"MONTH","x":"X","y":"Y","year":"YEAR"}"#
    );
    // What PROJ says of the first row with a place in the zone's systems of 1983 and later.
    let (_, rows) = files.convert(&params(&proposal));
    assert!((rows[0].1 + 123.121_9).abs() < 0.001, "{:?}", rows[0]);
    assert!((rows[0].2 - 49.266_6).abs() < 0.001, "{:?}", rows[0]);
}

#[test]
fn saint_louis_has_feet_that_only_the_city_explains() {
    let header = "Complaint,CodedMonth,DateOccur,Count,Crime,District,Description,XCoord,YCoord";
    let rows = table(header, 900, |n| {
        let (day, month) = date(n);
        let (x, y) = (888_708.3 + f64::from(n % 37) * 90.0, 1_028_833.0);
        format!(
            "{n},2016-{month:02},{month:02}/{day:02}/2016 10:15,1,{},4,{},{x},{y}",
            31_111 + n % 9,
            kind(n)
        )
    });
    let files = Files::new(&[("export.csv", &rows)]);
    let proposal = files.look(&options(Some("Saint Louis"))).unwrap();
    let (_, rows) = files.convert(&params(&proposal));
    assert!(
        (rows[0].1 + 90.23).abs() < 0.2 && (rows[0].2 - 38.66).abs() < 0.2,
        "{:?}",
        rows[0]
    );
    // Without a city it is a guess, and said to be one.
    let proposal = files.look(&options(None)).unwrap();
    assert!(
        proposal.workflow.contains("LIKELIEST coordinate system"),
        "{}",
        proposal.workflow
    );
}

#[test]
fn times_in_utc_are_told_by_the_quiet_of_the_night() {
    let rows = table("id,reported_at,lng,lat,offense_type", 4_000, |n| {
        // Nothing from 2 to 6 in Chicago, which is 8 to 12 in UTC in winter.
        let hour = (12 + n % 20) % 24;
        format!(
            "{n},2020-01-{:02}T{hour:02}:10:00Z,{},{},{}",
            1 + n % 28,
            near(-87.7, n),
            near(41.8, n),
            kind(n)
        )
    });
    let proposal = Files::new(&[("a.csv", &rows)])
        .look(&options(None))
        .unwrap();
    assert_eq!(step(&proposal, "convert")["timezone"], "America/Chicago");
}

#[test]
fn strays_get_a_box_around_the_others() {
    let rows = table("id,date,latitude,longitude,crime", 20_000, |n| {
        let (day, month) = date(n);
        let (lat, lon) = match n % 1_000 {
            7 => (36.619_446, -91.686_566),
            _ => (near(41.8, n), near(-87.7, n)),
        };
        format!("{n},2020-{month:02}-{day:02},{lat},{lon},{}", kind(n))
    });
    let proposal = Files::new(&[("a.csv", &rows)])
        .look(&options(None))
        .unwrap();
    let convert = step(&proposal, "convert");
    assert_eq!(convert["bbox"].to_string(), "[-87.71,41.79,-87.65,41.85]");
    assert_eq!(convert["sentinels"].to_string(), "[[-91.686566,36.619446]]");
    assert_eq!(proposal.rows, [20_000, 19_980]);
}

#[test]
fn exchanged_columns_are_put_right_by_the_city_that_they_are_near() {
    let rows = table("id,date,latitude,longitude,crime", 500, |n| {
        let (day, month) = date(n);
        format!(
            "{n},2020-{month:02}-{day:02},{},{},{}",
            near(-87.7, n),
            near(41.8, n),
            kind(n)
        )
    });
    let proposal = Files::new(&[("a.csv", &rows)])
        .look(&options(None))
        .unwrap();
    let columns = &step(&proposal, "convert")["columns"];
    assert_eq!(
        (&columns["lat"], &columns["lon"]),
        (&"longitude".into(), &"latitude".into())
    );
}

#[test]
fn bordeaux_has_french_months_and_some_clocks_that_are_none() {
    const MONTHS: [&str; 4] = ["janv.", "f\u{e9}vrier", "mars", "ao\u{fb}t"];
    let rows = table("id;date;heure;latitude;longitude;nature", 900, |n| {
        let month = MONTHS[n as usize % 4];
        let clock = match n % 30 {
            0 => "inconnue".to_owned(),
            hour => format!("{:02}:{:02}", hour % 24, n % 60),
        };
        let (lat, lon) = (near(44.84, n), near(-0.57, n));
        format!(
            "{n};{} {month} 2020;{clock};{lat};{lon};{}",
            n % 28 + 1,
            kind(n)
        )
    });
    let latin = String::from_utf8(rows.clone()).unwrap();
    let latin: Vec<u8> = latin.chars().map(|c| c as u8).collect();
    for text in [rows, latin] {
        let files = Files::new(&[("bordeaux.csv", &text)]);
        let proposal = files.look(&options(None)).unwrap();
        let convert = step(&proposal, "convert");
        assert_eq!(
            (
                &convert["time_format"],
                &convert["clock_format"],
                &convert["on_bad_clock"]
            ),
            (&"%d %b %Y".into(), &"%H:%M".into(), &"midnight".into())
        );
        let (counts, _) = files.convert(&params(&proposal));
        assert_eq!((counts.rows_kept, counts.clock_unreadable), (900, 30));
    }
}

#[test]
fn longitudes_without_their_sign_are_told_by_the_city() {
    let rows = table("id,date,latitude,longitude,crime", 500, |n| {
        let (day, month) = date(n);
        let (lat, lon) = (near(34.05, n), near(118.25, n));
        format!("{n},2020-{month:02}-{day:02},{lat},{lon},{}", kind(n))
    });
    let files = Files::new(&[("a.csv", &rows)]);
    let proposal = files.look(&options(Some("Los Angeles"))).unwrap();
    assert_eq!(step(&proposal, "convert")["longitudes"], "west");
    let (_, rows) = files.convert(&params(&proposal));
    assert!((rows[0].1 + 118.25).abs() < 0.1, "{:?}", rows[0]);
}
