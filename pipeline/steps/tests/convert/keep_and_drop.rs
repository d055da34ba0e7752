//! Rows that are chosen by the values of their columns.

use std::collections::BTreeMap;

use hotcast_runner::Step;
use hotcast_steps::convert::{Convert, Dedupe};
use hotcast_steps::matching::Values;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{HEADER, Outcome, convert, convert_error, simple, try_files};

/// Parameters with these rules.
fn rules(keep: Value, drop: Value) -> Convert {
    let read = |json| serde_json::from_value::<BTreeMap<String, Values>>(json).unwrap();
    Convert {
        keep: read(keep),
        drop: read(drop),
        ..simple()
    }
}

fn ids(outcome: &Outcome) -> Vec<&str> {
    let ids = outcome.kept.iter().map(|kept| kept.id.as_deref());
    ids.map(Option::unwrap_or_default).collect()
}

const ROWS: &str = "2020-01-01,1,1,BURGLARY,1\n2020-01-01,1,1, ROBBERY ,2\n\
                    2020-01-01,1,1,\"ROBBERY\",3\n2020-01-01,1,1,robbery,4\n\
                    2020-01-01,1,1,,5\n2020-01-01,1,1,\"SAY \"\"NO\"\"\",6\n";

#[test]
fn rows_are_kept_and_left_out_by_value() {
    let text = format!("{HEADER}{ROWS}");
    let none = || json!({});
    for (keep, drop, expected) in [
        (json!({ "what": "ROBBERY" }), none(), &["2", "3"][..]),
        (json!({ "WHAT": ["BURG*", ""] }), none(), &["1", "5"]),
        (json!({ "what": "SAY \"NO\"" }), none(), &["6"]),
        (
            json!({ "what": { "values": ["Robbery"], "ignore_case": true } }),
            none(),
            &["2", "3", "4"],
        ),
        (none(), json!({ "what": "*ROBBERY" }), &["1", "4", "5", "6"]),
        (
            json!({ "id": [1, 2, 5], "what": "*R*" }),
            none(),
            &["1", "2"],
        ),
        (json!({ "what": "*R*" }), json!({ "id": 1 }), &["2", "3"]),
        (
            json!({ "lon": 1 }),
            json!({ "id": "1", "what": "" }),
            &["2", "3", "4", "6"],
        ),
    ] {
        let params = rules(keep, drop);
        assert!(params.check().is_empty(), "{:?}", params.check());
        let outcome = convert(&params, &text);
        assert_eq!(ids(&outcome), expected, "{params:?}");
        assert!(outcome.rejected.is_empty());
    }
}

#[test]
fn a_row_that_is_left_out_counts_under_the_first_rule_that_does_it() {
    let text = format!("{HEADER}{ROWS}");
    let params = rules(
        json!({ "what": ["ROB*", "x"], "id": [2, 3, 4] }),
        json!({ "id": "2" }),
    );
    let outcome = convert(&params, &text);
    assert_eq!(ids(&outcome), ["3"]);
    // `keep.id`, `keep.what`, `drop.id`.
    let rows: Vec<u64> = outcome.counts.rules.iter().map(|rule| rule.rows).collect();
    assert_eq!(rows, [3, 1, 1]);
    assert_eq!(outcome.counts.rules[1].matched, [true, false]);
}

#[test]
fn a_row_that_is_left_out_is_not_parsed_and_not_malformed() {
    let text = format!("{HEADER}never,x,y,THEFT,1\nnever,x,y,ARSON,2\n2020-01-01,1,1,ARSON,3\n");
    let params = Convert {
        max_reject_share: 0.4,
        ..rules(json!({ "what": "ARSON" }), json!({}))
    };
    let error = convert_error(&params, text.as_bytes());
    let said = "line 3, field `when`: 1 of 2 rows are malformed, mostly by unparsable_time";
    assert!(error.to_string().contains(said), "{error}");
    let params = Convert {
        max_reject_share: 0.5,
        ..params
    };
    let outcome = convert(&params, &text);
    assert_eq!(
        (outcome.counts.rows_filtered, outcome.counts.rows_rejected),
        (1, 1)
    );
}

#[test]
fn a_second_header_and_rows_of_another_form_are_rejected_all_the_same() {
    let text = format!("{HEADER}2020-01-01,1,1,A,1\n{HEADER}2020-01-01,1\n2020-01-01,1,1,B,2\n");
    let outcome = convert(&rules(json!({ "what": "A" }), json!({})), &text);
    assert_eq!(
        outcome.reasons(),
        [(3, "repeated_header"), (4, "field_count")]
    );
    assert_eq!(outcome.counts.rows_filtered, 1);
}

#[test]
fn rules_compare_texts_in_the_encoding_of_the_file() {
    let mut text = HEADER.as_bytes().to_vec();
    text.extend(b"2020-01-01,1,1,\xdcBERFALL,1\n2020-01-01,1,1,RAUB,2\n");
    let params = rules(
        json!({ "what": { "values": ["überfall"], "ignore_case": true } }),
        json!({}),
    );
    let outcome = try_files(&params, &[("a.csv", &text)], 1).unwrap();
    assert_eq!(ids(&outcome), ["1"]);
}

