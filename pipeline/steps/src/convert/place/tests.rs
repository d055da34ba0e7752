use super::*;
use crate::convert::columns::Columns;
use crate::convert::nulls::Nulls;
use crate::convert::one_or_many::OneOrMany;
use hotcast_runner::FilePattern;

fn params(epsg: Option<&str>, decimal: char) -> Convert {
    let columns = Columns {
        time: Some(OneOrMany::One("t".to_owned())),
        ..Columns::default()
    };
    Convert {
        epsg: epsg.map(|system| system.parse().unwrap()),
        decimal,
        ..Convert::new(FilePattern::Many(Vec::new()), columns)
    }
}

/// The place of a row of two fields parted by a bar, or the reason why it has none.
fn locate(params: &Convert, at: &Positions, row: &str) -> Result<(f64, f64, Reach), Reason> {
    let ends: Vec<usize> = row
        .match_indices('|')
        .map(|(at, _)| at)
        .chain([row.len()])
        .collect();
    let row = Row {
        text: row.as_bytes(),
        start: 0,
        ends: &ends,
        nulls: Nulls::NONE,
    };
    let places = PlaceReader::new(params, at).unwrap();
    match places.locate(&row) {
        Ok(place) => Ok((place.lon, place.lat, place.reach)),
        Err(fault) => Err(fault.reason),
    }
}

fn near(found: Result<(f64, f64, Reach), Reason>, lon: f64, lat: f64) {
    let (x, y, _) = found.unwrap();
    assert!((x - lon).abs() < 1e-6 && (y - lat).abs() < 1e-6, "{x} {y}");
}

fn both() -> Positions {
    Positions {
        x: Some(0),
        y: Some(1),
        ..degrees()
    }
}

fn point() -> Positions {
    Positions {
        point: Some(0),
        ..Positions::default()
    }
}

fn degrees() -> Positions {
    Positions {
        lon: Some(0),
        lat: Some(1),
        ..Positions::default()
    }
}

#[test]
fn columns_may_hold_degrees_in_some_rows_and_feet_in_others() {
    let philadelphia = params(Some("2272"), '.');
    let read = |row| locate(&philadelphia, &both(), row);
    near(read("-75.233809|39.97727"), -75.233_809, 39.977_27);
    // PROJ's figures.
    for row in [
        "2689742.20606364|271844.38110381",
        "2,689,742.20606364|271,844.38110381",
    ] {
        near(read(row), -75.173_320_37, 40.050_686_46);
    }
    // Feet of no place where the code is used.
    assert_eq!(read("5|1e9"), Err(Reason::CoordinatesOutOfRange));
    assert_eq!(read("271844|2689742"), Err(Reason::CoordinatesOutOfRange));
    assert_eq!(read("|"), Err(Reason::MissingCoordinates));
    assert_eq!(read("x|39.9"), Err(Reason::UnparsableCoordinates));
}

#[test]
fn thousands_are_read_in_projected_coordinates_and_never_in_degrees() {
    let read = |row| locate(&params(None, '.'), &degrees(), row);
    assert_eq!(read("-87,634|41,886"), Err(Reason::UnparsableCoordinates));
    near(
        locate(&params(None, ','), &degrees(), "-87,634|41,886"),
        -87.634,
        41.886,
    );
    assert_eq!(
        locate(&params(None, ','), &degrees(), "-87.634|41.886"),
        Err(Reason::UnparsableCoordinates)
    );
    let other = PlaceReader::with_other_mark(&params(None, '.'), &degrees()).unwrap();
    assert_eq!(other.decimal, Decimal::Comma);
}

#[test]
fn longitudes_count_to_180_or_to_360() {
    let read = |row| locate(&params(None, '.'), &degrees(), row);
    near(read("272.366|41.886"), -87.634, 41.886);
    near(read("180|-17"), 180.0, -17.0);
    near(read("180.0005|-17"), -179.9995, -17.0);
    assert_eq!(read("361|-17"), Err(Reason::CoordinatesOutOfRange));
    assert_eq!(read("-181|-17"), Err(Reason::CoordinatesOutOfRange));
    assert_eq!(read("41.886|-91"), Err(Reason::CoordinatesOutOfRange));
}

#[test]
fn a_text_is_read_in_the_system_that_it_names_or_that_is_declared() {
    let (lon, lat) = (9.18, 48.78);
    let utm = "POINT(513223.539 5403015.518)";
    near(locate(&params(Some("25832"), '.'), &point(), utm), lon, lat);
    let pair = "(513223.539, 5403015.518)";
    near(
        locate(&params(Some("25832"), '.'), &point(), pair),
        lon,
        lat,
    );
    let commas = "513223,539; 5403015,518";
    near(
        locate(&params(Some("25832"), ','), &point(), commas),
        lon,
        lat,
    );
    let named = format!("SRID=25832;{utm}");
    for system in [None, Some("25832"), Some("4258")] {
        let params = params(system, '.');
        if system == Some("4258") {
            // Declared as degrees, stated in metres.
            assert_eq!(
                locate(&params, &point(), &named),
                Err(Reason::UnparsableCoordinates)
            );
        } else {
            near(locate(&params, &point(), &named), lon, lat);
        }
    }
    let other = params(Some("25833"), '.');
    assert_eq!(
        locate(&other, &point(), &named),
        Err(Reason::UnparsableCoordinates)
    );
    // Degrees that are named as such are degrees whatever the plane is.
    for text in [
        "SRID=4326;POINT(9.18 48.78)",
        "{'latitude': '48.78', 'longitude': '9.18'}",
    ] {
        near(locate(&other, &point(), text), lon, lat);
    }
    near(locate(&params(None, '.'), &point(), "48.78 9.18"), lon, lat);
}

#[test]
fn places_outside_the_area_of_a_code_are_noticed() {
    let plane = Positions {
        x: Some(0),
        y: Some(1),
        ..Positions::default()
    };
    // A place in Saint Louis in the feet of Missouri East.
    for (system, reach) in [
        ("102696", Reach::Inside),
        ("102697", Reach::Beside),
        ("26915", Reach::Far),
    ] {
        let found = locate(&params(Some(system), '.'), &plane, "888708.3|1028833");
        assert_eq!(found.unwrap().2, reach, "{system}");
    }
}
