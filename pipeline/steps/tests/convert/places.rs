//! Coordinates in every form.

use hotcast_steps::convert::{Columns, Convert, Longitudes};

use crate::support::{convert, one, simple};

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
        "when,x,y,what,id\n2020-01-01,1174694,1901831,,\n\
            2020-01-01,\"1,174,694.0\",\"1,901,831\",,\n2020-01-01,0,0,,\n2020-01-01,,5,,\n",
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
        "when,lon,lat,x,y,what,id\n2020-01-01,-87.5,41.8,1174694,1901831,,\n\
            2020-01-01,,,1174694,1901831,,\n",
    );
    assert_eq!(outcome.kept[0].lon, -87.5);
    assert!((outcome.kept[1].lon - -87.633_937_881).abs() < 2e-9);
}

#[test]
fn degrees_may_count_to_the_west() {
    let params = Convert {
        longitudes: Longitudes::West,
        sentinels: vec![[91.5, 36.5]],
        ..simple()
    };
    let outcome = convert(
        &params,
        "when,lon,lat,what,id\n2020-01-01,87.6,41.9,,\n2020-01-01,91.5,36.5,,\n\
            2020-01-01,200,41.9,,\n2020-01-01,-2.3,48.8,,\n",
    );
    let lons: Vec<f64> = outcome.kept.iter().map(|kept| kept.lon).collect();
    assert_eq!(lons, [-87.6, 2.3]);
    assert_eq!(
        outcome.reasons(),
        [(3, "sentinel_coordinates"), (4, "coordinates_out_of_range")]
    );
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
        "when,where,what,id\n2020-01-01,\"(41.9, -87.6)\",,\n2020-01-01,POINT (-87.6 41.9),,\n\
            2020-01-01,,,\n2020-01-01,nowhere,,\n",
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