#[test]
fn columns_of_rules_are_found_as_those_of_incidents_are() {
    let text = "when,lon,lat,what,what,id\n2020-01-01,1,1,A,B,1\n2020-01-01,1,1,B,A,2\n";
    let mut params = rules(json!({ "What#2": "A" }), json!({}));
    params.columns.category = None;
    assert_eq!(ids(&convert(&params, text)), ["2"]);
    params.keep = rules(json!({ "what": "A" }), json!({})).keep;
    let error = convert_error(&params, text.as_bytes());
    assert!(
        error
            .to_string()
            .contains("column `what` for `keep` occurs more than once")
    );
    params.keep = rules(json!({ "waht": "A" }), json!({})).keep;
    let error = convert_error(&params, b"when,lon,lat,what,id\n");
    assert_eq!(
        error.to_string(),
        "a.csv: line 1: no column `waht` for `keep`; \
         the columns are `when`, `lon`, `lat`, `what`, `id`"
    );
    assert_eq!(error.hint().unwrap(), "did you mean `what`?");
}

#[test]
fn mistakes_in_rules_are_found_before_anything_runs() {
    let said = |keep: Value, drop: Value| {
        let problems = rules(keep, drop).check();
        let said = problems
            .into_iter()
            .map(|p| format!("{}: {}", p.field, p.message));
        said.collect::<Vec<String>>()
    };
    assert_eq!(
        said(json!({ "what": [] }), json!({})),
        ["keep: the list for `what` is empty"]
    );
    assert_eq!(
        said(json!({ "what": "A" }), json!({ " What": "A" })),
        ["keep: `A` for `what` is kept and left out"]
    );
    assert_eq!(
        said(json!({ "what": "A" }), json!({ "what": "B" })),
        ["drop: `B` for `what` has no effect: it is not among what is kept"]
    );
    assert_eq!(
        said(json!({ "what": "A", "WHAT": "B" }), json!({})),
        ["keep: `WHAT` and `what` are the same column"]
    );
    let headless = Convert {
        header: Some(
            ["when", "lon", "lat", "what", "id"]
                .map(str::to_owned)
                .to_vec(),
        ),
        ..rules(json!({ "ward": 1 }), json!({}))
    };
    let problems = headless.check();
    assert_eq!(
        problems[0].message,
        "`ward` for `keep` is not among the names"
    );
}

/// A field as a file may have it: with quotes, blanks or stars.
fn any_value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("A"),
        Just("AB"),
        Just("BA"),
        Just("a"),
        Just(""),
        Just(" A "),
        Just("A,B")
    ]
    .prop_map(str::to_owned)
}

fn any_rule() -> impl Strategy<Value = (Vec<String>, bool)> {
    let value = prop_oneof![
        Just("A"),
        Just("A*"),
        Just("*B"),
        Just(""),
        Just("ab"),
        Just("A,B")
    ];
    (
        prop::collection::vec(value.prop_map(str::to_owned), 1..3),
        any::<bool>(),
    )
}

/// The definition of a match, without any of the code under test.
fn is_match(value: &str, values: &[String], ignore_case: bool) -> bool {
    let fold = |text: &str| {
        if ignore_case {
            text.to_lowercase()
        } else {
            text.to_owned()
        }
    };
    let value = fold(value.trim());
    values.iter().any(|wanted| {
        let wanted = fold(wanted);
        match (wanted.strip_suffix('*'), wanted.strip_prefix('*')) {
            (Some(start), _) => value.starts_with(start),
            (_, Some(end)) => value.ends_with(end),
            _ => value == wanted,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Each row is kept, rejected or filtered, and those kept are the ones that a plain reader of
    /// CSV finds.
    #[test]
    fn what_is_kept_is_what_a_plain_reader_finds(
        rows in prop::collection::vec((any_value(), any_value(), any::<bool>()), 0..30),
        keep in prop::option::of(any_rule()),
        drop in prop::option::of(any_rule()),
        dedupe in any::<bool>(),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["when", "lon", "lat", "what", "id"]).unwrap();
        for (what, id, good) in &rows {
            let when = if *good { "2020-01-01" } else { "never" };
            writer.write_record([when, "1", "1", what, id]).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();

        let rule = |rule: &Option<(Vec<String>, bool)>, column: &str| match rule {
            Some((values, ignore_case)) => {
                json!({ column: { "values": values, "ignore_case": ignore_case } })
            }
            None => json!({}),
        };
        let params = Convert {
            dedupe: if dedupe { Dedupe::Row } else { Dedupe::None },
            ..rules(rule(&keep, "what"), rule(&drop, "id"))
        };
        let outcome = convert(&params, &text);

        let (mut expected, mut filtered, mut seen) = (Vec::new(), 0, Vec::new());
        for record in csv::Reader::from_reader(text.as_bytes()).records() {
            let record = record.unwrap();
            let keeps = keep.as_ref().is_none_or(|(v, fold)| is_match(&record[3], v, *fold));
            let drops = drop.as_ref().is_some_and(|(v, fold)| is_match(&record[4], v, *fold));
            if !keeps || drops {
                filtered += 1;
            } else if &record[0] != "never" && !(dedupe && seen.contains(&record)) {
                let text = |at: usize| Some(record[at].trim().to_owned()).filter(|t| !t.is_empty());
                expected.push((text(3), text(4)));
                seen.push(record);
            }
        }
        let found: Vec<_> = outcome.kept.into_iter().map(|k| (k.category, k.id)).collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(outcome.counts.rows_filtered, filtered);
    }
}
