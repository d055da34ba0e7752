//! Files for which no workflow can be written: the error says why.

use hotcast_steps::init::{InitError, Options};

use super::support::Files;

fn error(files: &[(&str, &[u8])], options: &Options) -> InitError {
    match Files::new(files).look(options) {
        Err(error) => error,
        Ok(proposal) => panic!("{}", proposal.workflow),
    }
}

const GOOD: &[u8] = b"id,date,lat,lon\n1,2020-01-02,41.8,-87.6\n2,2020-01-13,41.9,-87.7\n";

#[test]
fn a_file_that_is_no_table_or_another_format_is_named() {
    let none = Options::default();
    let said = |name: &str, bytes: &[u8]| error(&[(name, bytes)], &none).to_string();
    assert!(said("a.txt", b"one\ntwo\nthree\n").contains("is not a table"));
    assert!(
        said(
            "a.geojson",
            b"{\"type\": \"FeatureCollection\", \"features\": []}"
        )
        .contains("GeoJSON")
    );
    assert!(said("a.parquet", b"PAR1\x15\x04\x15\x00").contains("Parquet"));
    assert!(said("empty.csv", b"").contains("empty"));
}

#[test]
fn columns_without_dates_or_places_are_listed_with_their_values() {
    let none = Options::default();
    let no_time = error(
        &[("a.csv", b"id,lat,lon\nx1,41.8,-87.6\nx2,41.9,-87.7\n")],
        &none,
    );
    assert!(matches!(no_time, InitError::NoTime { .. }));
    assert!(no_time.to_string().contains("id: x1 | x2"), "{no_time}");
    let no_place = error(
        &[(
            "a.csv",
            b"id,date,street\n1,2020-01-02,A St\n2,2020-01-13,B St\n",
        )],
        &none,
    );
    assert!(matches!(no_place, InitError::NoPlace { .. }));
    assert!(
        no_place.to_string().contains("street: A St | B St"),
        "{no_place}"
    );
}

#[test]
fn files_that_one_step_cannot_read_are_told_apart() {
    let other = b"id,lat,lon,day\n1,41.8,-87.6\n";
    let titled = b"Crimes\n\nid,date,lat,lon\n1,2020-01-02,41.8,-87.6\n2,2020-01-13,41.9,-87.7\n";
    let differ = error(&[("a.csv", GOOD), ("b.csv", titled)], &Options::default());
    assert!(matches!(differ, InitError::Differ { .. }), "{differ}");
    assert!(differ.hint().unwrap().contains("each form"));
    let no_time = error(&[("a.csv", GOOD), ("b.csv", other)], &Options::default());
    assert!(no_time.to_string().starts_with("b.csv: "), "{no_time}");
}

#[test]
fn an_unknown_city_and_coordinates_of_nowhere_are_errors_with_a_way_out() {
    let city = Options {
        city: Some("Nowhereville".to_owned()),
        ..Options::default()
    };
    let unknown = error(&[("a.csv", GOOD)], &city);
    assert!(unknown.hint().unwrap().contains("--city=-87.6,41.9"));
    let plane = b"id,date,x,y\n1,2020-01-02,1e9,1e9\n2,2020-01-13,1000000001,1000000002\n";
    let city = Options {
        city: Some("Chicago".to_owned()),
        ..Options::default()
    };
    let nowhere = error(&[("a.csv", plane)], &city);
    assert!(matches!(nowhere, InitError::NoSystem { .. }), "{nowhere}");
}
