use super::*;

fn read(text: &str) -> Option<Stated> {
    parse(text.as_bytes(), Decimal::Point)
}

fn xy(x: f64, y: f64) -> Option<Stated> {
    Some(Stated::Geometry { x, y, srid: None })
}

#[test]
fn a_pair_stands_alone_or_in_brackets_below_an_address() {
    let expected = Some(Stated::Pair(41.9, -87.6));
    for text in [
        "(41.9, -87.6)",
        "41.9,-87.6",
        "41.9 -87.6",
        "( 41.9 ; -87.6 )",
        "4.19e1, -8.76E1",
        "100 Main St (rear)\n(41.9, -87.6)",
        "Point St 4\r\nChicago, IL\r\n(41.9, -87.6)",
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn a_pair_with_anything_else_is_not_one() {
    for text in [
        "(41.9)",
        "somewhere",
        "(41.9, -87.6) approximate",
        "(41.9, -87.6, 3)",
        "near 41.9, -87.6",
        "SRID=4326;(41.9, -87.6)",
        "<Point>41.9,-87.6</Point>",
        "((41.9, -87.6))",
        "41,886 -87,634",
        "41.9N, 87.6W",
        "[41.9, -87.6]",
        "nan, nan",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn points_of_well_known_text_are_read_in_every_spelling() {
    for text in [
        "POINT(9.18 48.78)",
        "point  (9.18\t48.78)",
        "Point Z (9.18 48.78 250.5)",
        "POINTZ(9.18 48.78 0)",
        "POINT M(9.18 48.78 7)",
        "POINT ZM (9.18 48.78 0 7)",
        "POINT (9.18 48.78 250.5)",
        "POINT\n(\n9.18\n48.78\n)",
        "POINT (0.918E1 4878e-2)",
        "MULTIPOINT ((9.18 48.78))",
        "MULTIPOINT(9.18 48.78)",
        "SRID=0;POINT(9.18 48.78)",
    ] {
        assert_eq!(read(text), xy(9.18, 48.78), "{text}");
    }
}

#[test]
fn the_number_of_the_system_is_kept() {
    for text in [
        "SRID=25832;POINT(513000 5402000)",
        "srid = 25832 ; point z (513000 5402000 1)",
    ] {
        let expected = Stated::Geometry {
            x: 513_000.0,
            y: 5_402_000.0,
            srid: Some(25_832),
        };
        assert_eq!(read(text), Some(expected), "{text}");
    }
}

#[test]
fn what_is_empty_states_nothing() {
    for text in [
        "POINT EMPTY",
        "point z empty",
        "SRID=4326;POINT EMPTY",
        "MULTIPOINT EMPTY",
        "POLYGON EMPTY",
        "POINT (nan nan)",
    ] {
        assert_eq!(read(text), Some(Stated::Nothing), "{text}");
    }
}

#[test]
fn other_geometries_are_never_a_place() {
    for text in [
        "POINT(9.18, 48.78)",
        "POINT(9.18)",
        "POINT Z (9.18 48.78)",
        "POINT ZM (9.18 48.78 1)",
        "POINT(9.18 48.78);4326",
        "POINT(9.18 48.78) x",
        "SRID=x;POINT(9.18 48.78)",
        "MULTIPOINT(9.18 48.78, 9.19 48.79)",
        "MULTIPOINT((9.18 48.78),(9.19 48.79))",
        "LINESTRING(9.18 48.78, 9.19 48.79)",
        "LINESTRING\n(9.18, 48.78)",
        "POINT\n(9.18, 48.78)",
        "POLYGON((9 48, 10 48, 10 49, 9 48))",
        "GEOMETRYCOLLECTION(POINT(9.18 48.78))",
        "POINT(inf 48.78)",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn a_decimal_comma_is_read_in_pairs_and_in_geometries() {
    for text in ["(48,78, 9,18)", "48,78; 9,18", "48,78 9,18"] {
        let found = parse(text.as_bytes(), Decimal::Comma);
        assert_eq!(found, Some(Stated::Pair(48.78, 9.18)), "{text}");
    }
    for text in ["POINT (9,18 48,78)", "POINT (9.18 48.78)"] {
        let found = parse(text.as_bytes(), Decimal::Comma);
        assert_eq!(found, xy(9.18, 48.78), "{text}");
    }
    for text in ["48,780,9,180", "48.780 9.180"] {
        assert_eq!(parse(text.as_bytes(), Decimal::Comma), None, "{text}");
    }
}
