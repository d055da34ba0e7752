//! Rows that are left out on request.

use hotcast_steps::convert::{Area, Convert, Dedupe, Reason};

use crate::support::{HEADER, convert, simple, try_files};

#[test]
fn filters_take_rows_out_and_say_so() {
    let text = format!(
        "{HEADER}2020-01-01,1,1,,a\n2020-01-01,5,5,,b\n2020-01-01,9,1,,c\n2020-01-01,2,1,,d\n\
            2019-12-31 23:59,1,1,,e\n2020-02-01,1,1,,f\n2020-01-01,50,1,,g\n"
    );
    let params = Convert {
        bbox: Some([0.0, 0.0, 10.0, 10.0]),
        polygon: Some(Area::Ring(vec![[0.0, 0.0], [8.0, 0.0], [0.0, 8.0]])),
        sentinels: vec![[2.0, 1.0]],
        since: Some("2020-01-01".parse().unwrap()),
        until: Some("2020-02-01".parse().unwrap()),
        max_reject_share: 0.2,
        ..simple()
    };
    let outcome = convert(&params, &text);
    assert_eq!(outcome.kept.len(), 1);
    assert_eq!(
        outcome.reasons(),
        [
            (3, "outside_polygon"),
            (4, "outside_polygon"),
            (5, "sentinel_coordinates"),
            (6, "outside_period"),
            (7, "outside_period"),
            (8, "outside_bbox")
        ]
    );
}

#[test]
fn duplicates_are_kept_unless_asked_for() {
    let files: [(&str, &[u8]); 2] = [
        (
            "a.csv",
            b"when,lon,lat,what,id\n2020-01-01,1,1,A,7\n2020-01-01,1,1,A,7\n\
            2020-01-01,1,1,B,7\n2020-01-01,1,1,C,\n2020-01-01,1,1,C,\n",
        ),
        (
            "b.csv",
            b"when,lon,lat,what,id\n2020-01-01,1,1,A,7\n2020-01-01,1,1,D,8\n",
        ),
    ];
    for (dedupe, kept, repeated) in [
        (Dedupe::None, "AABCCAD", vec![]),
        (
            Dedupe::Id,
            "ACCD",
            vec![("a.csv", 3), ("a.csv", 4), ("b.csv", 2)],
        ),
        (
            Dedupe::Row,
            "ABCD",
            vec![("a.csv", 3), ("a.csv", 6), ("b.csv", 2)],
        ),
    ] {
        let outcome = try_files(&Convert { dedupe, ..simple() }, &files, 2).unwrap();
        assert_eq!(
            outcome
                .kept
                .iter()
                .filter_map(|k| k.category.as_deref())
                .collect::<String>(),
            kept
        );
        let found: Vec<_> = outcome
            .rejected
            .iter()
            .map(|r| (r.file.as_str(), r.line))
            .collect();
        assert_eq!(found, repeated);
        assert!(
            outcome
                .rejected
                .iter()
                .all(
                    |r| r.reason == Reason::Duplicate.name() && r.raw == "2020-01-01,1,1,A,7"
                        || r.line > 3
                )
        );
    }
}
