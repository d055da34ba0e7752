//! Texts that stand for a blank.

use hotcast_steps::convert::{Convert, NullTexts};

use crate::support::{HEADER, convert, simple};

#[test]
fn a_text_that_stands_for_a_blank_is_one_in_every_column() {
    let text = format!(
        "{HEADER}NULL,1,1,A,1\n2020-01-01,REDACTED,1,A,2\n2020-01-01,1,\" N/A \",A,3\n\
         2020-01-01,1,1,N/A,NULL\n2020-01-01,1,1,n/a,null x\n"
    );
    let nulls: NullTexts = serde_json::from_str(r#"["NULL", "REDACTED", "N/A"]"#).unwrap();
    let params = Convert { nulls, ..simple() };
    let outcome = convert(&params, &text);
    assert_eq!(
        outcome.reasons(),
        [
            (2, "missing_time"),
            (3, "missing_coordinates"),
            (4, "missing_coordinates")
        ]
    );
    let texts = outcome.kept.iter();
    let texts: Vec<_> = texts
        .map(|k| (k.category.as_deref(), k.id.as_deref()))
        .collect();
    assert_eq!(texts, [(None, None), (Some("n/a"), Some("null x"))]);
}

#[test]
fn rules_see_a_blank_too() {
    let text = format!("{HEADER}2020-01-01,1,1,NULL,1\n2020-01-01,1,1,A,2\n2020-01-01,1,1,,3\n");
    let params: Convert = Convert {
        nulls: serde_json::from_str("[null]").unwrap(),
        drop: serde_json::from_str(r#"{ "what": "" }"#).unwrap(),
        ..simple()
    };
    let outcome = convert(&params, &text);
    assert_eq!(outcome.kept.len(), 1);
    assert_eq!(outcome.counts.rows_filtered, 2);
}
