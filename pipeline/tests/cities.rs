//! Files in the shapes in which cities publish them, read by workflow options alone, through the real program. The rows are made up.

#![allow(clippy::unwrap_used)]

mod project;

use std::fs::File;
use std::path::PathBuf;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int64Type, TimestampMillisecondType};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use project::Project;

/// What a conversion came to: kept rows as `time lon lat category id [count]`, in order of time; rejected rows as `line reason field`.
#[derive(Debug, Default, PartialEq)]
struct City {
    kept: Vec<String>,
    rejected: Vec<String>,
}

fn project(files: &[(&str, &[u8])], options: &str) -> Project {
    let project = Project::new();
    for (name, content) in files {
        project.write(&format!("data/{name}"), content);
    }
    let options: String = options
        .lines()
        .map(|line| format!("    {}\n", line.trim()))
        .collect();
    let head =
        "version: 1\nname: city\nsteps:\n  convert:\n    uses: convert\n    input: \"data/*\"\n";
    project.write("city.yaml", format!("{head}{options}"));
    project
}

fn read(files: &[(&str, &[u8])], options: &str) -> City {
    let project = project(files, options);
    project.hotcast(&["run", "city.yaml"]).succeeds();
    outputs(&project)
}

fn one(text: &[u8], options: &str) -> City {
    read(&[("city.csv", text)], options)
}

/// The tables that the run left in the store: one with places, one with reasons for every file.
fn outputs(project: &Project) -> City {
    let mut city = City::default();
    for path in files_below(project.path(".hotcast/blobs")) {
        let Ok(reader) = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()) else {
            continue;
        };
        for batch in reader.build().unwrap().map(Result::unwrap) {
            let rows = 0..batch.num_rows();
            if batch.column_by_name("lon").is_some() {
                city.kept.extend(rows.map(|row| kept(&batch, row)));
            } else {
                city.rejected.extend(rows.map(|row| rejected(&batch, row)));
            }
        }
    }
    city.kept.sort();
    city.rejected.sort();
    city
}

fn files_below(dir: PathBuf) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            if path.is_dir() {
                files_below(path)
            } else {
                vec![path]
            }
        })
        .collect()
}

fn text<'a>(batch: &'a RecordBatch, name: &str, row: usize) -> &'a str {
    let column = batch.column_by_name(name).unwrap().as_string::<i32>();
    if column.is_valid(row) {
        column.value(row)
    } else {
        "-"
    }
}

fn kept(batch: &RecordBatch, row: usize) -> String {
    let number = |name: &str| batch[name].as_primitive::<Float64Type>().value(row);
    let time = batch["time"].as_primitive::<TimestampMillisecondType>();
    let time = time.value_as_datetime(row).unwrap();
    // A projection is checked to about a metre, degrees to the last digit of these files.
    let (lon, lat) = (round(number("lon")), round(number("lat")));
    let count = batch
        .column_by_name("count")
        .map(|_| format!(" {}", number("count")));
    format!(
        "{} {lon} {lat} {} {}{}",
        time.format("%Y-%m-%d %H:%M"),
        text(batch, "category", row),
        text(batch, "id", row),
        count.unwrap_or_default()
    )
}

fn round(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}

fn rejected(batch: &RecordBatch, row: usize) -> String {
    let line = batch["line"].as_primitive::<Int64Type>().value(row);
    format!(
        "{line} {} {}",
        text(batch, "reason", row),
        text(batch, "field", row)
    )
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect()
}

