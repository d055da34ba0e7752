//! Rows as sources write them: which are kept, and what is said of the others.

use hotcast_steps::convert::{Convert, OneOrMany};

use crate::support::{HEADER, convert, one, simple, try_files};

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
    let odd = "\u{feff}\r\n when , lon,\"lat\",what,id\r\n\
        \x202020-02-01 , -87.6 ,\" 41.9 \",  THEFT,\"1\" \r\n\r\n\
        2020-02-02,-87.5,41.8, \"ARSON\",2";
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
fn counts_are_read_with_their_sign() {
    let mut params = simple();
    params.columns.count = one("n");
    let outcome = convert(
        &params,
        "when,lon,lat,what,id,n\n2020-01-01,1,1,A,1,3\n2020-01-01,1,1,A,1,-2\n\
            2020-01-01,1,1,A,1,\n2020-01-01,1,1,A,1,\"1,200\"\n",
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
fn nul_bytes_and_long_fields_are_dirt_of_their_row() {
    let long = "x".repeat(300_000);
    let text = format!(
        "{HEADER}2020-02-01,-87.6,41.9,A\0B,1\n2020\0,-87.6,41.9,A,2\n\
            2020-02-01,-87.6,41.9,{long},3\n"
    );
    let outcome = convert(&simple(), &text);
    assert_eq!(outcome.reasons(), [(3, "unparsable_time")]);
    let categories: Vec<_> = outcome.kept.iter().map(|k| k.category.as_deref()).collect();
    assert_eq!(categories, [Some("A\0B"), Some(long.as_str())]);
}
