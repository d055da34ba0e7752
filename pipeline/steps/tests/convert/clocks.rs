//! Times of day in a column of their own.

use hotcast_steps::convert::{Columns, Convert, Dedupe, OnBadClock};

use crate::support::{convert, one, simple};

/// Columns of a date and a clock, for files with the header `day,clock,lon,lat`.
fn day_and_clock() -> Convert {
    let columns = Columns {
        date: one("day"),
        clock: one("clock"),
        lon: one("lon"),
        lat: one("lat"),
        ..Columns::default()
    };
    Convert {
        columns,
        ..simple()
    }
}

fn clocks(clocks: &[&str]) -> String {
    let rows: String = clocks
        .iter()
        .map(|clock| format!("2019-12-31,{clock},-87.6,41.9\n"))
        .collect();
    format!("day,clock,lon,lat\n{rows}")
}

#[test]
fn twenty_four_o_clock_is_the_midnight_that_ends_the_day() {
    let text = clocks(&["24:00", "24:00:00", "2400", "23:59", "24:01", "2401", "0"]);
    let outcome = convert(&day_and_clock(), &text);
    let next = "2020-01-01 00:00:00";
    assert_eq!(
        outcome.times(),
        [
            next,
            next,
            next,
            "2019-12-31 23:59:00",
            "2019-12-31 00:00:00"
        ]
    );
    assert_eq!(
        outcome.reasons(),
        [(6, "unparsable_time"), (7, "unparsable_time")]
    );
}

#[test]
fn an_unreadable_clock_costs_the_row_unless_its_day_is_enough() {
    let text = clocks(&["n/a", "17:20", "99:99", "", "?"]);
    let rejecting = convert(&day_and_clock(), &text);
    assert_eq!(rejecting.counts.clock_unreadable, 0);
    let fields: Vec<_> = rejecting
        .rejected
        .iter()
        .map(|r| (r.line, r.field.as_deref()))
        .collect();
    assert_eq!(
        fields,
        [(2, Some("clock")), (4, Some("clock")), (6, Some("clock"))]
    );
    let keeping = Convert {
        on_bad_clock: OnBadClock::Midnight,
        ..day_and_clock()
    };
    let outcome = convert(&keeping, &text);
    let midnight = "2019-12-31 00:00:00";
    assert_eq!(
        outcome.times(),
        [
            midnight,
            "2019-12-31 17:20:00",
            midnight,
            midnight,
            midnight
        ]
    );
    // A blank clock is nothing unreadable.
    assert_eq!(outcome.counts.clock_unreadable, 3);
    // A bad day is not helped by its clock.
    let bad_day = convert(&keeping, "day,clock,lon,lat\nsoon,n/a,-87.6,41.9\n");
    assert_eq!(bad_day.rejected[0].field.as_deref(), Some("day"));
}

#[test]
fn a_repeated_row_without_a_clock_is_counted_once() {
    let params = Convert {
        on_bad_clock: OnBadClock::Midnight,
        dedupe: Dedupe::Row,
        ..day_and_clock()
    };
    let outcome = convert(&params, &clocks(&["n/a", "n/a"]));
    assert_eq!(outcome.counts.clock_unreadable, 1);
    assert_eq!(outcome.counts.rows_kept, 1);
}

#[test]
fn the_part_of_a_time_that_is_wrong_is_the_one_that_is_blamed() {
    let columns = Columns {
        year: one("y"),
        month: one("m"),
        day: one("d"),
        hour: one("h"),
        minute: one("min"),
        lon: one("lon"),
        lat: one("lat"),
        ..Columns::default()
    };
    let params = Convert {
        columns,
        ..simple()
    };
    let rows = [
        ("2019,12,31,24,0", None),
        ("2019,12,31,24,", None),
        ("2019,12,31,,", None),
        ("2019,12,31,24,30", Some("h")),
        ("2019,12,31,25,0", Some("h")),
        ("2019,12,31,-1,0", Some("h")),
        ("2019,12,31,7,60", Some("min")),
        ("2019,13,31,7,0", Some("m")),
        ("2019,0,31,7,0", Some("m")),
        ("2019,Brumaire,31,7,0", Some("m")),
        ("2019,2,29,7,0", Some("d")),
        ("19,12,31,7,0", Some("y")),
    ];
    let text: String = rows.map(|(row, _)| format!("{row},-87.6,41.9\n")).concat();
    let text = format!("y,m,d,h,min,lon,lat\n{text}");
    let outcome = convert(&params, &text);
    assert_eq!(
        outcome.times(),
        [
            "2020-01-01 00:00:00",
            "2020-01-01 00:00:00",
            "2019-12-31 00:00:00"
        ]
    );
    let blamed: Vec<_> = outcome
        .rejected
        .iter()
        .map(|r| r.field.as_deref())
        .collect();
    let expected: Vec<_> = rows[3..].iter().map(|(_, field)| *field).collect();
    assert_eq!(blamed, expected);
    let keeping = Convert {
        on_bad_clock: OnBadClock::Midnight,
        ..params
    };
    let outcome = convert(&keeping, &text);
    assert_eq!(outcome.counts.clock_unreadable, 4);
    assert_eq!(outcome.counts.rows_kept, 7);
}

#[test]
fn a_date_and_a_clock_in_two_columns_become_one_time() {
    let mut params = simple();
    params.columns = Columns {
        time: None,
        date: one("when"),
        clock: one("clock"),
        ..params.columns
    };
    let text = "when,clock,lon,lat,what,id\n2020-01-31T05:00,23:45,1,2,,\n\
        2020-01-31,9:05:07 pm,1,2,,\n2020-01-31,914,1,2,,\n2020-01-31,,1,2,,\n\
        2020-01-31,late,1,2,,\n";
    let outcome = convert(&params, text);
    assert_eq!(
        outcome.times(),
        [
            "2020-01-31 23:45:00",
            "2020-01-31 21:05:07",
            "2020-01-31 09:14:00",
            "2020-01-31 00:00:00"
        ]
    );
    assert_eq!(outcome.reasons(), [(6, "unparsable_time")]);
    assert_eq!(outcome.rejected[0].field.as_deref(), Some("clock"));
}