#[test]
fn london_has_months_only_and_longitude_first() {
    let city = one(
        b"Crime ID,Month,Reported by,Longitude,Latitude,Location,LSOA code,Crime type,Last outcome category,Context\n\
          ,2019-01,City of London Police,-0.111497,51.518226,On or near Pedestrian Subway,E01000914,Anti-social behaviour,,\n\
          8e5c,2019-01,City of London Police,-0.097601,51.520699,On or near Carthusian Street,E01000001,Burglary,Under investigation,\n\
          77aa,2019-02,City of London Police,,,No Location,,Burglary,,\n",
        "columns: { time: Month, lon: Longitude, lat: Latitude, category: Crime type, id: Crime ID }",
    );
    assert_eq!(
        city.kept,
        [
            "2019-01-01 00:00 -0.0976 51.5207 Burglary 8e5c",
            "2019-01-01 00:00 -0.1115 51.51823 Anti-social behaviour -"
        ]
    );
    assert_eq!(city.rejected, ["4 missing_coordinates Longitude"]);
}

#[test]
fn new_york_has_a_date_and_a_clock_two_formats_and_other_headers_in_later_files() {
    let city = read(
        &[
            (
                "historic.csv",
                b"CMPLNT_NUM,CMPLNT_FR_DT,CMPLNT_FR_TM,OFNS_DESC,Latitude,Longitude\n\
                  101,12/31/2018,17:30:00, PETIT LARCENY ,40.71,-74.00\n\
                  102,,09:00:00,ROBBERY,40.72,-74.01\n\
                  103,12/30/2018,,ROBBERY, 40.73 , -74.02\n",
            ),
            (
                "year-to-date.csv",
                b"cmplnt_num,cmplnt_fr_dt,cmplnt_fr_tm,ofns_desc,lat,lon\n\
                  201,2019-01-02T00:00:00.000,08:05:00,ROBBERY,40.74,-74.03\n",
            ),
        ],
        "columns: { date: CMPLNT_FR_DT, clock: CMPLNT_FR_TM, lat: [Latitude, lat], lon: [Longitude, lon], category: OFNS_DESC, id: CMPLNT_NUM }
         time_format: [\"%m/%d/%Y\", iso]",
    );
    assert_eq!(
        city.kept,
        [
            "2018-12-30 00:00 -74.02 40.73 ROBBERY 103",
            "2018-12-31 17:30 -74 40.71 PETIT LARCENY 101",
            "2019-01-02 08:05 -74.03 40.74 ROBBERY 201"
        ]
    );
    assert_eq!(city.rejected, ["3 missing_time CMPLNT_FR_DT"]);
}

#[test]
fn los_angeles_has_a_midnight_date_a_four_digit_clock_and_places_at_zero() {
    let city = one(
        b"DR_NO,Date Rptd,DATE OCC,TIME OCC,AREA NAME,Crm Cd Desc,LAT,LON\n\
          1,01/08/2020 12:00:00 AM,01/08/2020 12:00:00 AM,2230,Southwest,BATTERY - SIMPLE ASSAULT,34.0141,-118.2978\n\
          2,01/02/2020 12:00:00 AM,01/01/2020 12:00:00 AM,0030,Central,\"THEFT, PERSON\",34.0459,-118.2545\n\
          3,01/02/2020 12:00:00 AM,01/01/2020 12:00:00 AM,0001,Central,VANDALISM,0,0\n\
          4,01/02/2020 12:00:00 AM,01/01/2020 12:00:00 AM,2561,Central,VANDALISM,34.0459,-118.2545\n",
        "columns: { date: DATE OCC, clock: TIME OCC, lat: LAT, lon: LON, category: Crm Cd Desc, id: DR_NO }
         time_format: \"%m/%d/%Y %I:%M:%S %p\"",
    );
    assert_eq!(
        city.kept,
        [
            "2020-01-01 00:30 -118.2545 34.0459 THEFT, PERSON 2",
            "2020-01-08 22:30 -118.2978 34.0141 BATTERY - SIMPLE ASSAULT 1"
        ]
    );
    assert_eq!(
        city.rejected,
        ["4 sentinel_coordinates LAT", "5 unparsable_time TIME OCC"]
    );
}

#[test]
fn san_francisco_has_both_coordinates_in_one_column_in_two_notations() {
    let options = "columns: { time: [Incident Datetime, Date], point: [Point, Location], category: [Incident Category, Category] }
         time_format: [\"%Y/%m/%d %I:%M:%S %p\", \"%m/%d/%Y %H:%M\"]";
    let city = read(
        &[
            (
                "since-2018.csv",
                b"Incident Datetime,Incident Category,Point\n\
                  2018/03/01 11:35:00 PM,Assault,POINT (-122.4183 37.7617)\n\
                  2018/03/02 12:05:00 AM,Assault,\n",
            ),
            (
                "until-2017.csv",
                b"Category,Date,Location\nARSON,12/31/2017 09:15,\"(37.7759, -122.4034)\"\n",
            ),
        ],
        options,
    );
    assert_eq!(
        city.kept,
        [
            "2017-12-31 09:15 -122.4034 37.7759 ARSON -",
            "2018-03-01 23:35 -122.4183 37.7617 Assault -"
        ]
    );
    assert_eq!(city.rejected, ["3 missing_coordinates Point"]);
}

#[test]
fn geometries_are_read_as_such_or_refused_but_never_taken_for_a_pair() {
    let city = one(
        b"ID,Day,Place\n\
          1,2021-05-01,SRID=4326;POINT(9.18 48.78)\n\
          2,2021-05-02,\"point z(9.18 48.78 250)\"\n\
          3,2021-05-03,MULTIPOINT ((9.18 48.78))\n\
          4,2021-05-04,SRID=25832;POINT(513223.539 5403015.518)\n\
          5,2021-05-05,\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[9.18,48.78]}\"\n\
          6,2021-05-06,\"{'latitude': '48.78', 'longitude': '9.18'}\"\n\
          7,2021-05-07,0101000020E61000005C8FC2F5285C2240A4703D0AD7634840\n\
          8,2021-05-08,POINT EMPTY\n\
          9,2021-05-09,\"LINESTRING(9.18 48.78, 9.19 48.79)\"\n\
          10,2021-05-10,\"POINT(9.18, 48.78)\"\n\
          11,2021-05-11,\"<Point><coordinates>9.18,48.78</coordinates></Point>\"\n\
          12,2021-05-12,SRID=999999;POINT(9.18 48.78)\n\
          13,2021-05-13,\"Main St 5\nStuttgart\n(48.78, 9.18)\"\n",
        "columns: { time: Day, point: Place, id: ID }",
    );
    let ids: Vec<&str> = (city.kept.iter())
        .map(|row| row.rsplit(' ').next().unwrap())
        .collect();
    assert_eq!(ids, ["1", "2", "3", "4", "5", "6", "7", "13"]);
    for row in &city.kept {
        let number = |at: usize| row.split(' ').nth(at).unwrap().parse::<f64>().unwrap();
        assert!((number(2) - 9.18).abs() < 1e-6, "{row}");
        assert!((number(3) - 48.78).abs() < 1e-6, "{row}");
    }
    assert_eq!(
        city.rejected,
        [
            "10 unparsable_coordinates Place",
            "11 unparsable_coordinates Place",
            "12 unparsable_coordinates Place",
            "13 unparsable_coordinates Place",
            "9 missing_coordinates Place",
        ]
    );
}

#[test]
fn a_point_column_may_be_projected_and_have_decimal_commas() {
    for (place, options) in [
        ("POINT (513223.539 5403015.518)", "epsg: 25832"),
        ("513223.539 5403015.518", "epsg: EPSG:25832"),
        ("SRID=25832;POINT(513223.539 5403015.518)", "epsg: 25832"),
        (
            "\"(513223,539; 5403015,518)\"",
            "epsg: +proj=utm +zone=32 +ellps=GRS80\ndecimal: \",\"",
        ),
        ("\"(48,78, 9,18)\"", "decimal: \",\""),
        ("\"POINT (9,18 48,78)\"", "decimal: \",\""),
    ] {
        let text = format!("Day,Place\n2021-05-01,{place}\n");
        let columns = "columns: { time: Day, point: Place }\ndelimiter: \",\"";
        let city = one(text.as_bytes(), &format!("{columns}\n{options}"));
        let number = |at: usize| {
            city.kept[0]
                .split(' ')
                .nth(at)
                .unwrap()
                .parse::<f64>()
                .unwrap()
        };
        assert!((number(2) - 9.18).abs() < 1e-6, "{place}: {:?}", city.kept);
        assert!((number(3) - 48.78).abs() < 1e-6, "{place}: {:?}", city.kept);
    }
    // A text that names another projected system than the workflow does is not guessed at.
    let ended = project(
        &[(
            "city.csv",
            b"Day,Place\n2021-05-01,SRID=25833;POINT(513223.539 5403015.518)\n",
        )],
        "columns: { time: Day, point: Place }\nepsg: 25832",
    )
    .hotcast(&["run", "city.yaml"]);
    ended.fails_with(1, &["unparsable_coordinates", "`25833`"]);
}

#[test]
fn degrees_that_are_the_projected_pair_are_read_by_the_plane_where_that_is_plausible() {
    let text = b"Day,x,y\n\
          2025-03-03,-75.233809,39.97727\n\
          2025-03-28,2689742.20606364,271844.38110381\n\
          2025-03-29,\"2,689,742.2\",\"271,844.38\"\n\
          2025-03-30,5,1e9\n";
    let city = one(
        text,
        "columns: { time: Day, lon: x, lat: y, x: x, y: y }\nepsg: 2272",
    );
    assert_eq!(city.kept.len(), 3, "{city:?}");
    for row in &city.kept {
        let number = |at: usize| row.split(' ').nth(at).unwrap().parse::<f64>().unwrap();
        assert!((-75.3..-74.9).contains(&number(2)), "{row}");
        assert!((39.8..40.2).contains(&number(3)), "{row}");
    }
    assert_eq!(city.rejected, ["5 coordinates_out_of_range y"]);
}

#[test]
fn a_code_of_esri_is_read_and_one_of_elsewhere_is_pointed_out() {
    let text = b"Day,X,Y\n2021-05-01,888708.3,1028833\n2021-05-02,888718.3,1028843\n";
    let columns = "columns: { time: Day, x: X, y: Y }";
    for epsg in ["102696", "ESRI:102696", "\"102696\""] {
        let city = one(text, &format!("{columns}\nepsg: {epsg}"));
        // PROJ's figures.
        assert!(city.kept[0].contains(" -90.26011 "), "{:?}", city.kept);
        assert!(city.kept[0].contains(" 38.65885 "), "{:?}", city.kept);
    }
    let run = |epsg: &str| {
        project(&[("city.csv", text)], &format!("{columns}\nepsg: {epsg}"))
            .hotcast(&["run", "city.yaml"])
    };
    // Missouri Central is beside it; the metres of UTM 15 are far away.
    let beside = run("102697");
    beside.succeeds();
    assert!(
        beside.stderr.contains("outside the area that `epsg`")
            || beside.stdout.contains("outside the area that `epsg`"),
        "{}\n{}",
        beside.stdout,
        beside.stderr
    );
    run("26915").fails_with(
        1,
        &["all 2 places lie far outside", "`epsg: 26915`", "in feet"],
    );
    run("199999").fails_with(2, &["`199999`", "`+proj="]);
    run("\"Missouri East\"").fails_with(2, &["`ESRI:102696`"]);
}

#[test]
fn a_box_across_180_degrees_keeps_both_sides_and_longitudes_may_go_to_360() {
    let text = b"Day,lon,lat\n\
          2021-05-01,179.9995,-17\n\
          2021-05-02,-179.9995,-17\n\
          2021-05-03,180.0005,-17\n\
          2021-05-04,170,-17\n\
          2021-05-05,0.5,-17\n";
    for bbox in ["[177, -21, -178, -12]", "[177, -21, 182, -12]"] {
        let city = one(
            text,
            &format!("columns: {{ time: Day, lon: lon, lat: lat }}\nbbox: {bbox}"),
        );
        let lons: Vec<f64> = (city.kept.iter())
            .map(|row| row.split(' ').nth(2).unwrap().parse().unwrap())
            .collect();
        for (lon, expected) in lons.iter().zip([179.9995, -179.9995, -179.9995]) {
            assert!((lon - expected).abs() < 1e-9, "{lons:?}");
        }
        assert_eq!(lons.len(), 3);
        assert_eq!(city.rejected.len(), 2);
    }
    let turned = project(
        &[("city.csv", text)],
        "columns: { time: Day, lon: lon, lat: lat }\nbbox: [-87.5, 41.6, -87.9, 42.1]",
    );
    turned
        .hotcast(&["run", "city.yaml"])
        .fails_with(2, &["west < east"]);
}

#[test]
fn philadelphia_has_moments_with_a_zone_that_become_the_city_s_clock() {
    let city = one(
        b"the_geom,cartodb_id,objectid,dispatch_date_time,text_general_code,lat,lng\n\
          0101,1,10,2019-07-01 03:30:00+00,Thefts,39.95,-75.16\n\
          0101,2,11,2019-01-01T04:30:00Z,Thefts,39.96,-75.17\n\
          0101,3,12,2019-03-10T02:30:00-05:00,Thefts,39.97,-75.18\n",
        "columns: { time: dispatch_date_time, lat: lat, lon: lng, category: text_general_code, id: objectid }
         timezone: America/New_York",
    );
    // Summer time is four hours behind, winter time five; 02:30 on the tenth of March 2019 is skipped by the city's clocks, which show 03:30.
    assert_eq!(
        city.kept,
        [
            "2018-12-31 23:30 -75.17 39.96 Thefts 11",
            "2019-03-10 03:30 -75.18 39.97 Thefts 12",
            "2019-06-30 23:30 -75.16 39.95 Thefts 10"
        ]
    );
}

#[test]
fn vancouver_has_projected_metres_and_the_parts_of_the_time_in_columns() {
    let city = one(
        b"TYPE,YEAR,MONTH,DAY,HOUR,MINUTE,HUNDRED_BLOCK,NEIGHBOURHOOD,X,Y\n\
          Theft of Bicycle,2019,7,4,18,30,10XX SITKA SQ,Fairview,490612.9648,5457110.0\n\
          Offence Against a Person,2019,7,5,,,OFFSET TO PROTECT PRIVACY,,0.0,0.0\n\
          Mischief,2019,8,1,,,6XX SEYMOUR ST,Central,\"491,741.0\",\"5,458,661.5\"\n",
        "columns: { year: YEAR, month: MONTH, day: DAY, hour: HOUR, minute: MINUTE, x: X, y: Y, category: TYPE }
         epsg: 26910",
    );
    // The degrees of the projected places in this file were computed with PROJ, by pyproj 3.7.2.
    assert_eq!(
        city.kept,
        [
            "2019-07-04 18:30 -123.12903 49.26668 Theft of Bicycle -",
            "2019-08-01 00:00 -123.11356 49.28065 Mischief -"
        ]
    );
    assert_eq!(city.rejected, ["3 sentinel_coordinates Y"]);
}

#[test]
fn toronto_has_a_byte_order_mark_month_names_and_two_spellings_of_the_year() {
    let city = one(
        "\u{feff}X,Y,OBJECTID,EVENT_UNIQUE_ID,OCC_YEAR,OCC_MONTH,OCC_DAY,OCC_HOUR,MCI_CATEGORY,LONG_WGS84,LAT_WGS84\r\n\
         -8809036.2,5431523.6,1,GO-1,2014,January,1,1,Assault,-79.1326,43.7805\r\n\
         0.0001,5.6843e-14,2,GO-2,2014.0,Feb,28,23,Robbery,0,0\r\n\
         -8816480.2,5434587.8,3,GO-3,2014.0,Feb,28,23,Robbery,-79.1994,43.8004"
            .as_bytes(),
        "columns: { year: OCC_YEAR, month: OCC_MONTH, day: OCC_DAY, hour: OCC_HOUR, lon: LONG_WGS84, lat: LAT_WGS84, category: MCI_CATEGORY, id: EVENT_UNIQUE_ID }",
    );
    assert_eq!(
        city.kept,
        [
            "2014-01-01 01:00 -79.1326 43.7805 Assault GO-1",
            "2014-02-28 23:00 -79.1994 43.8004 Robbery GO-3"
        ]
    );
    assert_eq!(city.rejected, ["3 sentinel_coordinates LAT_WGS84"]);
}

#[test]
fn berlin_has_semicolons_decimal_commas_and_days_first() {
    let city = one(
        "ANGELEGT_AM;TATZEIT_ANFANG_DATUM;TATZEIT_ANFANG_STUNDE;Länge;Breite;DELIKT\n\
         01.01.2023;31.12.2022;15;13,404954;52,520008;Fahrraddiebstahl\n\
         02.01.2023;01.01.2023;7; 13,3777 ;52,5163;\"Diebstahl; Keller\"\n\
         02.01.2023;01.01.2023;24;13,3777;52,5163;Fahrraddiebstahl\n"
            .as_bytes(),
        "columns: { date: TATZEIT_ANFANG_DATUM, clock: TATZEIT_ANFANG_STUNDE, lon: Länge, lat: Breite, category: DELIKT }
         time_format: \"%d.%m.%Y\"
         clock_format: \"%H\"
         decimal: \",\"",
    );
    assert_eq!(
        city.kept,
        [
            "2022-12-31 15:00 13.40495 52.52001 Fahrraddiebstahl -",
            "2023-01-01 07:00 13.3777 52.5163 Diebstahl; Keller -",
            // The hour 24 is the midnight that ends the day.
            "2023-01-02 00:00 13.3777 52.5163 Fahrraddiebstahl -"
        ]
    );
    assert!(city.rejected.is_empty(), "{:?}", city.rejected);
}

#[test]
fn paris_has_tabs_a_national_projection_and_blanks_between_thousands() {
    let city = one(
        "date\tx_l93\ty_l93\tnature\n\
         14/07/2021 22h15\t652 469,02\t6 862 035,26\tVol à la tire\n"
            .as_bytes(),
        "columns: { time: date, x: x_l93, y: y_l93, category: nature }
         time_format: \"%d/%m/%Y %Hh%M\"
         epsg: 2154
         decimal: \",\"",
    );
    assert_eq!(
        city.kept,
        ["2021-07-14 22:15 2.3522 48.8566 Vol à la tire -"]
    );
}

#[test]
fn buenos_aires_has_latin_1_and_an_hour_beside_the_date() {
    let city = one(
        &latin1(
            "id;fecha;franja;tipo;barrio;latitud;longitud\r\n\
             1;2019-01-12;16;Hurto (sin violencia);Núñez;-34,5453;-58,4498\r\n\
             2;2019-01-13;S/D;Robo;Constitución;-34,6272;-58,3816\r\n\
             3;2019-01-13;;Lesión;Constitución;-34,6272;-58,3816\r\n",
        ),
        "columns: { date: fecha, clock: franja, lat: latitud, lon: longitud, category: tipo, id: id }
         clock_format: \"%H\"
         decimal: \",\"
         encoding: windows-1252",
    );
    assert_eq!(
        city.kept,
        [
            "2019-01-12 16:00 -58.4498 -34.5453 Hurto (sin violencia) 1",
            "2019-01-13 00:00 -58.3816 -34.6272 Lesión 3"
        ]
    );
    assert_eq!(city.rejected, ["3 unparsable_time franja"]);
}

#[test]
fn a_call_log_has_moments_since_the_epoch_and_quoted_line_ends() {
    let log = |unit: &str| {
        format!(
            "received|lon|lat|note\n1580514300{unit}|-87.6|41.9|\"first line\nsecond | line\"\n\0|-87.6|41.9|x\n"
        )
    };
    for (unit, format) in [("", "epoch_s"), ("250", "epoch_ms")] {
        let city = one(
            log(unit).as_bytes(),
            &format!(
                "columns: {{ time: received, lon: lon, lat: lat, category: note }}
                 time_format: {format}
                 timezone: America/Chicago"
            ),
        );
        assert_eq!(
            city.kept,
            ["2020-01-31 17:45 -87.6 41.9 first line\nsecond | line -"]
        );
        assert_eq!(city.rejected, ["4 unparsable_time received"]);
    }
}

#[test]
fn monthly_counts_have_corrections_that_take_incidents_back() {
    let city = one(
        b"month,lon,lat,n\nJan 2020,1.5,2.5,\"1,200\"\nFeb 2020,1.5,2.5,-3\nMar 2020,1.5,2.5,none\n",
        "columns: { time: month, lon: lon, lat: lat, count: n }
         time_format: \"%b %Y\"",
    );
    assert_eq!(
        city.kept,
        [
            "2020-01-01 00:00 1.5 2.5 - - 1200",
            "2020-02-01 00:00 1.5 2.5 - - -3"
        ]
    );
    assert_eq!(city.rejected, ["4 unparsable_count n"]);
}

#[test]
fn a_boundary_file_limits_the_city_and_counts_by_what_it_says() {
    let rows = b"when,lon,lat\n2020-01-01,0.5,0.5\n2020-01-02,2.5,0.5\n2020-01-03,9,9\n";
    let options = "columns: { time: when, lon: lon, lat: lat }
        polygon: wards.geojson";
    let wards = |second: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[
                {{"type":"Feature","properties":{{"ward":1}},"geometry":{{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}}}{second}]}}"#
        )
    };
    let second = r#",{"type":"Feature","properties":{"ward":2},"geometry":{"type":"Polygon","coordinates":[[[2,0],[3,0],[3,1],[2,1],[2,0]]]}}"#;
    let project = project(&[("city.csv", rows)], options);
    project.write("wards.geojson", wards(""));
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let city = outputs(&project);
    assert_eq!(city.kept, ["2020-01-01 00:00 0.5 0.5 - -"]);
    assert_eq!(
        city.rejected,
        ["3 outside_polygon -", "4 outside_polygon -"]
    );
    // The same name with other content is another input.
    project.write("wards.geojson", wards(second));
    let pending = project.hotcast(&["run", "city.yaml", "-n", "--detailed-exitcode"]);
    assert_eq!(
        pending.code,
        Some(3),
        "{}{}",
        pending.stdout,
        pending.stderr
    );
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let kept = outputs(&project).kept;
    assert!(
        kept.contains(&"2020-01-02 00:00 2.5 0.5 - -".to_owned()),
        "{kept:?}"
    );
    project.write("wards.geojson", "{}");
    project
        .hotcast(&["run", "city.yaml"])
        .fails_with(1, &["wards.geojson", "not GeoJSON"]);
}

