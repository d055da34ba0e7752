//! Times in every format, and those that cannot be read.

use hotcast_steps::convert::{Columns, Convert, OneOrMany};

use crate::support::{HEADER, convert, one, simple};

/// Checks rows of format, text and the time that is meant.
fn check_times(rows: &[(&str, &str, &str)]) {
    for &(format, text, expected) in rows {
        let params = Convert {
            time_format: OneOrMany::One(format.to_owned()),
            ..simple()
        };
        let outcome = convert(&params, &format!("{HEADER}\"{text}\",-87.6,41.9,THEFT,1\n"));
        assert_eq!(outcome.times(), [expected], "{format}: {text}");
    }
}

#[test]
fn each_way_of_writing_a_time_is_read() {
    check_times(&[
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
        ("%s.%f", "-1.5", "1969-12-31 23:59:58.500"),
    ]);
}

#[test]
fn each_format_that_has_a_name_is_read() {
    check_times(&[
        ("iso", "2020-01-31T23:45:00.000Z", "2020-01-31 23:45:00"),
        ("iso", "2020-01-31T23:45:00-06:00", "2020-01-31 23:45:00"),
        ("iso", "2020-01-31 23:45", "2020-01-31 23:45:00"),
        ("iso", "2020/01/31", "2020-01-31 00:00:00"),
        ("iso", "20200131T234500", "2020-01-31 23:45:00"),
        ("iso", "2020-01", "2020-01-01 00:00:00"),
        ("iso", "2020", "2020-01-01 00:00:00"),
        ("iso", "2020-02-29 24:00", "2020-03-01 00:00:00"),
        ("excel_serial", "43861.989583333336", "2020-01-31 23:45:00"),
        ("excel_serial", "43861", "2020-01-31 00:00:00"),
        ("excel_serial_1904", "42399", "2020-01-31 00:00:00"),
        ("epoch_s", "1580514300.0", "2020-01-31 23:45:00"),
        ("epoch_s", "1580514300.25", "2020-01-31 23:45:00.250"),
        ("epoch_s", "-1.5", "1969-12-31 23:59:58.500"),
        ("epoch_s", "1580514300", "2020-01-31 23:45:00"),
        ("epoch_ms", "1580514300000", "2020-01-31 23:45:00"),
        ("epoch_ms", "-1", "1969-12-31 23:59:59.999"),
    ]);
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
            "{HEADER}02/01/2020,-87.6,41.9,,\n2020-02-02T05:00,-87.6,41.9,,\n\
                1580688000,-87.6,41.9,,\n"
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
            "{HEADER}2019-09-27T04:00:00Z,-78.5,38,,\n2019-12-27T05:00:00Z,-78.5,38,,\n\
                2019-09-27T06:00:00+02:00,-78.5,38,,\n2019-09-27T04:00:00,-78.5,38,,\n"
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
    // Two digits of a year in front or behind, and `iso` against a year with the day before the
    // month.
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
    let text = "Y,M,D,h,m,lon,lat,what\n2020,1,31,23,45,1,2,\n2020.0,February,29,,,1,2,\n\
        2020,2,30,1,1,1,2,\n2020,,1,1,1,1,2,\n2020,Foo,1,1,1,1,2,\n";
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