#[test]
fn wrong_options_are_answered_with_the_right_ones() {
    let place = "lon: lon, lat: lat";
    for (text, options, said) in [
        (
            "when;lon;lat\n2020-01-01;13,4;52,5\n",
            format!("columns: {{ time: when, {place} }}"),
            vec![
                "data/city.csv: line 2, field `lon`",
                "`13,4`",
                "hint: `decimal: \",\"` fits this value",
            ],
        ),
        (
            "when,lon,lat\n13.01.2020 14:30,1,2\n",
            format!("columns: {{ time: when, {place} }}"),
            vec![
                "`13.01.2020 14:30`, expected `iso`",
                "hint: `time_format: \"%d.%m.%Y %H:%M\"` fits this value",
            ],
        ),
        (
            "when,lon,lat\n2020-01-01,1,2\n2/13/2020,1,2\n2/14/2020,1,2\n",
            format!("columns: {{ time: when, {place} }}"),
            vec![
                "2 of 3 rows are malformed",
                "hint: `time_format: [\"iso\", \"%m/%d/%Y\"]` fits all 3 values",
            ],
        ),
        (
            "when,lon,lat\n1580514300000,1,2\n",
            format!("columns: {{ time: when, {place} }}"),
            vec!["hint: `time_format: \"epoch_ms\"` fits this value"],
        ),
        (
            "day,clock,lon,lat\n2020-01-01,13.45,1,2\n",
            format!("columns: {{ date: day, clock: clock, {place} }}"),
            vec![
                "field `clock`",
                "`13.45`",
                "hint: `clock_format: \"%H.%M\"` fits this value",
            ],
        ),
        (
            "Y,lon,lat\n99,1,2\n",
            format!("columns: {{ year: Y, {place} }}"),
            vec!["field `Y`", "`99`", "a year has four digits"],
        ),
        (
            "when,where\n2020-01-01,\"(41.9, -87.6)\"\n",
            "columns: { time: when, lon: where, lat: where }".to_owned(),
            vec![
                "field `where`",
                "hint: `columns: { point: \"where\" }` reads both",
            ],
        ),
        (
            "when,lon,lat\n2020-01-01,41.9,-187.6\n",
            format!("columns: {{ time: when, {place} }}"),
            vec![
                "field `lat`",
                "`-187.6`",
                "hint: coordinates that are not degrees",
            ],
        ),
        (
            "when,lat,lon\n2020-01-01,-122.4,37.7\n",
            format!("columns: {{ time: when, {place} }}"),
            vec![
                "field `lat`",
                "`-122.4`",
                "hint: `lon` and `lat` look exchanged",
            ],
        ),
        (
            "when,lon,lat\n2020-01-01,\"-87,634\",\"41,886\"\n2020-01-02,\"-87,630\",\"41,880\"\n",
            format!("columns: {{ time: when, {place} }}"),
            vec![
                "unparsable_coordinates: `-87,634`",
                "hint: `decimal: \",\"` fits",
            ],
        ),
        (
            "when;lon;lat\n2020-01-01;13.405;52.520\n",
            format!("columns: {{ time: when, {place} }}\ndecimal: \",\""),
            vec!["`13.405`", "hint: `decimal: \".\"` fits"],
        ),
        (
            "when,x,y\n2020-01-01,\"1.174.694\",\"1.901.831\"\n",
            "columns: { time: when, x: x, y: y }\nepsg: 3435".to_owned(),
            vec!["`1.174.694`", "hint: `decimal: \",\"` fits"],
        ),
        (
            "when,lon,lat\n2020-01-01,1174694,1901831\n",
            format!("columns: {{ time: when, {place} }}"),
            vec!["`1901831`", "`epsg`"],
        ),
        (
            "when,lon,lat\n2020-01-01,,\n",
            format!("columns: {{ time: when, {place} }}"),
            vec![
                "missing_coordinates",
                "`x` and `y` with `epsg` serve rows without",
            ],
        ),
        (
            "when,lon,lat\n2020-01-01,-87.6,41.9\n",
            format!("columns: {{ time: when, {place} }}\nbbox: [41, -88, 42, -87]"),
            vec![
                "line 2: 1 of 1 rows lie outside `bbox`",
                "lon `-87.6`, lat `41.9`",
                "hint: coordinates are in the order",
            ],
        ),
        (
            "when;lon;lat\n2020-01-01;1;2\n",
            format!("columns: {{ time: when, {place} }}\ndelimiter: \",\""),
            vec!["line 1: no column `when`", "`when;lon;lat`", "hint: "],
        ),
    ] {
        let ended =
            project(&[("city.csv", text.as_bytes())], &options).hotcast(&["run", "city.yaml"]);
        ended.fails_with(1, &said);
    }
}
